"""The engine from the command line: painting, laboratory, export, measuring, a worker and its health."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from engine.commands import bench, doctor, export, healthcheck, laboratory, stylize, worker
from engine.commands.flags import OneLineParser, show_own_log
from engine.machine.process import INTERRUPTED, ended_by_its_reader, prepare_process


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    prepare_process()
    try:
        return _run(list(sys.argv[1:] if argv is None else argv))
    except KeyboardInterrupt:  # where nothing is under way that could be kept
        return INTERRUPTED


def _run(arguments: list[str]) -> int:
    flags = _parser().parse_args(arguments)
    if not flags.has_own_log:
        show_own_log(flags.verbose)
    status: int = flags.run(flags)
    return status


def _parser() -> OneLineParser:
    parser = OneLineParser(prog="python -m engine", description="Style transfer: a photo, painted like a picture.")
    parser.add_argument("-v", "--verbose", action="store_true", help="log what happens; a worker goes by LOG_LEVEL")
    parser.set_defaults(has_own_log=False)
    commands = parser.add_subparsers(dest="command", required=True, parser_class=OneLineParser)
    stylize.add_stylize(commands)
    laboratory.add_laboratory(commands)
    export.add_export(commands)
    doctor.add_doctor(commands)
    bench.add_bench(commands)
    worker.add_worker(commands)
    healthcheck.add_healthcheck(commands)
    return parser


if __name__ == "__main__":
    with ended_by_its_reader():
        sys.exit(main())
