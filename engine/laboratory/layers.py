"""What every layer keeps of a picture: its maps as contact sheets, and how alike two pictures are.

Rebuilding a photo from one layer's maps is a recipe without style (engine.recipes.one_sided); its picture is
compared here. Must not know how anything is painted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from PIL import Image

from engine.features.extraction import Extraction
from engine.features.tensors import to_tensor
from engine.features.torch_features import TorchFeatures
from engine.laboratory.experiment import looked_at
from engine.painting.workshop import Workshop

MAPS = 64  # shown of a layer, those that answer most
COLUMNS, CELL, GAP, GREY = 8, 96, 2, 180  # px of a sheet
WHITE = 99.5  # per cent of a map that are darker than white


def sheets(workshop: Workshop, photo: Image.Image, names: Sequence[str] = ()) -> Iterator[tuple[str, Image.Image]]:
    """Yield (layer, contact sheet) of these layers, or of every ReLU and pooling that the weights reach."""
    weights, names = workshop.weights, names or tuple(looked_at(workshop))
    extraction = Extraction(layers=tuple(names), pooling="max", padding="zero")
    features = TorchFeatures(weights, extraction, workshop.device, workshop.published_dtype)
    with torch.no_grad():
        found = features(to_tensor(photo).to(workshop.device))
    for name, maps in zip(names, found, strict=True):
        yield name, sheet(maps[0].float().cpu().numpy())


def sheet(maps: np.ndarray) -> Image.Image:
    """Return the maps of a layer that answer most, brightest first, each from 0 (black) to its own brightest (white).

    Args:
        maps: (C, H, W), from 0 up.
    """
    order = np.argsort(-maps.mean((1, 2)), kind="stable")[:MAPS]
    height, width = _cell(*maps.shape[1:])
    rows = -(-len(order) // COLUMNS)
    shown = Image.new("L", (COLUMNS * (width + GAP) + GAP, rows * (height + GAP) + GAP), GREY)
    for place, channel in enumerate(order):
        cell = _shown(maps[channel], width, height)
        shown.paste(cell, (GAP + place % COLUMNS * (width + GAP), GAP + place // COLUMNS * (height + GAP)))
    return shown.convert("RGB")


def _shown(answers: np.ndarray, width: int, height: int) -> Image.Image:
    """Return a map in grey: seen, by its largest answer alone, or with lines left out, most maps look black."""
    is_larger = answers.shape[1] > width
    way = Image.Resampling.BOX if is_larger else Image.Resampling.NEAREST
    small = np.asarray(Image.fromarray(answers.astype(np.float32)).resize((width, height), way))
    white = max(float(np.percentile(small, WHITE)), float(small.max()) / 4, 1e-12)
    return Image.fromarray(np.rint(255 * np.clip(small / white, 0, 1)).astype(np.uint8))


def _cell(height: int, width: int) -> tuple[int, int]:
    scale = CELL / max(height, width)
    return max(round(height * scale), 1), max(round(width * scale), 1)


def surviving_share(photo: Image.Image, rebuilt: Image.Image) -> float:
    """Return the share of a photo's variance that a rebuilt picture explains: the squared correlation of the pixels."""
    a, b = (np.asarray(each.convert("RGB"), dtype=np.float64).reshape(-1, 3) for each in (photo, rebuilt))
    a, b = a - a.mean(0), b - b.mean(0)
    size = np.sqrt((a**2).sum() * (b**2).sum())
    return float(((a * b).sum() / size) ** 2) if size else 0.0
