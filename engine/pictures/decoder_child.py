"""The process that decodes pictures from strangers, one after the other, for engine.pictures.decoder.

`python -m engine.pictures.decoder_child MEMORY_BYTES TIME_LIMIT_S`: reads messages from its standard input and answers
on its standard output until the input ends. Must import nothing heavier than Pillow and NumPy.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import sys
from pathlib import Path
from typing import Any, BinaryIO

from engine.errors import UnusablePicture
from engine.pictures.images import open_picture, to_jpeg

_NICER_BY = 5  # decoding may wait for the process that talks to people
_FIRST_TO_DIE = "1000"  # proc(5), oom_score_adj: short of memory, the kernel shall take this process


def serve(requests: BinaryIO, replies: BinaryIO, time_limit_s: float) -> None:
    """Answer every message of requests: a line of JSON with the body's length, then the body."""
    while line := requests.readline():
        head = json.loads(line)
        data = requests.read(head["length"])
        signal.setitimer(signal.ITIMER_REAL, time_limit_s)  # SIGALRM ends even C code that never returns
        reply, body = _decode(data, head["max_edge"])
        signal.setitimer(signal.ITIMER_REAL, 0)
        replies.write(json.dumps({**reply, "length": len(body)}).encode() + b"\n" + body)
        replies.flush()


def _decode(data: bytes, max_edge: int) -> tuple[dict[str, Any], bytes]:
    try:
        image = open_picture(data, max_edge=max_edge)
    except UnusablePicture as error:
        return {"error": type(error).__name__, "message": str(error), "facts": error.facts}, b""
    return {"width": image.width, "height": image.height}, to_jpeg(image)


def _confine(memory_bytes: int) -> None:
    """Give up what decoding does not need: memory, files, priority, a place in the kernel's favour."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    with contextlib.suppress(ValueError, OSError):  # macOS knows the limit but refuses to set it
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    os.nice(_NICER_BY)
    with contextlib.suppress(OSError):  # Linux only
        Path("/proc/self/oom_score_adj").write_text(_FIRST_TO_DIE)


def main(arguments: list[str]) -> int:
    """Serve the standard streams within the limits given; short of memory, end, for then nothing can be trusted."""
    memory_bytes, time_limit_s = int(arguments[0]), float(arguments[1])
    _confine(memory_bytes)
    try:
        serve(sys.stdin.buffer, sys.stdout.buffer, time_limit_s)
    except (MemoryError, BrokenPipeError):
        os._exit(1)  # at once: there may be no memory for a tidy end, nor a reader for a last flush
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
