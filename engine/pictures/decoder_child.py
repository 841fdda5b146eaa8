"""The process that decodes pictures from strangers, one after the other, for engine.pictures.decoder.

`python -m engine.pictures.decoder_child MEMORY_BYTES TIME_LIMIT_S`: confines itself, says on its standard output what
the kernel lacks for that, then reads messages from its standard input and answers until the input ends. Must import
nothing heavier than Pillow and NumPy.
"""

from __future__ import annotations

import codecs
import contextlib
import io
import json
import os
import signal
import sys
from typing import Any, BinaryIO

from PIL import Image

from engine.errors import UnusablePicture
from engine.pictures.confinement import confine
from engine.pictures.encoding import to_jpeg, to_png
from engine.pictures.images import FORMATS, MIN_SIDE, open_picture, open_transparent

_TEXT_ENCODINGS = ("ascii", "latin_1", "utf_8", "utf_16", "utf_16_le", "utf_16_be", "cp1252")  # of texts in pictures
_NO_HEIC = b"\x00\x00\x00\x18ftypheic" + bytes(64)  # enough for its library to be loaded


def serve(requests: BinaryIO, replies: BinaryIO, time_limit_s: float) -> None:
    """Answer every message of requests: a line of JSON with the body's length, then the body."""
    while line := requests.readline():
        head = json.loads(line)
        data = requests.read(head["length"])
        signal.setitimer(signal.ITIMER_PROF, time_limit_s)  # SIGPROF ends even C code that never returns
        reply, body = _decode(data, head["max_edge"])
        signal.setitimer(signal.ITIMER_PROF, 0)
        _write(replies, reply, body)


def _write(replies: BinaryIO, head: dict[str, Any], body: bytes = b"") -> None:
    replies.write(json.dumps({**head, "length": len(body)}).encode() + b"\n" + body)
    replies.flush()


def _decode(data: bytes, max_edge: int) -> tuple[dict[str, Any], bytes]:
    try:
        image = open_transparent(data, max_edge=max_edge)
    except UnusablePicture as error:
        return {"error": type(error).__name__, "message": str(error), "facts": error.facts}, b""
    return {"width": image.width, "height": image.height}, to_png(image) if image.mode == "RGBA" else to_jpeg(image)


def _get_ready() -> None:
    """Import what a picture may need, since no file can be opened later: read one of each kind."""
    for name in _TEXT_ENCODINGS:
        codecs.lookup(name)
    for kind in FORMATS:
        file = io.BytesIO()
        Image.new("RGB", (MIN_SIDE, MIN_SIDE)).save(file, kind)
        to_jpeg(open_picture(file.getvalue()))
    with contextlib.suppress(UnusablePicture):
        open_picture(_NO_HEIC)


def main(arguments: list[str]) -> int:
    """Serve the standard streams within the limits given; short of memory, end, for then nothing can be trusted."""
    memory_bytes, time_limit_s = int(arguments[0]), float(arguments[1])
    _get_ready()
    _write(sys.stdout.buffer, {"lacks": confine(memory_bytes)})
    try:
        serve(sys.stdin.buffer, sys.stdout.buffer, time_limit_s)
    except (MemoryError, BrokenPipeError):
        os._exit(1)  # at once: there may be no memory for a tidy end, nor a reader for a last flush
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
