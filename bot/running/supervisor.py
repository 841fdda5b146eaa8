"""Starts a local worker process and starts it again whenever it ends, for as long as the bot runs.

Knows nothing of jobs and never loads torch: the worker is another process. It ends with the bot even if the
bot is killed, because it stops when its standard input ends and the kernel ends it if it cannot. Its standard output
brings signs of life: a worker that stands still is killed, with whatever lock it holds, and another is started.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Self

from bot.background import end
from engine.machine.process import MISCONFIGURED

logger = logging.getLogger(__name__)

DRAIN = "2"  # s: who waits for the bot's end does not wait for a painting, which goes on at the next start
WORKER_COMMAND = (sys.executable, "-m", "engine", "worker", "--exit-with-parent", "--drain", DRAIN, "--nice", "10")
SECRETS = ("TELEGRAM_TOKEN", "WEBHOOK_SECRET")  # no business of the worker's
LOOKS = 6  # without a sign of life, for a silence; while this process stood still itself, it looks once


def worker_environment(environ: Mapping[str, str], worker_id: str, **settings: str) -> dict[str, str]:
    """Return the environment for a worker: this process's own without its secrets, with these settings."""
    inherited = {name: value for name, value in environ.items() if name not in SECRETS}
    return {**inherited, **settings, "WORKER_ID": worker_id}


class WorkerSupervisor:
    """Keeps one worker process running, an async context manager.

    A worker that ends soon after its start is started again after a wait that doubles each time.

    Args:
        environment: The worker's whole environment; WORKER_ID in it must stay the same across restarts.
        command: What to start.
        first_wait_s: Seconds before the first restart.
        longest_wait_s: Seconds before a restart at most; a worker that lived as long starts again after first_wait_s.
        stop_s: Seconds that the worker has for stopping before it is killed.
        silent_s: Seconds without a sign of life after which the worker is killed.
        still_s: The same while it is to stop, so that one that stands still does not hold up the bot's end.

    Attributes:
        starts: How many times the worker was started.
        pid: Its process id, None while there is no process.
        is_misconfigured: Whether the worker says that it cannot work with these settings.
    """

    def __init__(
        self,
        environment: Mapping[str, str],
        *,
        command: Sequence[str] = WORKER_COMMAND,
        first_wait_s: float = 1,
        longest_wait_s: float = 60,
        stop_s: float = 9,
        silent_s: float = 60,
        still_s: float = 4,
    ) -> None:
        self.starts = 0
        self.is_misconfigured = False
        self._environment = dict(environment)
        self._command = tuple(command)
        self._first_wait_s, self._longest_wait_s, self._stop_s = first_wait_s, longest_wait_s, stop_s
        self._silent_s, self._still_s = silent_s, still_s
        self._process: asyncio.subprocess.Process | None = None
        self._has_spoken = False  # the process that there is now
        self._untold: signal.Signals | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """The worker's process id, None while there is no process."""
        return None if self._process is None else self._process.pid

    def send(self, number: signal.Signals) -> None:
        """Send the worker a signal; at once it would end one that starts, which gets it with its first sign of life."""
        if self._process is None or not self._has_spoken:
            self._untold = number
            return
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(number)

    def _hear(self) -> None:
        """Take a sign of life, and send what had to wait for it."""
        self._has_spoken = True
        untold, self._untold = self._untold, None
        if untold is not None:
            self.send(untold)

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._keep_running())
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self.stop()

    async def stop(self) -> None:
        """Start it no more, and end what runs."""
        await end(self._task)
        await self._stop()

    async def _keep_running(self) -> None:
        wait_s = self._first_wait_s
        while True:
            started_at = time.monotonic()
            try:
                code = await self._run_once()
            except OSError as fault:  # no memory or no process left on this machine, which may pass
                logger.error("the worker cannot be started (%s); it is tried again in %g s", fault, wait_s)
            else:
                lived_s = time.monotonic() - started_at
                self.is_misconfigured = code == MISCONFIGURED
                if self.is_misconfigured:
                    logger.error("the worker does not start: its own last line above says why; nobody paints here")
                    wait_s = self._longest_wait_s
                elif lived_s >= self._longest_wait_s:
                    wait_s = self._first_wait_s
                logger.error(
                    "the worker ended with code %s after %.0f s; it starts again in %g s", code, lived_s, wait_s
                )
            await asyncio.sleep(wait_s)
            wait_s = min(2 * wait_s, self._longest_wait_s)

    async def _run_once(self) -> int:
        self.starts += 1
        self._has_spoken = False
        self._process = await asyncio.create_subprocess_exec(
            *self._command,
            env=self._environment,
            stdout=asyncio.subprocess.PIPE,  # signs of life
            stdin=asyncio.subprocess.PIPE,  # never written to: its end tells the worker that the bot is gone
            start_new_session=True,  # Ctrl-C is for the bot, which then stops the worker
        )
        logger.info("worker started, process %d", self._process.pid)
        await self._watch(self._process)
        code = await self._process.wait()
        self._process = None
        return code

    async def _watch(self, process: asyncio.subprocess.Process) -> None:
        """Return when the process has ended; kill it when it gives no sign of life for too long."""
        assert process.stdout is not None
        try:
            await read_while_it_speaks(process.stdout, self._silent_s, self._hear)
        except TimeoutError:
            logger.error("the worker has given no sign of life for %g s and is killed", self._silent_s)
            with contextlib.suppress(ProcessLookupError):
                process.kill()

    async def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None or process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        try:
            async with asyncio.timeout(self._stop_s):
                await self._see_it_stop(process)
            logger.info("worker stopped")
        except TimeoutError:
            logger.error("the worker does not stop and is killed")
            process.kill()
            await process.wait()

    async def _see_it_stop(self, process: asyncio.subprocess.Process) -> None:
        """Return when the process has ended.

        Raises:
            TimeoutError: It stands still.
        """
        assert process.stdout is not None
        await read_while_it_speaks(process.stdout, self._still_s)
        await process.wait()


@contextlib.asynccontextmanager
async def all_running(workers: Sequence[WorkerSupervisor]) -> AsyncIterator[None]:
    """Keep them running until the block ends; then they end side by side, in the time that the slowest takes."""
    async with contextlib.AsyncExitStack() as running:
        for worker in workers:
            await running.enter_async_context(worker)
        try:
            yield
        finally:
            await asyncio.gather(*(worker.stop() for worker in workers))


async def read_while_it_speaks(
    signs: asyncio.StreamReader, silent_s: float, hear: Callable[[], None] = lambda: None
) -> None:
    """Return when nothing more can come; hear of each sign of life.

    Raises:
        TimeoutError: Nothing came for silent_s seconds, in which this process looked LOOKS times: after a stop of its
            own, or of the whole container, what waits in the pipe, and what comes next, is read first.
    """
    is_open, looks = True, 0
    while is_open:
        try:
            async with asyncio.timeout(silent_s / LOOKS):
                is_open, looks = bool(await signs.read(4096)), 0
        except TimeoutError:
            looks += 1
            if looks == LOOKS:
                raise
            continue
        if is_open:
            hear()
