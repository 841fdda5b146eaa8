"""Checkpoints: kept whole or not at all, and refused with advice that costs nobody a sound one."""

import errno
import os
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest
import torch
from torch import nn

from models.errors import ModelsError, UnusableData, WeightsDamaged, WriteFailed
from models.training import checkpoints

CLASSES = ("cat", "ship")


@dataclass(frozen=True)
class Progress:
    step: int = 0


def parts(width: int = 2) -> tuple[nn.Module, torch.optim.Optimizer]:
    network = nn.Linear(width, 2)
    return network, torch.optim.SGD(network.parameters(), lr=0.1)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a checkpoint of a network two wide and of CLASSES."""
    checkpoints.write(tmp_path / "checkpoint.pt", *parts(), {"progress": {"step": 3}}, CLASSES)
    return tmp_path / "checkpoint.pt"


def test_disk_without_room_is_named_and_the_checkpoint_of_before_stays(file: Path) -> None:
    whole = file.read_bytes()
    file.with_suffix(".part").symlink_to("/dev/full")
    with pytest.raises(WriteFailed, match=r"checkpoint\.pt could not be written \(.+\); what was saved before") as told:
        checkpoints.write(file, *parts(), {})
    assert "\n" not in str(told.value)
    assert file.read_bytes() == whole
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize("number", [errno.EACCES, errno.EIO, errno.ESTALE, errno.EMFILE])
def test_checkpoint_that_a_system_does_not_read_is_named_and_not_called_damaged(
    file: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refused(*_words, **_flags):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(torch, "load", refused)
    with pytest.raises(OSError, match=rf"{os.strerror(number)}: '{file}'"):
        checkpoints.read(file)


def test_folder_in_a_checkpoints_place_is_not_called_damaged(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError, match=str(tmp_path)):
        checkpoints.read(tmp_path)


@pytest.mark.parametrize(
    "fault",
    [MemoryError(), RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried"), torch.OutOfMemoryError()],
)
def test_too_little_memory_is_not_called_damage(file: Path, monkeypatch: pytest.MonkeyPatch, fault) -> None:
    def exhausted(*_words, **_flags):
        raise fault

    monkeypatch.setattr(torch, "load", exhausted)
    with pytest.raises(ModelsError, match="too little memory") as told:
        checkpoints.read(file)
    assert "delete" not in str(told.value)


def test_too_little_memory_for_a_sound_checkpoint_is_no_other_network(file: Path) -> None:
    class Full(nn.Linear):
        def load_state_dict(self, *_words, **_flags):
            raise torch.OutOfMemoryError

    with pytest.raises(ModelsError, match="too little memory"):
        checkpoints.restore(file, Full(2, 2), parts()[1])


def test_sound_checkpoint_of_another_network_is_never_to_be_deleted(file: Path) -> None:
    with pytest.raises(WeightsDamaged, match=r"another network .* name another folder, or give the pictures") as told:
        checkpoints.restore(file, *parts(width=3))
    assert "delete" not in str(told.value)


def test_pictures_of_as_many_other_classes_are_refused(file: Path) -> None:
    with pytest.raises(UnusableData, match="only one of both has dog, ship; name another folder, or give the pictures"):
        checkpoints.restore(file, *parts(), ("cat", "dog"))
    assert checkpoints.restore(file, *parts(), CLASSES)["progress"] == {"step": 3}


def test_older_checkpoint_that_keeps_no_classes_is_taken(tmp_path: Path) -> None:
    checkpoints.write(tmp_path / "checkpoint.pt", *parts(), {})
    assert "classes" not in checkpoints.restore(tmp_path / "checkpoint.pt", *parts(), CLASSES)


def test_what_a_later_version_keeps_is_refused_and_what_an_older_one_lacks_has_its_default() -> None:
    with pytest.raises(WeightsDamaged, match=r"here keeps warmth, which this version does not know"):
        checkpoints.record(Progress, {**asdict(Progress(4)), "warmth": 1}, Path("here"))
    assert checkpoints.record(Progress, {}, Path("here")) == Progress(0)
