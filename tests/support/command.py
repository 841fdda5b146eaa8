"""`python -m bot` in a process of its own, and what it writes."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

from tests.support.patience import patience

ROOT = Path(__file__).parents[2]
PATIENCE_S = patience(60)


class Command:
    """A running `python -m bot` and what it has written."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.written = ""

    async def writes(self, words: str) -> str:
        """Wait until the words are written; return their line."""
        assert self.process.stdout is not None
        async with asyncio.timeout(PATIENCE_S):
            while line := (await self.process.stdout.readline()).decode():
                self.written += line
                if words in line:
                    return line
        raise AssertionError(f"{words!r} is not in {self.written!r}")

    async def ends(self) -> int:
        """Wait for the end; return the exit code."""
        assert self.process.stdout is not None
        async with asyncio.timeout(PATIENCE_S):
            self.written += (await self.process.stdout.read()).decode()
            return await self.process.wait()

    async def stop(self) -> int:
        """Ask it to stop; return the exit code, which must come within ten seconds."""
        self.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(patience(10)):
            return await self.ends()


@contextlib.asynccontextmanager
async def started(folder: Path, *words: str, **environ: str) -> AsyncIterator[Command]:
    """Start it in a folder, with these variables and without workers; it is gone after the block."""
    settings = {"DATA_DIR": str(folder / "new"), "WORKERS": "0", "LOCALCHAT_PORT": "0", **environ}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot", *words),
        env={**{name: os.environ[name] for name in ("PATH",)}, "PYTHONPATH": str(ROOT), **settings},
        cwd=folder,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        yield Command(process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
