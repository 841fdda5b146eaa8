"""CIFAR-10 from a zip, a folder and torchvision's own form, and the pictures that training makes of it."""

import hashlib
import io
import pickle
import tarfile
import zipfile
from itertools import product
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torchvision.datasets import CIFAR10

from models.errors import UnusableData
from models.training.cifar10 import SHIFT, batches, open_cifar10, varied


def png(shade: int, side: int = 32) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (side, side), (shade, 0, 255 - shade)).save(stream, "PNG")
    return stream.getvalue()


def entries() -> dict[str, bytes]:
    names = [f"{half}/{name}/{n}.png" for half in ("train", "test") for name in ("cat", "ship") for n in range(3)]
    return {name: png(20 * place) for place, name in enumerate(names)}


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    with zipfile.ZipFile(tmp_path / "cifar.zip", "w") as out:
        for name, content in entries().items():
            out.writestr(name, content)
    return tmp_path / "cifar.zip"


def test_a_zip_and_its_folder_hold_the_same(archive: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(tmp_path / "unpacked")
    from_zip, from_folder = open_cifar10(archive), open_cifar10(tmp_path / "unpacked")
    for zipped, plain in zip(from_zip, from_folder, strict=True):
        assert torch.equal(zipped.images, plain.images)
        assert (zipped.labels.tolist(), zipped.classes) == ([0, 0, 0, 1, 1, 1], ("cat", "ship"))
    assert from_zip[0].images[1, :, 0, 0].tolist() == [20, 0, 235]


def test_pictures_are_read_whatever_their_suffix(tmp_path: Path) -> None:
    suffixes = ("jpg", "JPEG", "png")
    with zipfile.ZipFile(tmp_path / "mixed.zip", "w") as out:
        for place, (half, name, suffix) in enumerate(product(("train", "test"), ("cat", "ship"), suffixes)):
            out.writestr(f"{half}/{name}/one.{suffix}", png(20 * place))
    assert [half.labels.tolist() for half in open_cifar10(tmp_path / "mixed.zip")] == 2 * [[0, 0, 0, 1, 1, 1]]


@pytest.fixture
def batches_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return torchvision's folder of two tiny batches, which torchvision takes for CIFAR-10's own."""
    folder = tmp_path / "cifar-10-batches-py"
    folder.mkdir()
    planes = np.zeros((2, 3072), dtype=np.uint8)
    planes[:, 1024:2048] = 7  # the green plane
    lists = {}
    for name in ("data_batch_1", "test_batch"):
        (folder / name).write_bytes(pickle.dumps({"data": planes, "labels": [3, 8]}))
        lists[name] = [[name, hashlib.md5((folder / name).read_bytes()).hexdigest()]]
    (folder / "batches.meta").write_bytes(pickle.dumps({"label_names": list("abcdefghij")}))
    meta = {"filename": "batches.meta", "key": "label_names"}
    meta["md5"] = hashlib.md5((folder / "batches.meta").read_bytes()).hexdigest()
    monkeypatch.setattr(CIFAR10, "train_list", lists["data_batch_1"])
    monkeypatch.setattr(CIFAR10, "test_list", lists["test_batch"])
    monkeypatch.setattr(CIFAR10, "meta", meta)
    return folder


def test_torchvisions_batches_are_read_by_torchvision(batches_folder: Path) -> None:
    for place in (batches_folder.parent, batches_folder):
        to_train, _ = open_cifar10(place)
        assert to_train.images[0, :, 5, 5].tolist() == [0, 7, 0]
        assert to_train.labels.tolist() == [3, 8]


def test_unpacking_that_was_interrupted_is_made_again(batches_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = batches_folder.parent / CIFAR10.filename
    with tarfile.open(archive, "w:gz") as packed:
        packed.add(batches_folder, batches_folder.name)
    monkeypatch.setattr(CIFAR10, "tgz_md5", hashlib.md5(archive.read_bytes()).hexdigest())
    (batches_folder / "test_batch").unlink()
    assert open_cifar10(archive)[1].labels.tolist() == [3, 8]


def test_an_archive_that_is_cut_off_is_refused_and_nothing_is_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CIFAR10, "download", lambda _dataset: pytest.fail("it was fetched"))
    (tmp_path / CIFAR10.filename).write_bytes(b"cut off")
    with pytest.raises(UnusableData, match=rf"{CIFAR10.filename} is not whole; fetch it again"):
        open_cifar10(tmp_path)
    assert (tmp_path / CIFAR10.filename).read_bytes() == b"cut off"


def test_what_a_mac_puts_beside_pictures_is_none_of_them(archive: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(archive, "a") as out:
        for name in ("train/__MACOSX/0.png", "train/cat/._0.png"):
            out.writestr(name, b"no picture")
        out.extractall(tmp_path / "unpacked")
    for place in (archive, tmp_path / "unpacked"):
        assert open_cifar10(place)[0].labels.tolist() == [0, 0, 0, 1, 1, 1]


def test_a_damaged_download_is_refused(tmp_path: Path) -> None:
    (tmp_path / "cifar-10-batches-py").mkdir()
    with pytest.raises(UnusableData, match="not whole"):
        open_cifar10(tmp_path)


def test_a_place_without_pictures_names_what_is_wanted(tmp_path: Path) -> None:
    with pytest.raises(UnusableData, match=r"train/CLASS/picture\.jpg"):
        open_cifar10(tmp_path)


def test_a_picture_of_another_size_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "large.zip", "w") as out:
        out.writestr("train/cat/0.png", png(0, side=40))
    with pytest.raises(UnusableData, match="40 × 40"):
        open_cifar10(tmp_path / "large.zip")


def test_a_broken_zip_is_refused(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "broken.zip").write_bytes(archive.read_bytes()[:-40])
    with pytest.raises(UnusableData, match=r"broken\.zip is no zip"):
        open_cifar10(tmp_path / "broken.zip")


@pytest.mark.parametrize("content", [b"no picture", png(0)[:60]])
def test_a_picture_that_cannot_be_read_is_named(tmp_path: Path, content: bytes) -> None:
    with zipfile.ZipFile(tmp_path / "odd.zip", "w") as out:
        out.writestr("train/cat/0.png", content)
    with pytest.raises(UnusableData, match=r"train/cat/0\.png cannot be read"):
        open_cifar10(tmp_path / "odd.zip")


def test_a_picture_damaged_within_its_zip_is_named(archive: Path) -> None:
    packed = archive.read_bytes()
    archive.write_bytes(packed.replace(entries()["train/ship/1.png"], png(1), 1))  # its checksum is another's
    with pytest.raises(UnusableData, match=r"train/ship/1\.png cannot be read"):
        open_cifar10(archive)


def test_halves_of_other_classes_are_refused(tmp_path: Path) -> None:
    """Else a class that one half lacks would shift the numbers of all after it."""
    with zipfile.ZipFile(tmp_path / "odd.zip", "w") as out:
        for name, content in entries().items():
            if not name.startswith("test/cat"):
                out.writestr(name, content)
    with pytest.raises(UnusableData, match="has cat; both"):
        open_cifar10(tmp_path / "odd.zip")


def test_every_picture_comes_once_an_epoch(archive: Path) -> None:
    to_train, _ = open_cifar10(archive)
    labels = torch.cat([labels for _, labels in batches(to_train, 2, np.random.default_rng(0))])
    assert sorted(labels.tolist()) == [0, 0, 0, 1, 1, 1]


def test_a_varied_picture_is_the_picture_moved_or_mirrored() -> None:
    picture = torch.arange(1, 1 + 3 * 32 * 32).view(1, 3, 32, 32)
    (moved,) = varied(picture, np.random.default_rng(4))
    padded = torch.nn.functional.pad(picture[0], (SHIFT,) * 4)
    candidates = [
        window
        for top in range(2 * SHIFT + 1)
        for left in range(2 * SHIFT + 1)
        for window in [padded[:, top : top + 32, left : left + 32]]
        for window in (window, window.flip(2))
    ]
    assert sum(torch.equal(moved, candidate) for candidate in candidates) == 1


def test_the_same_generator_varies_alike() -> None:
    pictures = torch.rand(5, 3, 32, 32)
    assert torch.equal(varied(pictures, np.random.default_rng(1)), varied(pictures, np.random.default_rng(1)))
