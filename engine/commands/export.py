"""`python -m engine export`: the network as ONNX, and whether it says what the torch network says."""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path
from typing import Any

from engine.commands.files import check_spared, inputs_of
from engine.commands.flags import add_weights_flags, network_choice
from engine.commands.refusals import answered
from models.outputs import check_writable

PARITY = 1e-4  # largest accepted max|a - b| / max|a| of a layer in float32
SIZES = ((64, 80), (97, 131), (160, 33))  # (height, width) px; odd ones show what a fixed shape would hide


def add_export(commands: Any) -> None:
    """Add the export command."""
    parser = commands.add_parser("export", help="write the default recipe's network as ONNX and check it against torch")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="copy the file here")
    add_weights_flags(parser)
    parser.set_defaults(run=export, device="cpu", dtype="float32")  # what both are compared in


def export(flags: argparse.Namespace) -> int:
    """Export the network, check it at three sizes and say how closely both agree; return the exit status."""
    return answered(_run, flags)


def _run(flags: argparse.Namespace) -> int:
    if flags.output:
        check_spared(inputs_of(flags), [flags.output])
        check_writable(flags.output)
    path, worst = exported(flags)
    is_like_torch = worst < PARITY
    if flags.output and is_like_torch:
        path = shutil.copyfile(path, flags.output)
    sys.stdout.write(f"{path}: largest relative difference from torch {worst:.1e} (at most {PARITY:.0e})\n")
    return 0 if is_like_torch else 1


def exported(flags: argparse.Namespace) -> tuple[Path, float]:
    """Export the default recipe's network and return its file and the largest relative difference of a layer."""
    from engine.features import onnx_features  # loads torch: not before the flags are understood
    from engine.painting.workshop import Workshop
    from engine.recipes.default import DEFAULT

    workshop = Workshop(network_choice(flags))
    extraction, folder = workshop.extraction(DEFAULT), workshop.networks_dir
    path = onnx_features.export(workshop.weights, extraction, folder)
    worst = max(max(onnx_features.parity(workshop.weights, extraction, folder, size).values()) for size in SIZES)
    return path, worst
