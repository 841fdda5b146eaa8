"""What painting stands on: Python, memory, disk, the database and its clock. Must not load torch."""

from __future__ import annotations

import os
import platform
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import make_url

from engine.database.opening import ADDRESSES_LIKE, address_in, exclusive, now_of, open_database
from engine.database.outage import DATABASE_AWAY, explained
from engine.doctor.finding import Finding, looked_at
from engine.machine.memory import free_ram_bytes
from engine.queue.probe import PROBE_BYTES

OLDEST_PYTHON = (3, 11)
ENOUGH_RAM_BYTES = 2**30  # measured: a painting of 512 px takes 0.9 GB in float32 on top of the process
ENOUGH_DISK_BYTES = 2**30  # 256 MB of style statistics, the exported network, a day's pictures
PATIENCE_S = 5.0
MOST_SKEW_S = 5.0  # a quarter of the time after which a worker without a sign of life counts as dead

_PROBE = sa.Table("stylegram_doctor", sa.MetaData(), sa.Column("filling", sa.LargeBinary))


def findings(database_url: str, folder: Path) -> Iterator[Finding]:
    """Return what is found, one after the other.

    Args:
        database_url: The queue's.
        folder: DATA_DIR.
    """
    yield python(sys.version_info[:2])
    yield memory(free_ram_bytes())
    yield looked_at("disk", lambda: disk(folder), "choose another DATA_DIR")
    found = looked_at("database", lambda: database(database_url), "check DATABASE_URL")
    yield found
    if found.is_well and make_url(database_url).get_backend_name() != "sqlite":  # a file has this machine's clock
        yield looked_at("clock", lambda: clock(database_url), "check DATABASE_URL")


def python(version: tuple[int, ...]) -> Finding:
    """Return whether this Python, of version (major, minor), is new enough."""
    oldest = ".".join(map(str, OLDEST_PYTHON))
    remedy = None if version >= OLDEST_PYTHON else f"Stylegram needs {oldest} or newer"
    return Finding(name="Python", said=f"{platform.python_version()} on {platform.machine()}", remedy=remedy)


def memory(free_bytes: int | None) -> Finding:
    """Return whether a painting of 512 px fits."""
    if free_bytes is None:
        return Finding(name="memory", said="this system does not say how much is free")
    remedy = None if free_bytes >= ENOUGH_RAM_BYTES else "end other programs, or raise the container's limit to 2 GiB"
    return Finding(name="memory", said=f"{_gib(free_bytes)} free", remedy=remedy)


def disk(folder: Path) -> Finding:
    """Return whether DATA_DIR, or the folder that it will be made in, can be written and has room."""
    there = _nearest(folder)
    free = shutil.disk_usage(there).free
    said = f"{_gib(free)} free in {folder}"
    if not os.access(there, os.W_OK):
        return Finding(name="disk", said=said, remedy=f"{there} cannot be written; choose another DATA_DIR")
    return Finding(name="disk", said=said, remedy=None if free >= ENOUGH_DISK_BYTES else "free some space")


def database(url: str) -> Finding:
    """Return whether the database answers and takes as much as a small picture."""
    parsed = address_in(url)
    if parsed is None:  # not repeated, for it may hold a password
        said = "DATABASE_URL is no address of a database"
        return Finding(name="database", said=said, remedy=f"write {ADDRESSES_LIKE}")
    file = Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None
    where = str(file) if file else parsed.render_as_string(hide_password=True)
    if file and not file.exists():  # to open it would make it
        remedy = None if os.access(_nearest(file), os.W_OK) else f"{_nearest(file)} cannot be written"
        return Finding(name="database", said=f"{where} is made at the first start", remedy=remedy)
    engine = open_database(url, patience_s=PATIENCE_S)
    try:
        _write_to(engine)
    except DATABASE_AWAY as fault:
        return Finding(name="database", said=where, remedy=explained(fault))
    except sa.exc.DatabaseError as fault:
        return Finding(name="database", said=where, remedy=f"its user may not make tables ({explained(fault)})")
    finally:
        engine.dispose()
    return Finding(name="database", said=f"{where} answers and takes what is written")


def clock(url: str) -> Finding:
    """Return by how much this machine's clock and the database's differ."""
    engine = open_database(url, patience_s=PATIENCE_S)
    try:
        with engine.connect() as connection:
            before = time.time()
            theirs = float(connection.scalar(sa.select(now_of(engine))) or 0.0)
            skew_s = theirs - (before + time.time()) / 2
    finally:
        engine.dispose()
    return skew("clock", skew_s, "the database's")


def skew(name: str, skew_s: float, whose: str) -> Finding:
    """Return whether two clocks agree.

    Args:
        name: Of the finding.
        skew_s: The other clock minus this machine's.
        whose: The other.
    """
    remedy = None if abs(skew_s) <= MOST_SKEW_S else "set this machine's clock by NTP (timedatectl set-ntp true)"
    return Finding(name=name, said=f"{abs(skew_s):.1f} s from {whose}", remedy=remedy)


def _write_to(engine: sa.Engine) -> None:
    """Write and take it back, in one transaction: nothing is left, yet the disk has had to take it."""
    with exclusive(engine) as connection:
        _PROBE.metadata.create_all(connection)
        connection.execute(sa.insert(_PROBE).values(filling=os.urandom(PROBE_BYTES)))
        _PROBE.metadata.drop_all(connection)


def _nearest(path: Path) -> Path:
    """Return the path, or the nearest folder above it that exists."""
    return next(each for each in (path.absolute(), *path.absolute().parents) if each.exists())


def _gib(count: float) -> str:
    return f"{count / 2**30:.1f} GiB"
