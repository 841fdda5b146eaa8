"""A PostgreSQL server of the test's own, on loopback, run by an unprivileged user."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest

from tests.support.patience import patience
from tests.support.ports import a_free_port


class PostgresServer:
    """A server on a free port; databases are created by those who first use them.

    Raises:
        FileNotFoundError: There are no PostgreSQL programs on this machine.
    """

    def __init__(self, folder: Path, options: str = "") -> None:
        self._options = options
        self._programs = _programs()
        self._cluster = folder / "cluster"
        self._user = _unprivileged_user()
        if self._user:
            shutil.chown(folder, self._user)
        self.port = a_free_port()
        self._run("initdb", "-D", str(self._cluster), "-U", "stylegram", "--auth=trust", "--no-sync")

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = f"-p {self.port} -h 127.0.0.1 -k {self._cluster} -c fsync=off {self._options}"
        log = str(self._cluster.parent / "log")
        self._run("pg_ctl", "-D", str(self._cluster), "-l", log, "-o", options, "-w", "start")

    def crash(self, mode: Literal["immediate", "fast"] = "immediate") -> None:
        """Kill the server without a shutdown, or end it in good order: "fast" closes every connection first."""
        self._run("pg_ctl", "-D", str(self._cluster), "-m", mode, "stop")

    def drop_connections(self) -> None:
        """End every connection that a client has."""
        drop = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'test_%'"
        place = ["-h", "127.0.0.1", "-p", str(self.port), "-U", "stylegram", "-d", "postgres"]
        self._run("psql", *place, "-c", drop)

    def new_url(self) -> str:
        """Return the URL of a database that does not exist yet."""
        return f"postgresql://stylegram@127.0.0.1:{self.port}/test_{uuid.uuid4().hex[:8]}"

    def _run(self, program: str, *arguments: str) -> None:
        extra: dict[str, Any] = {"user": self._user} if self._user else {}
        command = [str(self._programs / program), *arguments]
        subprocess.run(
            command, check=True, cwd=self._cluster.parent, stdout=subprocess.DEVNULL, timeout=patience(60), **extra
        )


@contextlib.contextmanager
def postgres_or_skip() -> Iterator[PostgresServer]:
    """Run a server while the block lasts; skip the test where there are no PostgreSQL programs."""
    with contextlib.ExitStack() as stack:
        try:
            server = stack.enter_context(running_postgres())
        except FileNotFoundError as missing:
            pytest.skip(str(missing))
        yield server


@contextlib.contextmanager
def running_postgres(options: str = "") -> Iterator[PostgresServer]:
    """Run a server while the block lasts, with more options for it than its own.

    Raises:
        FileNotFoundError: There are no PostgreSQL programs on this machine.
    """
    with tempfile.TemporaryDirectory(prefix="stylegram-postgres-", ignore_cleanup_errors=True) as folder:
        server = PostgresServer(Path(folder), options)
        server.start()
        try:
            yield server
        finally:
            with contextlib.suppress(subprocess.CalledProcessError):
                server.crash()


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    if on_path is None:
        raise FileNotFoundError("No initdb in /usr/lib/postgresql/*/bin or on the PATH: apt-get install postgresql")
    return Path(on_path).parent


def _unprivileged_user() -> str | None:
    """Return who is to run the server when we are root, which PostgreSQL refuses to be."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"
