"""A decoding child that was taken over: after its confinement it tries what an attacker would; a program.

`python -m tests.support.inmate UID FOLDER PORT` prints what it tried, as JSON, and "refused" or what came of it.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from engine.pictures import decoder_child
from engine.pictures.confinement import confine
from engine.pictures.decoder import MEMORY_BYTES
from tests.support.corpus_kit import OK
from tests.support.corpus_odd import heic

PARENT = os.getppid()


def main(uid: int, folder: Path, port: int) -> int:
    samples = [file.data for file in heic() if file.outcomes == (OK,)]
    libc = ctypes.CDLL(None, use_errno=True)
    word = ctypes.create_string_buffer(8)
    here = (ctypes.c_void_p * 2)(ctypes.addressof(word), 8)

    def peek() -> None:
        if libc.process_vm_readv(PARENT, here, 1, here, 1, 0) < 0:
            raise OSError(ctypes.get_errno(), "")

    attempts: dict[str, Callable[[], Any]] = {
        "read the parent's environment": lambda: Path(f"/proc/{PARENT}/environ").read_bytes(),
        "open the parent's memory": lambda: os.open(f"/proc/{PARENT}/mem", os.O_RDONLY),
        "read the parent's memory": peek,
        "read a file": lambda: (folder / "secret").read_text(),
        "list a folder": lambda: list(folder.iterdir()),
        "write a file": lambda: (folder / "new").write_text("x"),
        "see a file": lambda: (folder / "secret").stat(),
        "delete a file": lambda: (folder / "secret").unlink(),
        "connect": lambda: socket.socket().connect(("127.0.0.1", port)),
        "open a datagram socket": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM),
        "open a local socket": lambda: socket.socket(socket.AF_UNIX),
        "fork": fork,
        "execute": lambda: os.execv("/bin/true", ["true"]),
        "spawn": lambda: os.posix_spawn("/bin/true", ["true"], {}),
        "signal the parent": lambda: os.kill(PARENT, signal.SIGURG),
        "change its limits": lambda: os.setpriority(os.PRIO_PROCESS, PARENT, 0),
    }

    def break_out(_requests: BinaryIO, replies: BinaryIO, _time_limit_s: float) -> None:
        decoded = [decoder_child._decode(sample, 100)[0] for sample in samples]
        outcomes = {what: outcome_of(attempt) for what, attempt in attempts.items()}
        replies.write(json.dumps({"decoded": decoded, "outcomes": outcomes, "threads": thread_runs()}).encode())
        replies.flush()

    def confine_as_user(memory_bytes: int) -> list[str]:
        if uid != os.getuid():
            os.setgroups([])
            os.setgid(uid)
            os.setuid(uid)
        return confine(memory_bytes)

    decoder_child.confine, decoder_child.serve = confine_as_user, break_out
    return decoder_child.main([str(MEMORY_BYTES), "60"])


def fork() -> None:
    if os.fork() == 0:
        os._exit(0)


def thread_runs() -> bool:
    done = threading.Event()
    threading.Thread(target=done.set).start()
    return done.wait(10)


def outcome_of(attempt: Callable[[], Any]) -> str:
    try:
        return f"done: {attempt()!r}"
    except PermissionError:
        return "refused"
    except OSError as error:
        return repr(error)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])))
