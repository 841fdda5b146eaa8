"""`python -m engine doctor`: whether this machine can paint, a line each, with its remedy where not.

Reads the variables that a worker reads; flags go before them. Must not load torch until it looks at it.
"""

from __future__ import annotations

import argparse
import itertools
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine.commands.flags import OneLineParser, add_network_flags, network_choice
from engine.database.opening import database_url_in
from engine.doctor import foundations, painting
from engine.doctor.finding import tell


def add_doctor(commands: Any, environ: Mapping[str, str] = os.environ) -> None:
    """Add the command to the subparsers."""
    parser: OneLineParser = commands.add_parser("doctor", help="say whether this machine can paint, and what to do")
    add_network_flags(parser)
    chosen = {
        name: environ[name.upper()] for name in ("network", "weights", "device", "dtype") if environ.get(name.upper())
    }
    parser.set_defaults(run=lambda flags: run(flags, environ), **chosen)


def run(flags: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Print every finding; return 0 where all is well, else 1."""
    folder = Path(environ.get("DATA_DIR") or "stylegram-data")
    flags.cache_dir = flags.cache_dir or folder / "cache"
    return tell(
        itertools.chain(
            foundations.findings(database_url_in(environ), folder), painting.findings(network_choice(flags))
        )
    )
