"""`python -m engine worker`: paints the jobs of a queue.

Settings come from the environment, so that no password stands in a command line. What runs the queue is loaded only
once the flags are understood.
"""

from __future__ import annotations

import argparse
import logging
import os
import re
import signal
import socket
import threading
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from engine.commands.flags import add_network_flags, heed_variables, network_choice_in, refuse
from engine.commands.refusals import without_memory
from engine.database.opening import checked_database_url_in
from engine.database.outage import DATABASE_AWAY, explained
from engine.errors import EngineError, InvalidOption, NotEnoughMemory
from engine.machine.log_lines import FORMATS, LEVELS, line_formatter
from engine.machine.process import MISCONFIGURED, keep_memory_private
from engine.painting.network_choice import NetworkChoice
from engine.queue.drain import DRAIN_S, Drain, on_signal
from models.errors import ModelsError
from models.flag_types import from_zero

if TYPE_CHECKING:
    from engine.queue.runner import PaintsPictures

LONGEST_DRAIN_S = 86400.0  # a day: no orchestrator waits longer, and beyond centuries the clocks give up

logger = logging.getLogger(__name__)


def add_worker(commands: Any, environ: Mapping[str, str] = os.environ) -> None:
    """Add the worker command; where flags say nothing, variables do."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "worker",
        help="paint the jobs of a queue",
        description="Paint what is queued. DATABASE_URL or DATA_DIR in the environment says where the queue is; "
        "LOG_LEVEL and LOG_FORMAT say how the log is written.",
    )
    add_network_flags(parser)
    heed_variables(parser, environ)
    parser.add_argument(
        "--worker-id",
        default=environ.get("WORKER_ID") or socket.gethostname(),
        help="unique among the workers and the same after a restart; the host's name unless given",
    )
    parser.add_argument("--nice", type=int, default=0, metavar="N", help="lower the process's priority by this much")
    parser.add_argument(
        "--drain",
        type=_drain_s,
        default=environ.get("DRAIN_S") or DRAIN_S,
        metavar="S",
        help=f"told to end, first finish a painting that takes less than S seconds more; {DRAIN_S:g} unless given",
    )
    parser.add_argument(
        "--exit-with-parent", action="store_true", help="end with the parent, and show it signs of life"
    )
    parser.set_defaults(run=lambda flags: run(flags, environ), has_own_log=True)


def _drain_s(text: str) -> float:
    if (seconds := from_zero(text)) > LONGEST_DRAIN_S:
        raise argparse.ArgumentTypeError(f"{text!r} is more than a day, {LONGEST_DRAIN_S:g} s")
    return seconds


def run(flags: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Run a worker until SIGTERM, SIGINT or the end of its terminal; return the exit code."""
    keep_memory_private()
    try:
        database_url = checked_database_url_in(environ)
        level = _one_of(LEVELS, "LOG_LEVEL", environ, "INFO")
        log_format = _one_of(FORMATS, "LOG_FORMAT", environ, "text")
        _lower_priority(flags.nice)
    except InvalidOption as refusal:
        return refuse(str(refusal))
    log_to_stderr(level, log_format)

    try:
        _serve(flags, network_choice_in(flags, environ), database_url)
    except (EngineError, ModelsError) as refusal:
        logger.error("%s: %s", type(refusal).__name__, as_variables(str(refusal)))
        return _leave(MISCONFIGURED)
    except DATABASE_AWAY as error:
        logger.error("%s", explained(error))
        return _leave(1)
    return _leave(0)


def _serve(flags: argparse.Namespace, choice: NetworkChoice, database_url: str) -> None:
    from engine.queue.parent import belong_to_parent
    from engine.queue.worker import serve

    stop, drain = threading.Event(), Drain()
    end_at_signals(stop)
    drain.obey_signals()
    if flags.exit_with_parent:
        belong_to_parent(stop)
    serve(lambda: _painter(choice), database_url, flags.worker_id, stop=stop, drain=drain, drain_s=flags.drain)


def _lower_priority(by: int) -> None:
    try:
        os.nice(by)
    except (PermissionError, OverflowError):
        raise InvalidOption(
            f"--nice is {by}: it lowers the priority of this process, and only root may raise it; give 0 to 19."
        ) from None


def _one_of(allowed: Sequence[str], name: str, environ: Mapping[str, str], default: str) -> str:
    """Return a variable's value, in capitals or not; the bot reads its own by bot.variables."""
    text = environ.get(name) or default
    for value in allowed:
        if text.lower() == value.lower():
            return value
    raise InvalidOption(f"{name} is {text!r}; allowed is one of {', '.join(allowed)}.")


def log_to_stderr(level: str, log_format: str = "text") -> None:
    """Log to standard error as "text" or "json", every line of a job with its id."""
    from engine.queue.runner import name_the_job

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
    from engine.machine import devices  # loads torch: only the process that paints pays for it

    try:
        return _studio(choice)
    except (MemoryError, RuntimeError) as error:
        if not devices.is_out_of_memory(error):
            raise
        raise NotEnoughMemory(without_memory(devices.choose_device(choice.device))) from error


def _studio(choice: NetworkChoice) -> PaintsPictures:
    from engine.laboratory.studio import Studio
    from engine.painting.painter import Painter

    painter = Painter(choice)
    try:
        painter.get_ready()
    except OSError as error:  # a full disk, say: the first job tries again and is told
        logger.warning("The exported network cannot be kept: %s", error)
    return Studio(painter)
