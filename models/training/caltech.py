"""The training pictures: a zip of CLASS/picture.jpg decoded once into one mapped array, and crops of it.

Knows neither networks nor losses; every random choice comes from the generator that is passed in.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from PIL import Image
from torch import Tensor
from tqdm import tqdm

from models.errors import UnusableData, WriteFailed
from models.training.pictures import SUFFIXES, central_square, is_picture, open_zip, picture_of

SOURCE = "Caltech-101, CC BY 4.0, Li, Andreeto, Ranzato, Perona 2003"
SHORT_SIDE = 96  # px, of the pictures
MOST_SQUARES = 128  # of held-out pictures, that mean activations are measured on; a guess


@dataclass(frozen=True)
class Corpus:
    """The pictures decoded once: one memory-mapped array of bytes and where each picture lies in it.

    Attributes:
        pixels: All of them, RGB, row by row and picture by picture, (bytes,).
        offsets: Where each picture begins there, (pictures,).
        sizes: Their heights and widths in px, (pictures, 2).
        labels: The number of each one's class, (pictures,).
        held_out: Whether it is never trained on, (pictures,).
        classes: Their names, in alphabetical order.
    """

    pixels: npt.NDArray[np.uint8]
    offsets: npt.NDArray[np.int64]
    sizes: npt.NDArray[np.int64]
    labels: npt.NDArray[np.int64]
    held_out: npt.NDArray[np.bool_]
    classes: tuple[str, ...]

    def picture(self, index: int) -> npt.NDArray[np.uint8]:
        """Return picture `index` as (height, width, 3)."""
        height, width = self.sizes[index]
        start = self.offsets[index]
        return self.pixels[start : start + height * width * 3].reshape(height, width, 3)


def add_archive_flag(parser: argparse.ArgumentParser) -> None:
    """Give a command the flag --data, which the variable CALTECH101 stands in for."""
    parser.add_argument(
        "--data",
        type=Path,
        default=os.environ.get("CALTECH101"),
        metavar="ZIP",
        help="zip of CLASS/picture.jpg: Caltech-101, short side 96 px (or the variable CALTECH101)",
    )


def check_archive(archive: Path | None) -> None:
    """Refuse to train without pictures.

    Raises:
        UnusableData: None are given, or they are not there.
    """
    if archive is None or not archive.exists():
        given = "none was given" if archive is None else f"{archive} does not exist"
        raise UnusableData(
            f"Training needs the Caltech-101 pictures as a zip ({given}): pass --data caltech101-96px.zip, made from "
            "https://data.caltech.edu/records/mzrjq-6wc02 with the short side of each picture reduced to 96 px."
        )


def open_corpus(archive: Path, folder: Path) -> Corpus:
    """Decode a zip of CLASS/picture.jpg into `folder` once, and map it.

    A folder around the classes' folders changes nothing.

    Raises:
        UnusableData: It is no zip, or a picture in it cannot be read, or they are too few or of one class.
        WriteFailed: The disk is full, or broken.
    """
    stamp = f"{archive.stat().st_size}{''.join(SUFFIXES)}"  # of other suffixes other pictures would have been taken
    index_file, pixel_file = folder / f"corpus-{stamp}.json", folder / f"corpus-{stamp}.bin"
    if not index_file.exists():
        _decode(archive, index_file, pixel_file)
    index = json.loads(index_file.read_text())
    sizes = np.array(index["sizes"], dtype=np.int64)
    lengths = sizes.prod(1) * 3
    names = ["/".join(PurePosixPath(name).parts[-2:]) for name in index["names"]]
    classes = tuple(sorted({name.split("/")[0] for name in names}))
    held_out = np.array([is_held_out(name) for name in names])
    _check(archive, classes, held_out)
    return Corpus(
        pixels=np.memmap(pixel_file, dtype=np.uint8, mode="r"),
        offsets=np.concatenate([[0], lengths.cumsum()[:-1]]),
        sizes=sizes,
        labels=np.array([classes.index(name.split("/")[0]) for name in names]),
        held_out=held_out,
        classes=classes,
    )


def _check(archive: Path, classes: tuple[str, ...], held_out: npt.NDArray[np.bool_]) -> None:
    if len(classes) < 2:
        raise UnusableData(f"All pictures in {archive} are of {classes[0]!r}; give CLASS/picture.jpg of two or more.")
    if held_out.all() or not held_out.any():
        raise UnusableData(
            f"Of the {len(held_out)} pictures in {archive}, {'all' if held_out.any() else 'none'} would be held out to "
            "test with, where a tenth should be; give more."
        )


def is_held_out(name: str) -> bool:
    """Say whether a picture belongs to the tenth that training never sees; by its name, so for ever the same."""
    return hashlib.sha256(name.encode()).digest()[0] < 256 / 10


def _decode(archive: Path, index_file: Path, pixel_file: Path) -> None:
    index_file.parent.mkdir(parents=True, exist_ok=True)
    # inner ones end first: where there is an index, there are all of its pixels
    with open_zip(archive) as pictures, _whole(index_file) as index, _whole(pixel_file) as pixels:
        index.write_text(json.dumps(_decoded(pictures, pixels)))


@contextmanager
def _whole(file: Path) -> Iterator[Path]:
    """Yield what is to be written in a file's place, which it takes at the end; no other training writes to it."""
    part = file.with_name(f"{file.name}.{os.getpid()}.part")
    try:
        yield part
        part.replace(file)
    except OSError as error:
        raise WriteFailed(
            f"{file.parent} cannot take the decoded pictures ({error}); make room, or name another folder."
        ) from error
    finally:
        part.unlink(missing_ok=True)


