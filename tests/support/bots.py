"""The bot in a process of its own, to kill and start again; also the program that such a process runs."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from pathlib import Path
from typing import Any

from bot.app import build_application
from bot.intervals import Pace
from bot.localchat import LocalChat
from bot.running import logs
from bot.running.serving import serving
from bot.settings import Settings
from bot.store.store import Store
from engine.pictures.decoder import Decoder
from engine.queue.job_queue import JobQueue
from tests.support.hurry import HURRY
from tests.support.processes import Restartable


class BotProcess(Restartable):
    """The bot in a process of its own."""

    def __init__(self, chat: LocalChat, folder: Path, *, is_hurried: bool = True) -> None:
        facts = {"token": chat.token, "url": chat.url, "folder": str(folder), "is_hurried": is_hurried}
        super().__init__([sys.executable, "-m", "tests.support.bots", json.dumps(facts)], folder / "bot.log")


async def run(facts: dict[str, Any]) -> None:
    settings = Settings(data_dir=Path(facts["folder"]), edge_size=64, telegram_token=facts["token"])
    logs.set_up("INFO", settings.secrets)
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    async with (
        Store(settings.database_url) as store,
        JobQueue(settings.database_url, dead_after_s=2, poll_s=0.05) as queue,
        Decoder() as decoder,
    ):
        url, pace = facts["url"], HURRY if facts["is_hurried"] else Pace()
        application = build_application(
            settings, queue, decoder, store, base_url=f"{url}/bot", base_file_url=f"{url}/file/bot", pace=pace
        )
        async with application, serving(application, settings):
            await stopped.wait()


if __name__ == "__main__":
    asyncio.run(run(json.loads(sys.argv[1])))
