"""Which Stylegram this is."""

from __future__ import annotations

from importlib import metadata


def version() -> str:
    """Return the installed version."""
    try:
        return metadata.version("stylegram")
    except metadata.PackageNotFoundError:  # run from a source tree that was never installed
        return "0"
