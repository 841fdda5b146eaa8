"""Prints what pyproject.toml asks for, a line each: `python tools/requirements.py [EXTRA ...]`.

The image installs from it, before it knows the code. Needs nothing but Python.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

PYPROJECT = Path(__file__).parents[1] / "pyproject.toml"


def requirements(extras: Sequence[str]) -> list[str]:
    """Return the requirements of the program and of these extras."""
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    optional = project["optional-dependencies"]
    return [*project["dependencies"], *(asked for extra in extras for asked in optional[extra])]


if __name__ == "__main__":
    sys.stdout.write("".join(f"{asked}\n" for asked in requirements(sys.argv[1:])))
