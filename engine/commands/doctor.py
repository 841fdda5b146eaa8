"""`python -m engine doctor`: whether this machine can paint, a line each, with its remedy where not.

Reads the variables that a worker reads; flags go before them. Must not load torch until it looks at it.
"""

from __future__ import annotations

import argparse
import itertools
import os
from collections.abc import Mapping
from typing import Any

from engine.commands.flags import OneLineParser, add_network_flags, heed_variables, network_choice_in
from engine.database.opening import data_dir_in, database_url_in
from engine.doctor import foundations, painting
from engine.doctor.finding import tell


def add_doctor(commands: Any, environ: Mapping[str, str] = os.environ) -> None:
    """Add the command to the subparsers."""
    parser: OneLineParser = commands.add_parser("doctor", help="say whether this machine can paint, and what to do")
    add_network_flags(parser)
    heed_variables(parser, environ)
    parser.set_defaults(run=lambda flags: run(flags, environ))


def run(flags: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Print every finding; return 0 where all is well, else 1."""
    own = foundations.findings(database_url_in(environ), data_dir_in(environ))
    return tell(itertools.chain(own, painting.findings(network_choice_in(flags, environ))))
