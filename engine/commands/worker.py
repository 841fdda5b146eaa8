"""`python -m engine worker` and `python -m engine healthcheck`.

Settings come from the environment, so that no password stands in a command line.
"""

from __future__ import annotations

import argparse
import logging
import os
import re
import signal
import socket
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from engine.commands.flags import refuse
from engine.database.opening import database_url_in, open_database
from engine.database.outage import DATABASE_AWAY, explained
from engine.errors import EngineError, InvalidOption
from engine.machine.log_lines import FORMATS, LEVELS, line_formatter
from engine.machine.process import keep_memory_private
from engine.painting.network_choice import NetworkChoice
from engine.queue.drain import Drain, on_signal
from engine.queue.heartbeats import is_draining, seen_s_ago
from engine.queue.parent import belong_to_parent
from engine.queue.runner import PaintsPictures, name_the_job
from engine.queue.worker import DEAD_AFTER_S, DRAIN_S, MISCONFIGURED, serve
from models.errors import ModelsError

logger = logging.getLogger(__name__)


def main(argv: Sequence[str] | None = None, environ: Mapping[str, str] = os.environ) -> int:
    """Run a worker until SIGTERM, SIGINT or the end of its terminal; return the exit code."""
    settings = _parser(environ).parse_args(argv)
    choice = _network_choice(settings, environ)
    keep_memory_private()
    try:
        level, log_format = (
            _one_of(LEVELS, "LOG_LEVEL", environ, "INFO"),
            _one_of(FORMATS, "LOG_FORMAT", environ, "text"),
        )
    except InvalidOption as refusal:
        return refuse(str(refusal))
    log_to_stderr(level, log_format)
    os.nice(settings.nice)
    stop, drain = threading.Event(), Drain()
    end_at_signals(stop)
    drain.obey_signals()
    if settings.exit_with_parent:
        belong_to_parent(stop)
    try:
        serve(
            lambda: _painter(choice),
            database_url_in(environ),
            settings.worker_id,
            stop=stop,
            drain=drain,
            drain_s=settings.drain,
        )
    except (EngineError, ModelsError) as refusal:
        logger.error("%s: %s", type(refusal).__name__, as_variables(str(refusal)))
        return _leave(MISCONFIGURED)
    except DATABASE_AWAY as error:
        logger.error("%s", explained(error))
        return _leave(1)
    return _leave(0)


def _one_of(allowed: Sequence[str], name: str, environ: Mapping[str, str], default: str) -> str:
    """Return a variable's value, in capitals or not; the bot reads its own by bot.variables."""
    text = environ.get(name) or default
    for value in allowed:
        if text.lower() == value.lower():
            return value
    raise InvalidOption(f"{name} is {text!r}; allowed is one of {', '.join(allowed)}.")


def log_to_stderr(level: str, log_format: str = "text") -> None:
    """Log to standard error as "text" or "json", every line of a job with its id."""
    handler = logging.StreamHandler()
    handler.addFilter(name_the_job)
    handler.setFormatter(line_formatter(log_format))
    logging.basicConfig(level=level, handlers=[handler])
    for chatty in ("onnx_ir", "onnxscript"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def end_at_signals(stop: threading.Event) -> None:
    """Set the event at SIGTERM, SIGINT and the end of the terminal, unless nohup has that ignored."""
    on_signal(signal.SIGTERM, stop.set)
    on_signal(signal.SIGINT, stop.set)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        on_signal(signal.SIGHUP, stop.set)


def as_variables(remedy: str) -> str:
    """Return the words with variables for flags, "DEVICE=cpu" for "--device cpu": what a worker's operator sets."""
    named = re.sub(r"--(device|dtype) ([a-z0-9]+)", lambda found: f"{found[1].upper()}={found[2]}", remedy)
    return re.sub(r"--(network|weights|device|dtype)\b", lambda found: found[1].upper(), named)


def _leave(code: int) -> NoReturn:
    logging.shutdown()
    os._exit(code)  # a painting may still run, and would be waited for


def _painter(choice: NetworkChoice) -> PaintsPictures:
    from engine.laboratory.studio import Studio  # loads torch: only the process that paints pays for it
    from engine.painting.painter import Painter

    painter = Painter(choice)
    try:
        painter.get_ready()
    except OSError as error:  # a full disk, say: the first job tries again and is told
        logger.warning("The exported network cannot be kept: %s", error)
    return Studio(painter)


def _parser(environ: Mapping[str, str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m engine worker",
        description="Paint what is queued. DATABASE_URL or DATA_DIR in the environment says where the queue is.",
    )
    weights = environ.get("WEIGHTS")
    parser.add_argument("--network", default=environ.get("NETWORK") or None, help="builtin, quick, vgg19 or vgg16")
    parser.add_argument("--weights", type=Path, default=Path(weights) if weights else None, help="a weights file")
    parser.add_argument("--device", default=environ.get("DEVICE") or "auto", help="auto, cpu or cuda")
    parser.add_argument("--dtype", default=environ.get("DTYPE") or "auto", help="auto, float32 or bfloat16")
    parser.add_argument(
        "--worker-id",
        default=environ.get("WORKER_ID") or socket.gethostname(),
        help="unique among the workers and the same after a restart; the host's name unless given",
    )
    parser.add_argument("--nice", type=int, default=0, metavar="N", help="lower the process's priority by this much")
    parser.add_argument(
        "--drain",
        type=float,
        default=environ.get("DRAIN_S") or DRAIN_S,
        metavar="S",
        help=f"told to end, first finish a painting that takes less than S seconds more; {DRAIN_S:g} unless given",
    )
    parser.add_argument(
        "--exit-with-parent", action="store_true", help="end with the parent, and show it signs of life"
    )
    return parser


def _network_choice(settings: argparse.Namespace, environ: Mapping[str, str]) -> NetworkChoice:
    return NetworkChoice(
        network=settings.network,
        weights=settings.weights,
        device=settings.device,
        dtype=settings.dtype,
        cache_dir=Path(environ.get("DATA_DIR") or "stylegram-data") / "cache",
    )


def healthcheck(argv: Sequence[str] | None = None, environ: Mapping[str, str] = os.environ) -> int:
    """Return 0 when the worker, or any where none is named, gave a sign of life lately; else 1 and one line."""
    parser = argparse.ArgumentParser(prog="python -m engine healthcheck", description="Ask whether a worker lives.")
    parser.add_argument("--worker-id", default=environ.get("WORKER_ID") or None, help="which one; any unless given")
    parser.add_argument(
        "--forgive-outage", action="store_true", help="exit 0 while the database is away: no restart brings it back"
    )
    flags = parser.parse_args(argv)
    worker_id: str | None = flags.worker_id
    engine = open_database(database_url_in(environ), patience_s=5)
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
