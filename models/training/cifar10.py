"""CIFAR-10: sixty thousand pictures of 32 px in ten classes, from whichever form of it lies on the disk.

Knows neither networks nor schedules; every random choice comes from the generator that is passed in.
Source: Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torchvision.datasets import CIFAR10
from torchvision.datasets.utils import check_integrity

from models.errors import UnusableData
from models.training.pictures import is_picture, open_zip, picture_of

SIDE = 32  # px
SHIFT = 4  # px; 0.125 of the side, as the article's generator shifts
_ARCHIVE, _BATCHES = "cifar-10-python.tar.gz", "cifar-10-batches-py"
_FORMS = (
    f"torchvision's download ({_ARCHIVE}, or the folder that holds it or {_BATCHES}), or a zip or folder of "
    "train/CLASS/picture.jpg and test/CLASS/picture.jpg"
)


@dataclass(frozen=True, kw_only=True)
class Half:
    """The pictures to train on, or those to test with.

    Attributes:
        images: (N, 3, 32, 32), 0..255.
        labels: (N,), indices of classes.
        classes: Their names, in alphabetical order, which is CIFAR-10's own.
    """

    images: Tensor
    labels: Tensor
    classes: tuple[str, ...]


def open_cifar10(place: Path) -> tuple[Half, Half]:
    """Return the pictures to train on and those to test with.

    Args:
        place: See _FORMS. torchvision reads its own download, checksums included.

    Raises:
        UnusableData: Nothing of these forms lies there, or it is not whole.
    """
    if place.suffix == ".zip" and place.is_file():
        with open_zip(place) as archive:
            return _halves(archive)
    folder = place.parent if place.name in (_ARCHIVE, _BATCHES) else place
    if (folder / _ARCHIVE).exists() or (folder / _BATCHES).is_dir():
        return _downloaded(folder, is_train=True), _downloaded(folder, is_train=False)
    if (place / "train").is_dir() and (place / "test").is_dir():
        return _halves(place)
    raise UnusableData(f"{place} holds no CIFAR-10; give {_FORMS}.")


def _downloaded(folder: Path, *, is_train: bool) -> Half:
    is_packed = (folder / _ARCHIVE).exists()
    # torchvision would fetch another one unsaid
    if is_packed and not check_integrity(str(folder / _ARCHIVE), CIFAR10.tgz_md5):
        raise UnusableData(f"{folder / _ARCHIVE} is not whole; fetch it again, or give {_FORMS}.")
    try:
        found = CIFAR10(folder, train=is_train, download=is_packed)  # "download" checks, and unpacks what is not whole
    except (RuntimeError, OSError) as fault:
        raise UnusableData(f"{folder / _BATCHES} is not whole ({fault}); give {_FORMS}.") from fault
    images = torch.from_numpy(found.data).permute(0, 3, 1, 2).contiguous()
    return Half(images=images, labels=torch.tensor(found.targets), classes=tuple(found.classes))


def _halves(place: zipfile.ZipFile | Path) -> tuple[Half, Half]:
    to_train, to_test = _half(place, "train"), _half(place, "test")
    if odd := sorted(set(to_train.classes) ^ set(to_test.classes)):  # their numbers would mean different things
        raise UnusableData(f"Only one of train and test has {', '.join(odd)}; both need pictures of every class.")
    return to_train, to_test


def _half(place: zipfile.ZipFile | Path, half: str) -> Half:
    names = _names(place, half)
    classes = tuple(sorted({name.split("/")[-2] for name in names}))
    if not names:
        raise UnusableData(f"There is no {half}/CLASS/picture.jpg; give {_FORMS}.")
    images = np.stack([_picture(place, name) for name in names])
    return Half(
        images=torch.from_numpy(images).permute(0, 3, 1, 2).contiguous(),
        labels=torch.tensor([classes.index(name.split("/")[-2]) for name in names]),
        classes=classes,
    )


def _names(place: zipfile.ZipFile | Path, half: str) -> list[str]:
    if isinstance(place, Path):
        found = [file.relative_to(place).as_posix() for file in place.glob(f"{half}/*/*")]
    else:
        found = [name for name in place.namelist() if name.startswith(f"{half}/") and name.count("/") == 2]
    return sorted(name for name in found if is_picture(name))


def _picture(place: zipfile.ZipFile | Path, name: str) -> npt.NDArray[np.uint8]:
    read = place.joinpath(name).read_bytes if isinstance(place, Path) else partial(place.read, name)
    picture = np.asarray(picture_of(read, name))
    if picture.shape != (SIDE, SIDE, 3):
        raise UnusableData(f"{name} has {picture.shape[1]} × {picture.shape[0]} px; CIFAR-10 has {SIDE} × {SIDE}.")
    return picture


def batches(half: Half, size: int, rng: np.random.Generator) -> Iterator[tuple[Tensor, Tensor]]:
    """Yield every picture once, shuffled, mirrored and shifted: (images 0..255, labels).

    A last batch of one picture is dropped: batch norm cannot take it.
    """
    order = torch.from_numpy(rng.permutation(len(half.labels)))
    for chosen in torch.split(order, size):
        if len(chosen) > 1:
            yield varied(half.images[chosen], rng), half.labels[chosen]


def varied(images: Tensor, rng: np.random.Generator) -> Tensor:
    """Mirror half of the pictures and shift each by up to SHIFT px, black moving in: (N, 3, H, W), any type."""
    count, _, height, width = images.shape
    padded = torch.nn.functional.pad(images, (SHIFT,) * 4)
    tops, lefts = (torch.from_numpy(rng.integers(0, 2 * SHIFT + 1, count)) for _ in range(2))
    rows = (tops[:, None] + torch.arange(height))[:, None, :, None]
    columns = lefts[:, None] + torch.arange(width)
    is_mirrored = torch.from_numpy(rng.random(count) < 0.5)
    columns = torch.where(is_mirrored[:, None], columns.flip(1), columns)[:, None, None, :]
    return padded[torch.arange(count)[:, None, None, None], torch.arange(images.shape[1])[:, None, None], rows, columns]
