"""Pictures from strangers, decoded in a child process with a memory and a time limit.

A decoder is C code fed with hostile bytes: what it breaks, it breaks in the child (engine.pictures.decoder_child),
which has no secrets in its environment and cannot reach any (engine.pictures.confinement).
Must not know where the bytes come from; knows nothing of pixels.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import json
import logging
import os
import signal
import sys
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import engine
from engine.errors import PictureTooLarge, UnreadablePicture, UnusablePicture
from engine.pictures.filekind import kind_of

MEMORY_BYTES = 1536 * 2**20  # of address space; measured: 40 megapixels take 0.2 GB (JPEG) to 1.1 GB (float TIFF)
TIME_LIMIT_S = 20.0  # of a processor; measured: 40 megapixels take 0.3 s (JPEG) to 2.5 s (RGBA PNG) on one core
PATIENCE = 3  # times as many seconds by the clock: a busy machine is not the sender's fault
MAX_BYTES = 100_000_000  # of the encoded file; 40 megapixels as a poorly packed PNG are 70 MB
_MAX_REPLY_BYTES = 300_000_000  # a reply of another length comes from a child that is no longer ours
_DYING_S = 2.0  # between the end of its pipe and its own, on a busy machine
_PACKAGE_PARENT = Path(engine.__file__).parent.parent

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class PreparedPicture:
    """A picture that is safe to keep and to open in any process.

    Attributes:
        encoded: sRGB, upright, without the file's metadata: a JPEG, 4:4:4, or a PNG where a part is transparent.
        width: Its width in px.
        height: Its height in px.
    """

    encoded: bytes = field(repr=False)
    width: int
    height: int


def check_bytes(count: int, limit: int = MAX_BYTES, *, kind: str = "") -> None:
    """Check the length of an encoded file, of a kind as kind_of names it, before it is read or decoded.

    Raises:
        PictureTooLarge: It is longer than the limit.
    """
    if count > limit:
        message = f"The file has {count} bytes; at most {limit} are accepted. Send a smaller one."
        raise PictureTooLarge(message, kind=kind, size_bytes=count, limit=limit)


class Decoder:
    """A few child processes that decode; started when needed, replaced when they die.

    Use as an async context manager, from one event loop.

    Args:
        children: How many pictures are decoded at once.
        memory_bytes: Address space a child may use.
        time_limit_s: Seconds of a processor that a picture may take, once it is its turn.
        max_bytes: Longest file that is looked at.
    """

    def __init__(
        self,
        *,
        children: int = 2,  # one slow picture is not to hold up everybody
        memory_bytes: int = MEMORY_BYTES,
        time_limit_s: float = TIME_LIMIT_S,
        max_bytes: int = MAX_BYTES,
    ) -> None:
        self._limits = (memory_bytes, time_limit_s)
        self._max_bytes = max_bytes
        self._is_closed = False
        self._slots = [_Slot() for _ in range(children)]
        self._free: asyncio.LifoQueue[_Slot] = asyncio.LifoQueue()  # the last used one is the warmest
        for slot in self._slots:
            self._free.put_nowait(slot)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """End the children; who still waits for a picture gets a RuntimeError."""
        self._is_closed = True
        await asyncio.gather(*(slot.end() for slot in self._slots))

    async def prepare(self, data: bytes, max_edge: int) -> PreparedPicture:
        """Return the picture as open_picture reads it, its long side at most max_edge px.

        Raises:
            UnusablePicture: One of its subclasses, with the facts as attributes.
            RuntimeError: The decoder was closed.
        """
        check_bytes(len(data), self._max_bytes, kind=kind_of(data))
        slot = await self._free.get()
        try:
            return await self._prepare_in(slot, data, max_edge)
        finally:
            if self._is_closed:
                await slot.end()  # it may have started its child after close() looked
            self._free.put_nowait(slot)

    async def _prepare_in(self, slot: _Slot, data: bytes, max_edge: int) -> PreparedPicture:
        """Ask a child; where it dies ask a fresh one, for the first may have been dying already."""
        _, time_limit_s = self._limits
        for _ in range(2):
            if self._is_closed:
                break
            try:
                async with asyncio.timeout(PATIENCE * time_limit_s):
                    return await slot.ask(data, max_edge, *self._limits)
            except (TimeoutError, _OutOfTime):
                raise _gave_up(data, "time", f"takes longer to read than {time_limit_s:g} s") from None
            except (asyncio.IncompleteReadError, ConnectionError) as error:
                logger.warning("the decoding child died over a picture of %d bytes (%r)", len(data), error)
        if self._is_closed:
            raise RuntimeError("The decoder is closed.")
        raise _gave_up(data, "memory", f"takes more memory to read than {self._limits[0] // 2**20} MiB")


class _OutOfTime(Exception):
    """The kernel has ended the child, whose processor time was used up."""


class _Slot:
    """A place for one child process; serves one picture at a time."""

    def __init__(self) -> None:
        self._child: asyncio.subprocess.Process | None = None

    async def ask(self, data: bytes, max_edge: int, memory_bytes: int, time_limit_s: float) -> PreparedPicture:
        """Let the child decode; it is ended when anything goes wrong, being left in the middle of a reply."""
        try:
            if self._child is None or self._child.returncode is not None:
                self._child = await _start_child(memory_bytes, time_limit_s)
                await _confined(self._child)
            head, image = await _exchange(self._child, {"max_edge": max_edge}, data)
        except (asyncio.IncompleteReadError, ConnectionError):
            is_out_of_time = await self._exit_code() == -signal.SIGPROF
            await self.end()
            if is_out_of_time:
                raise _OutOfTime from None
            raise
        except BaseException:  # also when cancelled
            await self.end()
            raise
        if "error" in head:
            raise _error_of(head)
        return PreparedPicture(encoded=image, width=head["width"], height=head["height"])

    async def _exit_code(self) -> int | None:
        """Return how the child has ended; None where it closed its pipe and lives on. Before kill, which forgets it."""
        if self._child is None:
            return None
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_DYING_S):
                return await self._child.wait()
        return None

    async def end(self) -> None:
        """Kill the child, if there is one, and collect it."""
        child, self._child = self._child, None
        if child is None:
            return
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        await asyncio.shield(child.wait())


async def _start_child(memory_bytes: int, time_limit_s: float) -> asyncio.subprocess.Process:
    limits = (str(memory_bytes), str(time_limit_s))
    environment = {name: os.environ[name] for name in ("PATH", "LANG", "VIRTUAL_ENV") if name in os.environ}
    search_path = [str(_PACKAGE_PARENT), *(path for path in sys.path if path)]
    environment |= {"PYTHONPATH": os.pathsep.join(search_path), "OPENBLAS_NUM_THREADS": "1"}
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "engine.pictures.decoder_child", *limits),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env=environment,
        start_new_session=True,  # Ctrl-C is for us, who end it in order
    )


async def _confined(child: asyncio.subprocess.Process) -> None:
    """Wait until the child has confined itself, and say once what this kernel lacks for that."""
    assert child.stdout is not None
    say_what_lacks(tuple(json.loads(await child.stdout.readuntil(b"\n"))["lacks"]))


@functools.cache  # once a process, however many children start
def say_what_lacks(layers: tuple[str, ...]) -> None:
    """Log which layers of confinement the kernel does not have."""
    if layers:
        logger.warning("This kernel lacks %s: pictures are decoded in a child process without.", ", ".join(layers))


async def _exchange(
    child: asyncio.subprocess.Process, head: dict[str, int], body: bytes
) -> tuple[dict[str, Any], bytes]:
    """Send and receive one message: a line of JSON with the body's length, then the body."""
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(json.dumps({**head, "length": len(body)}).encode() + b"\n")
    child.stdin.write(body)
    await child.stdin.drain()
    reply = json.loads(await child.stdout.readuntil(b"\n"))
    length = int(reply["length"])
    if not 0 <= length <= _MAX_REPLY_BYTES:
        raise ConnectionError(f"the child announces {length} bytes")
    return reply, await child.stdout.readexactly(length)


def _error_of(head: dict[str, Any]) -> UnusablePicture:
    kinds = {kind.__name__: kind for kind in UnusablePicture.__subclasses__()}
    kind = kinds.get(str(head["error"]), UnreadablePicture)
    return kind(str(head["message"]), **head["facts"])


def _gave_up(data: bytes, fault: str, what: str) -> UnreadablePicture:
    kind = kind_of(data)
    return UnreadablePicture(f"The {kind or 'picture'} {what}. Send a smaller one.", kind=kind, fault=fault)
