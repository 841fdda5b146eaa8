"""Worker processes with a fake painter, to start, kill and stop; also the program that such a process runs."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import signal
import sqlite3
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from engine.commands.worker import log_to_stderr
from engine.database.opening import exclusive, open_database
from engine.queue.drain import Drain, on_signal
from engine.queue.report import Patience
from engine.queue.worker import serve
from tests.support.fakes import FakePainter
from tests.support.processes import ROOT, Restartable
from tests.support.until import eventually

FREEZE = signal.SIGHUP  # stands still inside a transaction


class WorkerProcess(Restartable):
    """A worker in a process of its own; worker_id is its name in the database."""

    def __init__(self, database_url: str, worker_id: str, log: Path, *, root: Path = ROOT, **settings: Any) -> None:
        self.worker_id = worker_id
        told = {"database_url": database_url, "worker_id": worker_id, **settings}
        super().__init__([sys.executable, "-m", "tests.support.workers", json.dumps(told)], log, root)

    async def has_logged(self, words: str, times: int = 1) -> bool:
        """Return whether its log has these words, so many times at least."""
        return (await asyncio.to_thread(self.log.read_text)).count(words) >= times

    async def freeze(self, database: Path) -> None:
        """Stop it outside of a transaction, as a paused machine does; one stopped inside holds up everybody."""
        while True:
            await self._stand_still(signal.SIGSTOP)
            with contextlib.suppress(sqlite3.OperationalError):
                await asyncio.to_thread(_take_the_lock, database)
                return
            self.wake()

    async def freeze_inside(self) -> None:
        """Let it begin a transaction and stop inside: from then on nobody else can write."""
        await self._stand_still(FREEZE)

    def wake(self) -> None:
        """Let it go on."""
        self.process.send_signal(signal.SIGCONT)

    async def _stand_still(self, signal_number: int) -> None:
        self.process.send_signal(signal_number)
        await eventually(self._stands_still)

    async def _stands_still(self) -> bool:
        status = await asyncio.to_thread(Path(f"/proc/{self.process.pid}/stat").read_text)
        return status.rpartition(")")[2].split()[0] == "T"


NewWorker = Callable[..., WorkerProcess]  # a fixture that starts one, and kills it after the test


def _take_the_lock(database: Path) -> None:
    """Raise sqlite3.OperationalError where somebody keeps SQLite's write lock for longer than a transaction lasts."""
    with contextlib.closing(sqlite3.connect(database, timeout=1, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")


def _freeze_in_a_transaction(database_url: str) -> None:
    """Stop all threads; a signal to the process would be taken by another one, while this one goes on and commits."""
    with exclusive(open_database(database_url, patience_s=30)):
        signal.pthread_kill(threading.get_ident(), signal.SIGSTOP)


def main(argv: list[str]) -> None:
    settings = json.loads(argv[1])
    log_to_stderr("DEBUG")
    stop, drain = threading.Event(), Drain()
    on_signal(signal.SIGTERM, stop.set)
    drain.obey_signals()
    url = settings["database_url"]
    freezing = threading.Thread(target=_freeze_in_a_transaction, args=[url], daemon=True)
    on_signal(FREEZE, freezing.start)
    serve(
        lambda: FakePainter(**settings.get("painter", {})),
        url,
        settings["worker_id"],
        stop=stop,
        drain=drain,
        drain_s=settings.get("drain_s", 20.0),
        patience=Patience(**{"report_s": 0.05, **settings.get("patience", {})}),
        poll_s=settings.get("poll_s", 0.05),
        heartbeat_s=settings.get("heartbeat_s", 0.1),
    )
    logging.shutdown()
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv)
