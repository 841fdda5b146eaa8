"""What an experiment's flags may not be. Must not know any experiment, nor load torch."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from engine.errors import InvalidOption
from engine.options.style_options import StyleOptions

MOST_OCTAVES = 64  # beyond any size that is allowed, unless they hardly grow


def check_common(flags: argparse.Namespace) -> None:
    """Refuse a seed and a size that no painting may have either.

    Raises:
        InvalidOption: The message says what is allowed.
    """
    defaults = StyleOptions()
    StyleOptions(seed=flags.seed, edge_size=getattr(flags, "edge_size", defaults.edge_size))


def check_octaves(count: int | None) -> None:
    """Refuse more octaves than can be.

    Raises:
        InvalidOption: The message says how many may be.
    """
    if count is not None and count > MOST_OCTAVES:
        raise InvalidOption(f"--octaves is {count}; give a number from 1 to {MOST_OCTAVES}.")


def check_apart(flags: argparse.Namespace, name: str, others: Sequence[str]) -> None:
    """Refuse flags that would do nothing beside another one.

    Raises:
        InvalidOption: Both were given.
    """
    for other in others:
        if getattr(flags, name) and getattr(flags, other):
            raise InvalidOption(f"--{other} does nothing beside --{name}; leave out one of them.")


def check_needed(flags: argparse.Namespace, name: str, needed: str) -> None:
    """Refuse a flag that would do nothing without another one.

    Raises:
        InvalidOption: It was given alone.
    """
    if getattr(flags, name) and not getattr(flags, needed):
        raise InvalidOption(f"--{name} is of --{needed}; give both, or neither.")
