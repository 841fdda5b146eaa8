"""Worker processes with a fake painter, to start, kill and stop; also the program that such a process runs."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, Self

from engine.commands.worker import log_to_stderr
from engine.queue.runner import Patience
from engine.queue.worker import serve
from tests.support.fakes import FakePainter
from tests.support.patience import patience

ROOT = Path(__file__).parents[2]


class WorkerProcess:
    """A worker in a process of its own, a context manager.

    Attributes:
        process: The process now, or the last one.
        log: Where its log lines are written.
    """

    def __init__(self, database_url: str, worker_id: str, log: Path, **settings: Any) -> None:
        self.log = log
        self._settings = {"database_url": database_url, "worker_id": worker_id, **settings}
        self.process: subprocess.Popen[bytes]

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.kill()

    def start(self) -> None:
        """Start it, or start it again."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.support.workers", json.dumps(self._settings)],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def kill(self) -> None:
        """Kill it as the kernel would: no goodbye."""
        self.process.kill()
        self.process.wait()

    async def has_logged(self, words: str) -> bool:
        """Return whether its log has these words."""
        return words in await asyncio.to_thread(self.log.read_text)

    def stop(self, timeout_s: float = 15) -> int:
        """Ask it to stop and return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(patience(timeout_s))


def main(argv: list[str]) -> None:
    settings = json.loads(argv[1])
    log_to_stderr("DEBUG")
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    serve(
        lambda: FakePainter(**settings.get("painter", {})),
        settings["database_url"],
        settings["worker_id"],
        stop=stop,
        patience=Patience(**{"report_s": 0.05, **settings.get("patience", {})}),
        poll_s=settings.get("poll_s", 0.05),
        heartbeat_s=settings.get("heartbeat_s", 0.1),
    )
    logging.shutdown()
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv)
