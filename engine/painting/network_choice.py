"""Which network paints, and where: one value from flags and settings to the network on its device.

Must not import torch: a command line makes one before it loads anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class NetworkChoice:
    """A network, its device and where it keeps what it has computed.

    Attributes:
        network: A name in models.registry.ENTRIES; None takes builtin, or what the file of weights says that it holds.
        weights: A local file instead of the registry's.
        device: "auto", "cpu" or "cuda"; "cuda" never falls back.
        dtype: "auto", "float32" or "bfloat16"; auto measures.
        cache_dir: Keeps exported networks and style targets; None takes the user's cache.
        preprocessing: Overrides what the weights say.
    """

    network: str | None = None
    weights: Path | None = None
    device: str = "auto"
    dtype: str = "auto"
    cache_dir: Path | None = None
    preprocessing: str | None = None