def _decoded(pictures: zipfile.ZipFile, pixel_file: Path) -> dict[str, Any]:
    """Write the pixels of all pictures, one picture after the other; return their names and heights and widths."""
    names, sizes = [], []
    with pixel_file.open("wb") as out:
        for name in tqdm(sorted(pictures.namelist()), desc="decoding", unit="picture", disable=None):
            if not is_picture(name) or "/" not in name:
                continue
            rgb = np.asarray(picture_of(partial(pictures.read, name), name))
            out.write(rgb.tobytes())
            names.append(name)
            sizes.append(rgb.shape[:2])
    if not names:
        raise UnusableData(f"{pictures.filename} holds no picture; give a zip of CLASS/picture.jpg.")
    return {"names": names, "sizes": sizes}


def random_crops(
    corpus: Corpus, chosen: npt.NDArray[np.int64], edge: int, smallest: float, rng: np.random.Generator
) -> Tensor:
    """Cut one square crop of random scale and side from each chosen picture: (N, 3, edge, edge) in 0..1."""
    crops = np.empty((len(chosen), edge, edge, 3), dtype=np.uint8)
    for row, index in enumerate(chosen):
        picture = corpus.picture(int(index))
        height, width = picture.shape[:2]
        side = min(height, width) * rng.uniform(smallest, 1.0)
        left, top = rng.uniform(0, width - side), rng.uniform(0, height - side)
        crop = Image.fromarray(picture).resize(
            (edge, edge), Image.Resampling.BICUBIC, (left, top, left + side, top + side)
        )
        crops[row] = np.asarray(crop)[:, ::-1] if rng.random() < 0.5 else np.asarray(crop)
    return torch.from_numpy(crops).permute(0, 3, 1, 2).float() / 255


def center_crops(corpus: Corpus, chosen: npt.NDArray[np.int64], edge: int) -> Tensor:
    """Cut the largest central square of each chosen picture: (N, 3, edge, edge) in 0..1."""
    crops = [central_square(Image.fromarray(corpus.picture(int(index))), edge) for index in chosen]
    return torch.from_numpy(np.stack(crops)).permute(0, 3, 1, 2).float() / 255


def held_out_squares(corpus: Corpus) -> Tensor:
    """Return central squares of MOST_SQUARES held-out pictures, always the same: (N, 3, 96, 96) in 0..1."""
    held_out = np.flatnonzero(corpus.held_out)
    return center_crops(corpus, np.random.default_rng(0).permutation(held_out)[:MOST_SQUARES], SHORT_SIDE)


def jitter(rgb: Tensor, rng: np.random.Generator) -> Tensor:
    """Change brightness, contrast and saturation of each crop; hues stay, they carry the style.

    By factors of up to e^0.3, e^0.4 and e^0.6 either way, which are guesses.
    """
    count = len(rgb)

    def factors(spread: float) -> Tensor:
        return torch.from_numpy(np.exp(rng.uniform(-spread, spread, count))).float().view(-1, 1, 1, 1)

    grey = rgb.mean(1, keepdim=True)
    rgb = grey + (rgb - grey) * factors(0.6)
    middle = rgb.mean((1, 2, 3), keepdim=True)
    return ((middle + (rgb - middle) * factors(0.4)) * factors(0.3)).clamp(0, 1)


def add_noise(rgb: Tensor, largest: float, rng: np.random.Generator) -> Tensor:
    """Add pixel noise of a random strength to half of the crops."""
    noise, strength = _noise_like(rgb, largest, rng)
    return rgb + noise * strength


def add_chroma_noise(rgb: Tensor, largest: float, rng: np.random.Generator) -> Tensor:
    """Add pixel noise of a random strength, which does not change the mean of the channels, to half of the crops.

    Stored pictures hardly have any fine colour: without it filters keep what they began with there.
    """
    noise, strength = _noise_like(rgb, largest, rng)
    return rgb + (noise - noise.mean(1, keepdim=True)) * strength


def _noise_like(rgb: Tensor, largest: float, rng: np.random.Generator) -> tuple[Tensor, Tensor]:
    """Return noise of deviation one for (N, 3, H, W) crops, and its strength for each, (N, 1, 1, 1): 0 for half."""
    strength = rng.uniform(0, largest, len(rgb)) * (rng.random(len(rgb)) < 0.5)
    noise = torch.from_numpy(rng.standard_normal(rgb.shape, dtype=np.float32))
    return noise, torch.from_numpy(strength).float().view(-1, 1, 1, 1)
