"""Whether the exported network says what the torch network says."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from engine.features.onnx_features import export, parity
from engine.painting.workshop import Workshop
from engine.recipes.default import DEFAULT

PARITY = 1e-4  # largest accepted max|a - b| / max|a| of a layer in float32
SIZES = ((64, 80), (97, 131), (160, 33))  # (height, width) px; odd ones show what a fixed shape would hide


def check_export(flags: argparse.Namespace) -> tuple[Path, float]:
    """Export the default recipe's network and return its file and the largest relative difference of a layer."""
    workshop = Workshop(flags.network, flags.weights, "cpu", "float32", flags.cache_dir, flags.preprocessing)
    extraction = workshop.extraction(DEFAULT)
    folder = workshop.cache_dir / "networks"
    path = export(workshop.weights, extraction, folder)
    worst = max(max(parity(workshop.weights, extraction, folder, size).values()) for size in SIZES)
    if flags.output:
        shutil.copyfile(path, flags.output)
    return flags.output or path, worst
