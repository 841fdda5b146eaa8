"""What every word of the command line shares: its parser, the flags that choose a network, how it refuses.

Must not load torch.
"""

from __future__ import annotations

import argparse
import logging
import math
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import NoReturn, TypeVar

from engine.database.opening import data_dir_in
from engine.options.recipe_changes import Weighted
from engine.painting.network_choice import NetworkChoice

Name = TypeVar("Name", str, int)


class OneLineParser(argparse.ArgumentParser):
    """A parser that answers a mistake with one line and exit status 2."""

    def error(self, message: str) -> NoReturn:
        """Print what is wrong and exit."""
        self.exit(2, f"{self.prog}: {message}\n")


def add_network_flags(parser: argparse.ArgumentParser) -> None:
    """Add the flags that choose network, device and dtype."""
    add_weights_flags(parser)
    parser.add_argument("--device", default="auto", choices=("auto", "cpu", "cuda"), help="default: %(default)s")
    parser.add_argument("--dtype", default="auto", choices=("auto", "float32", "bfloat16"))


def add_weights_flags(parser: argparse.ArgumentParser) -> None:
    """Add the flags that choose the network, and where it keeps what it has computed."""
    parser.add_argument("--network", help="builtin (unless given), quick, vgg19 or vgg16")
    parser.add_argument(
        "--weights",
        type=Path,
        metavar="FILE",
        help="a .pth, .safetensors or .mat file instead; of the network that it names, else vgg19",
    )
    parser.add_argument(
        "--preprocessing", help="what the weights expect: torchvision, caffe or caffe-rgb; else the file says"
    )
    parser.add_argument("--cache-dir", type=Path, metavar="DIR", help="exported networks and style targets")


def weights_by_name(text: str, example: str) -> Weighted:
    """Return the (name, weight) pairs of NAME:WEIGHT,...; a name alone weighs 1.

    Args:
        text: What a flag was given.
        example: For people, of what it may be given.

    Raises:
        argparse.ArgumentTypeError: It is not like that, or names something twice.
    """
    parts = [part.strip().partition(":") for part in text.split(",")]
    try:
        pairs = tuple((name, float(weight or 1)) for name, _, weight in parts)
    except ValueError:
        pairs = ()
    if not pairs or not all(name and math.isfinite(weight) for name, weight in pairs):
        raise argparse.ArgumentTypeError(f"{text!r} is not like {example}")
    return without_doubles(text, pairs)


def without_doubles(text: str, pairs: tuple[tuple[Name, float], ...]) -> tuple[tuple[Name, float], ...]:
    """Return the pairs of a flag's text.

    Raises:
        argparse.ArgumentTypeError: They name something twice.
    """
    names = [name for name, _ in pairs]
    for place, name in enumerate(names):
        if name in names[:place]:
            raise argparse.ArgumentTypeError(f"{text!r} names {name} twice")
    return pairs


def refuse(message: str) -> int:
    """Say what is wrong in one line and return the exit status for it."""
    sys.stderr.write(message.replace("\n", " ") + "\n")
    return 2


def show_own_log(is_verbose: bool) -> None:
    """Show the engine's own log lines on standard error, warnings unless everything is asked for."""
    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s", level=logging.WARNING)
    for name in ("engine", "models"):
        logging.getLogger(name).setLevel(logging.INFO if is_verbose else logging.WARNING)


def heed_variables(parser: argparse.ArgumentParser, environ: Mapping[str, str]) -> None:
    """Let NETWORK, WEIGHTS, DEVICE and DTYPE choose where the flags of add_network_flags do not."""
    chosen = {name: environ.get(name.upper()) for name in ("network", "weights", "device", "dtype")}
    parser.set_defaults(**{name: value for name, value in chosen.items() if value})


def network_choice(flags: argparse.Namespace) -> NetworkChoice:
    """Return the network that the flags of add_network_flags choose."""
    return NetworkChoice(
        network=flags.network,
        weights=flags.weights,
        device=flags.device,
        dtype=flags.dtype,
        cache_dir=flags.cache_dir,
        preprocessing=flags.preprocessing,
    )


def network_choice_in(flags: argparse.Namespace, environ: Mapping[str, str]) -> NetworkChoice:
    """Return the network that the flags choose, with its cache in DATA_DIR unless they name another."""
    return replace(network_choice(flags), cache_dir=flags.cache_dir or data_dir_in(environ) / "cache")
