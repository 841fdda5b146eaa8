"""A process to start, kill and start again."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from tests.support.patience import patience

ROOT = Path(__file__).parents[2]


class Restartable:
    """A program in a process of its own, a context manager.

    Attributes:
        process: The process now, or the last one.
        log: Where what it writes goes.

    Args:
        command: The program and its words.
        root: The tree whose program it runs: this one, unless it is to be of another version.
    """

    def __init__(self, command: Sequence[str], log: Path, root: Path = ROOT) -> None:
        self.log, self._command, self._root = log, command, root
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
                self._command,
                cwd=self._root,
                env={**os.environ, "PYTHONPATH": str(self._root)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def kill(self) -> None:
        """Kill it as the kernel would: no goodbye."""
        self.process.kill()
        self.process.wait()

    def stop(self, timeout_s: float = 15) -> int:
        """Ask it to stop and return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(patience(timeout_s))

    async def exit_code(self) -> int:
        """Wait for its end."""
        return await asyncio.to_thread(self.process.wait, patience(20))
