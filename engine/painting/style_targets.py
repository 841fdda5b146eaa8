"""Statistics of style pictures, kept in memory and on disk: ten photos in one style pay for the style once.

Must not know networks, levels, budgets or optimisers.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import tempfile
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from safetensors import SafetensorError
from safetensors.torch import load_file, save
from torch import Tensor

from engine.features.tensors import to_tensor
from engine.losses.style_statistics import Statistics
from engine.pictures.images import resize

logger = logging.getLogger(__name__)

Measured = Callable[[Tensor], Statistics]

MEMORY_ENTRIES = 64  # 0.4 MB each at 256 channels, 1.4 MB at 512
DISK_BYTES = 256 * 2**20
# Other words where others are kept, for none to be mistaken.
STATISTICS = "colours, orientations, Gram matrices, by device and tiles"


@dataclass(frozen=True, kw_only=True)
class StyleImage:
    """A style picture and the hash of its pixels."""

    image: Image.Image
    sha256: str

    @classmethod
    def of(cls, image: Image.Image) -> StyleImage:
        """Return the picture with its hash."""
        digest = hashlib.sha256(repr(image.size).encode() + image.tobytes()).hexdigest()
        return cls(image=image, sha256=digest)


class StyleTargets:
    """Statistics of style pictures, computed once for every picture, network and size.

    Args:
        folder: Where they are kept between runs; None keeps them in memory only.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._memory: OrderedDict[str, Statistics] = OrderedDict()
        self.computed = 0  # how many were not found, for reports and tests

    def of(self, style: StyleImage, edge_size: int, network_key: str, measured: Measured, device: str) -> Statistics:
        """Return the statistics of a style at a long side of edge_size px, on a device.

        Args:
            style: The picture.
            edge_size: Its long side when it is looked at.
            network_key: Hash of weights, layers, pooling and padding, and the tiles in which they are gone over.
            measured: Computes the statistics of a picture (1, 3, H, W) where they are not known yet.
            device: Where the statistics are wanted, and computed: another one's would differ in their last digits.
        """
        words = f"{style.sha256}|{edge_size}|{network_key}|{device}|{STATISTICS}"
        key = hashlib.sha256(words.encode()).hexdigest()[:40]
        found = self._memory.get(key) or self._read(key)
        if found is None:
            rgb = to_tensor(resize(style.image, edge_size)).to(device)
            found = measured(rgb)
            self.computed += 1
            self._write(key, found)
        self._memory[key] = found
        self._memory.move_to_end(key)
        while len(self._memory) > MEMORY_ENTRIES:
            self._memory.popitem(last=False)
        return Statistics.of(tensor.to(device) for tensor in found.tensors)

    def _read(self, key: str) -> Statistics | None:
        if self._folder is None:
            return None
        path = self._folder / f"{key}.safetensors"
        try:
            tensors = load_file(path)
        except (OSError, SafetensorError):  # not there, or damaged: computed again
            return None
        with contextlib.suppress(OSError):  # another user's
            path.touch()
        return Statistics.of(tensors[name] for name in sorted(tensors))

    def _write(self, key: str, found: Statistics) -> None:
        if self._folder is None:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=self._folder) as folder:
                file = Path(folder) / key
                tensors = {f"{i:02}": tensor.cpu().contiguous() for i, tensor in enumerate(found.tensors)}
                file.write_bytes(save(tensors))  # save_file's would be its owner's alone to read
                file.replace(self._folder / f"{key}.safetensors")  # atomic
            self._forget_oldest()
        except OSError as error:  # a disk that is full or fails costs time, not the picture
            logger.warning("Style targets are not kept: %s", error)

    def _forget_oldest(self) -> None:
        assert self._folder is not None
        files = sorted(self._folder.glob("*.safetensors"), key=lambda path: path.stat().st_mtime)
        excess = sum(path.stat().st_size for path in files) - DISK_BYTES
        for path in files:
            if excess <= 0:
                return
            excess -= path.stat().st_size
            path.unlink(missing_ok=True)
