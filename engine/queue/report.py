"""What is written of a painting on its way: its latest iterate, its latest checkpoint; and whether it is to stop.

Knows neither painters nor DBOS. A database that is away never stalls the painting.
"""

from __future__ import annotations

import dataclasses
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from engine.database.outage import Outage
from engine.queue.job import STOPPED_WITHIN_S
from engine.queue.worker_side import Runs, Word
from engine.request import Iterate

STEPS_TO_STOP = 6  # the longest time between iterates so far: a level that begins has four times the pixels of the last
ENDING_S_PER_PIXEL = 5e-6  # measured: as PNG 1.5e-6 on two idle cores; these may be busy
MOST_CHECKPOINT_BYTES = 2**26  # the level before the last of a painting of 4096 px, square: 12 bytes a pixel


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How long a worker waits for what.

    Attributes:
        report_s: From one report on a painting to the next; a cancelled job is seen as often.
        hang_s: For a painting that was told to stop, on top of what it is seen to take.
        start_s: For one that was told so before its first iterate: loading and exporting a network the first time take
            a minute or two.
        stall_s: For the next iterate.
    """

    report_s: float = 0.25
    hang_s: float = 10.0
    start_s: float = 120.0
    stall_s: float = 900.0

    def stop_s(self, longest_step_s: float | None, pixels: int) -> float:
        """Return how long a painting that was told to stop may take to end: its step is made, the picture encoded.

        Args:
            longest_step_s: The longest time from one of its iterates to the next, or to the first: it may be all that
                is known of one whose evaluations take a minute. None before the first.
            pixels: Of its picture.
        """
        made_s = self.start_s if longest_step_s is None else self.hang_s + STEPS_TO_STOP * longest_step_s
        return min(made_s + ENDING_S_PER_PIXEL * pixels, STOPPED_WITHIN_S)


class Report:
    """Writes a painting's latest iterate to the database now and then, and sees when it is to stop.

    A context manager around the painting; its own thread does the writing.

    Args:
        runs: This worker's jobs.
        run: What is painted.
        pixels: Of its picture, at most.
        patience: How long to wait for what.
        outage: Says when the database is away.
        die: Ends the process, for a painting that does not end; never returns.

    Attributes:
        should_stop: Set once the job was cancelled, forgotten or taken over, or its picture is taken as it is.
        is_enough: Whether the last is the reason.
    """

    def __init__(
        self, runs: Runs, run: str, pixels: int, patience: Patience, outage: Outage, die: Callable[[str], None]
    ) -> None:
        self.should_stop, self.is_enough = threading.Event(), False
        self._runs, self._run, self._pixels = runs, run, pixels
        self._patience, self._outage, self._die = patience, outage, die
        self._is_over = threading.Event()
        self._latest: Iterate | None = None
        self._preview: bytes | None = None
        self._checkpoint: tuple[bytes, int] | None = None
        self._expected_s: float | None = None
        self._lock = threading.Lock()
        self._moved_at = time.monotonic()
        self._longest_step_s: float | None = None
        self._told_at: float | None = None
        self._thread = threading.Thread(target=self._keep_reporting, name="report", daemon=True)

    def __enter__(self) -> Report:
        self._thread.start()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._is_over.set()
        self._thread.join(timeout=self._patience.report_s)  # it may wait for the database; the painting does not

    def show(self, iterate: Iterate) -> None:
        """Keep the iterate for the next report; never waits."""
        with self._lock:
            self._latest, self._expected_s = iterate, iterate.seconds_left
            self._preview = iterate.preview_jpeg or self._preview
            before, self._moved_at = self._moved_at, time.monotonic()
            self._longest_step_s = max(self._longest_step_s or 0.0, self._moved_at - before)

    def seconds_left(self) -> float | None:
        """Return the expected seconds until the painting is finished; None before its first iterate."""
        with self._lock:
            expected, told_at = self._expected_s, self._moved_at
        return None if expected is None else max(0.0, expected - (time.monotonic() - told_at))

    def keep(self, checkpoint: bytes, done: int) -> None:
        """Let the next attempt begin after so many parts, once it is written; never waits. One too large is let go."""
        if len(checkpoint) <= MOST_CHECKPOINT_BYTES:
            with self._lock:
                self._checkpoint = checkpoint, done

    def _keep_reporting(self) -> None:
        while not self._is_over.wait(self._patience.report_s):
            self._check_that_it_moves()
            try:
                word = self._report()
                if word is Word.GO_ON:
                    self._write_checkpoint()
                else:
                    self.is_enough = word is Word.ENOUGH
                    self._tell_to_stop()
            except SQLAlchemyError as error:  # whatever it is: the painting goes on, and is told again
                self._outage.say(error)

    def _report(self) -> Word:
        iterate = self._take()
        return self._runs.word(self._run) if iterate is None else self._runs.report(self._run, iterate)

    def _write_checkpoint(self) -> None:
        checkpoint = self._checkpoint
        if checkpoint is None:
            return
        self._runs.keep(self._run, *checkpoint)
        with self._lock:
            if self._checkpoint is checkpoint:  # else a later one came meanwhile
                self._checkpoint = None

    def _take(self) -> Iterate | None:
        with self._lock:
            iterate, preview = self._latest, self._preview
            self._latest = self._preview = None
        if iterate is None or iterate.preview_jpeg is preview:
            return iterate
        return dataclasses.replace(iterate, preview_jpeg=preview)

    def _tell_to_stop(self) -> None:
        self.should_stop.set()
        if self._told_at is None:
            self._told_at = time.monotonic()

    def _check_that_it_moves(self) -> None:
        now, stop_s = time.monotonic(), self._patience.stop_s(self._longest_step_s, self._pixels)
        if self._told_at is not None and now - self._told_at > stop_s:
            self._die(f"the painting does not stop within {stop_s:.3g} s")
        if now - self._moved_at > self._patience.stall_s:
            self._die(f"no iterate for {self._patience.stall_s:g} s")
