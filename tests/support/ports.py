"""Ports of this machine."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator


def a_free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def a_taken_port() -> Iterator[str]:
    """Listen on a port; its number."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield str(taken.getsockname()[1])
