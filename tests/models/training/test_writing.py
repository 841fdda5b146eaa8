"""What trainings write and say: proven first, told in a line where it fails, and not ended by who stops listening."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from models.errors import WriteFailed
from models.training.run_folder import folder_of_one_run
from models.training.saying import say
from models.training.writing import check_output, write_weights
from tests.models.training.conftest import room_for


def test_proving_an_output_leaves_it_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "old").write_text("weights")
    check_output(tmp_path / "new")
    check_output(tmp_path / "old")
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("old", "weights")]


@pytest.mark.parametrize("name", [".", "no folder/new"])
def test_output_that_cannot_be_written_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(OSError, match=str(tmp_path)):
        check_output(tmp_path / name)


def test_weights_on_a_disk_without_room_are_refused(tmp_path: Path) -> None:
    with room_for(1024), pytest.raises(WriteFailed, match=r"some\.safetensors could not be written"):
        write_weights(tmp_path / "some.safetensors", {"features.0.weight": torch.zeros(999)}, {})


def test_folder_is_made_and_one_trainings_alone(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "run"
    with (
        folder_of_one_run(folder),
        pytest.raises(WriteFailed, match=rf"Another training \(process {os.getpid()}\) writes to {folder}"),
        folder_of_one_run(folder),
    ):
        pass
    with folder_of_one_run(folder):  # the lock went with its block
        assert folder.is_dir()


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give the standard output to a reader that has left."""
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as output:
        monkeypatch.setattr(sys, "stdout", output)
        yield


@pytest.mark.usefixtures("unread")
def test_words_that_nobody_reads_any_more_end_nothing() -> None:
    say("first")
    say("second")
    print("and what is left when the program ends", flush=True)
