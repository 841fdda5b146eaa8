"""The training pictures: which of a zip are taken, and kept in the run's folder whole or not at all."""

import errno
import io
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from models.errors import UnusableData, WriteFailed
from models.training import caltech
from models.training.caltech import Corpus, open_corpus
from tests.models.training.conftest import drawn_picture
from tests.support.room import room_for

DRAWN: dict[str, int | None] = {f"class{number % 2}/{number}.png": number for number in range(24)}


def zipped(folder: Path, pictures: Mapping[str, int | None] = DRAWN) -> Path:
    """Return a zip of drawn pictures; None is what is none."""
    with zipfile.ZipFile(folder / "some.zip", "w") as archive:
        for name, number in pictures.items():
            archive.writestr(name, b"no picture" if number is None else drawn_picture(number))
    return folder / "some.zip"


def corpus_of(folder: Path, pictures: Mapping[str, int | None]) -> Corpus:
    """Return what a zip of drawn pictures holds."""
    return open_corpus(zipped(folder, pictures), folder)


def test_folder_around_the_classes_changes_nothing(tmp_path: Path) -> None:
    plain = corpus_of(tmp_path, DRAWN)
    within = corpus_of(tmp_path, {f"caltech101/{name}": number for name, number in DRAWN.items()})
    assert within.classes == plain.classes == ("class0", "class1")
    assert within.held_out.tolist() == plain.held_out.tolist()


def test_what_a_mac_puts_beside_pictures_is_none_of_them(tmp_path: Path) -> None:
    beside = dict.fromkeys(["__MACOSX/class0/._0.png", "class0/._0.png", "preview.png"])
    assert len(corpus_of(tmp_path, DRAWN | beside).labels) == 24


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ([f"class0/{n}.png" for n in range(24)], "are of 'class0'; give CLASS/picture.jpg of two or more"),
        (["class0/0.png", "class1/1.png"], "none would be held out to test with"),
    ],
)
def test_pictures_that_nothing_can_be_tested_with_are_refused(tmp_path: Path, names: list[str], told: str) -> None:
    with pytest.raises(UnusableData, match=told):
        corpus_of(tmp_path, {name: place for place, name in enumerate(names)})


def test_pictures_on_a_disk_without_room_are_refused_and_decoded_the_next_time(tmp_path: Path) -> None:
    archive = zipped(tmp_path)
    with room_for(1024), pytest.raises(WriteFailed, match=r"cannot take the decoded pictures \(.+\); make room"):
        open_corpus(archive, tmp_path / "run")
    assert list((tmp_path / "run").iterdir()) == []
    assert len(open_corpus(archive, tmp_path / "run").labels) == 24


def test_disk_that_is_full_after_the_pixels_leaves_no_index_of_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(file: Path, _words: str) -> None:
        file.touch()
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    archive = zipped(tmp_path)
    with monkeypatch.context() as disk:
        disk.setattr(Path, "write_text", full)
        with pytest.raises(WriteFailed, match=os.strerror(errno.ENOSPC)):
            open_corpus(archive, tmp_path / "run")
    assert len(open_corpus(archive, tmp_path / "run").labels) == 24


def test_training_that_begins_beside_another_leaves_its_pictures_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As `train` and `pupil` in one folder: the second opens its files while the first one decodes, and is ended."""
    archive, picture_of, names = zipped(tmp_path), caltech.picture_of, []

    def ended(*_words):
        raise KeyboardInterrupt

    def beside(read, name):
        names.append(name)
        if len(names) == 12:
            with monkeypatch.context() as other:
                other.setattr(os, "getpid", lambda: 1)
                other.setattr(caltech, "picture_of", ended)
                with pytest.raises(KeyboardInterrupt):
                    open_corpus(archive, tmp_path / "run")
        return picture_of(read, name)

    monkeypatch.setattr(caltech, "picture_of", beside)
    found = open_corpus(archive, tmp_path / "run")
    first = Image.open(io.BytesIO(drawn_picture(0)))
    assert np.array_equal(found.picture(0), np.asarray(first))
    assert len(list((tmp_path / "run").iterdir())) == 2
