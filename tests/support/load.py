"""A crowd on loopback, measured: python -m tests.support.load --people 50 --within 10 --jobs 500.

Prints how fast the bot acknowledges photos while a worker paints, and the memory of bot and worker before and
after many jobs. The bot and the worker are processes of their own; the worker's painter only mixes.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from pathlib import Path

from PIL import Image

from bot.localchat import LocalChat, Message, Person
from engine.gallery import draw_scene
from engine.pictures.encoding import to_jpeg
from tests.support.bots import BotProcess
from tests.support.patience import patience
from tests.support.workers import WorkerProcess

PATIENCE_S = patience(600)


def is_result(message: Message) -> bool:
    return message.is_from_bot and bool(message.photo) and "Here it is" in (message.words or "")


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--within", type=float, default=10.0, help="seconds in which they all send")
    parser.add_argument("--jobs", type=int, default=500, help="further jobs, for the memory")
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp())
    url = f"sqlite:///{folder}/stylegram.sqlite"
    photo, style = to_jpeg(draw_scene(1280, 1)), to_jpeg(Image.new("RGB", (1280, 960), "orange"))
    painter = {"iterates": 5, "pace_s": 0.02}
    async with LocalChat() as chat:
        with (
            BotProcess(chat, folder) as bot,
            WorkerProcess(url, "gpu-0", folder / "worker.log", painter=painter) as worker,
        ):
            await one(chat, chat.person("First"), photo, style)
            processes = {"bot": bot.process.pid, "worker": worker.process.pid}
            before = {name: resident_mb(pid) for name, pid in processes.items()}
            times = await crowd(chat, asked.people, asked.within, photo, style)
            tell("acknowledged", times)
            started = time.perf_counter()
            await many(chat, asked.jobs, photo, style)
            print(f"{asked.jobs} jobs in {time.perf_counter() - started:.0f} s")
            for name, pid in processes.items():
                print(f"{name}: {before[name]:.0f} MB before, {resident_mb(pid):.0f} MB after")


async def crowd(chat: LocalChat, people: int, within_s: float, photo: bytes, style: bytes) -> list[float]:
    """Let so many people send two photos each, spread over the time; return the seconds to each answer."""

    async def send(number: int) -> list[float]:
        await asyncio.sleep(within_s * number / people)
        person = chat.person(f"P{number}")
        first = await answer_s(chat, person, photo, "Got your photo")
        second = await answer_s(chat, person, style, "I start painting")
        return [first, second]

    answers = await asyncio.gather(*(send(number) for number in range(people)))
    return [seconds for pair in answers for seconds in pair]


async def answer_s(chat: LocalChat, person: Person, picture: bytes, words: str) -> float:
    person.send_photo(person.id, picture)
    started = time.perf_counter()
    await chat.wait_for(person.id, lambda m: words in (m.words or ""), PATIENCE_S)
    return time.perf_counter() - started


async def one(chat: LocalChat, person: Person, photo: bytes, style: bytes) -> None:
    last = max((message.id for message in chat.messages(person.id)), default=0)
    person.send_photo(person.id, photo)
    await chat.wait_for(person.id, lambda m: "Got your photo" in (m.words or ""), PATIENCE_S, after=last)
    person.send_photo(person.id, style)
    await chat.wait_for(person.id, is_result, PATIENCE_S, after=last)


async def many(chat: LocalChat, jobs: int, photo: bytes, style: bytes, at_once: int = 8) -> None:
    async def work(number: int) -> None:
        person = chat.person(f"W{number}")
        for _ in range(jobs // at_once):
            await one(chat, person, photo, style)

    await asyncio.gather(*(work(number) for number in range(at_once)))


def resident_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def tell(what: str, times: list[float]) -> None:
    ordered = sorted(times)
    p95 = ordered[int(0.95 * (len(ordered) - 1))]
    median = statistics.median(times)
    print(f"{what}: {len(times)} times, median {median:.3f} s, 95 % {p95:.3f} s, max {ordered[-1]:.3f} s")


if __name__ == "__main__":
    asyncio.run(main())
