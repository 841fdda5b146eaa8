"""The kinds of numbers and files that flags of trainings take; argparse says of others what is allowed."""

from __future__ import annotations

import argparse
import math
from pathlib import Path

MOST_SEED = 2**32 - 1  # a million of it fit what torch's generators take


def count_of(text: str) -> int:
    """Return a whole number from 1 up."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 up")
    return int(text)


def seed_of(text: str) -> int:
    """Return a whole number that generators take."""
    if not text.isdecimal() or int(text) > MOST_SEED:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 0 to {MOST_SEED}")
    return int(text)


def above_zero(text: str) -> float:
    """Return a number above 0."""
    if not 0 < (number := _number(text)) < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number above 0")
    return number


def from_zero(text: str) -> float:
    """Return a number from 0 up."""
    if not 0 <= (number := _number(text)) < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 up")
    return number


def weights_file(text: str) -> Path:
    """Return a file that weights can be written to and loaded from again."""
    if (file := Path(text)).suffix != ".safetensors":
        raise argparse.ArgumentTypeError(f"{text!r} is not a .safetensors file")
    return file


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan
