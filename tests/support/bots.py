"""The bot in a process of its own, to kill and start again; also the program that such a process runs."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, Self

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
from tests.support.patience import patience

ROOT = Path(__file__).parents[2]


class BotProcess:
    """The bot in a process of its own, a context manager.

    Attributes:
        process: The process now, or the last one.
    """

    def __init__(self, chat: LocalChat, folder: Path, *, is_hurried: bool = True) -> None:
        facts = {"token": chat.token, "url": chat.url, "folder": str(folder), "is_hurried": is_hurried}
        self._command = [sys.executable, "-m", "tests.support.bots", json.dumps(facts)]
        self._log = folder / "bot.log"
        self.process: subprocess.Popen[bytes]

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.kill()

    def start(self) -> None:
        """Start it, or start it again."""
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(self._command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def kill(self) -> None:
        """Kill it as the kernel would: no goodbye."""
        self.process.kill()
        self.process.wait()

    def stop(self, timeout_s: float) -> int:
        """Ask it to stop and return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(patience(timeout_s))


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
