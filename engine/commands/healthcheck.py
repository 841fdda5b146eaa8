"""`python -m engine healthcheck`: whether a worker lives, by its signs of life in the database."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url

from engine.commands.refusals import answered
from engine.database.opening import checked_database_url_in, open_database
from engine.database.outage import DATABASE_AWAY, explained
from engine.queue.heartbeats import DEAD_AFTER_S, is_draining, seen_s_ago


def add_healthcheck(commands: Any, environ: Mapping[str, str] = os.environ) -> None:
    """Add the healthcheck command."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "healthcheck", help="exit 0 while a worker's heartbeat is fresh", description="Ask whether a worker lives."
    )
    parser.add_argument("--worker-id", default=environ.get("WORKER_ID") or None, help="which one; any unless given")
    parser.add_argument(
        "--forgive-outage", action="store_true", help="exit 0 while the database is away: no restart brings it back"
    )
    parser.set_defaults(run=lambda flags: answered(lambda asked: _healthcheck(asked, environ), flags))


def _healthcheck(flags: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Return 0 when the worker, or any where none is named, gave a sign of life lately; else 1 and one line."""
    worker_id: str | None = flags.worker_id
    url = checked_database_url_in(environ)
    if missing := _missing_file(url):  # to open it would make it, readable to everybody
        sys.stderr.write(f"There is no database at {missing} yet; check DATA_DIR.\n")
        return 0 if flags.forgive_outage else 1
    engine = open_database(url, patience_s=5)
    try:
        seen = seen_s_ago(engine, worker_id)
    except DATABASE_AWAY as error:
        sys.stderr.write(f"{explained(error)}\n")
        return 0 if flags.forgive_outage else 1
    if seen is None or seen > DEAD_AFTER_S:
        ago = "never" if seen is None else f"{seen:.0f} s ago"
        sys.stderr.write(
            f"The last sign of life of {f'worker {worker_id}' if worker_id else 'any worker'} was {ago}.\n"
        )
        return 1
    if is_draining(engine, worker_id):
        sys.stdout.write("draining\n")
    return 0


def _missing_file(url: str) -> Path | None:
    """Return SQLite's file where there is none yet."""
    parsed = make_url(url)
    file = Path(parsed.database or "")
    return file if parsed.get_backend_name() == "sqlite" and not file.exists() else None
