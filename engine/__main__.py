"""The engine from the command line: painting, laboratory, export, measuring, a worker and its health."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from engine.commands import bench, doctor, export, laboratory, stylize
from engine.commands.flags import OneLineParser, log_to_stderr
from engine.machine.process import INTERRUPTED, ended_by_its_reader, prepare_process


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    prepare_process()
    try:
        return _run(list(sys.argv[1:] if argv is None else argv))
    except KeyboardInterrupt:  # where nothing is under way that could be kept
        return INTERRUPTED


def _run(arguments: list[str]) -> int:
    if arguments and arguments[0] in ("worker", "healthcheck"):
        from engine.commands import worker

        run = worker.main if arguments[0] == "worker" else worker.healthcheck
        return run(arguments[1:])
    flags = _parser().parse_args(arguments)
    log_to_stderr(flags.verbose)
    status: int = flags.run(flags)
    return status


def _parser() -> OneLineParser:
    parser = OneLineParser(prog="python -m engine", description="Style transfer: a photo, painted like a picture.")
    parser.add_argument("-v", "--verbose", action="store_true", help="log what happens")
    commands = parser.add_subparsers(dest="command", required=True, parser_class=OneLineParser)
    stylize.add_stylize(commands)
    laboratory.add_laboratory(commands)
    export.add_export(commands)
    doctor.add_doctor(commands)
    bench.add_bench(commands)
    commands.add_parser("worker", help="paint the jobs of a queue (python -m engine worker --help)")
    commands.add_parser("healthcheck", help="exit 0 while a worker's heartbeat is fresh")
    return parser


if __name__ == "__main__":
    with ended_by_its_reader():
        sys.exit(main())
