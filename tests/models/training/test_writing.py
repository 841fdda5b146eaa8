"""What trainings write and say: proven first, told in a line where it fails, and not ended by who stops listening."""

import os
from pathlib import Path
from typing import TextIO

import pytest
import torch
from safetensors.torch import load_file

from models.errors import WriteFailed
from models.registry import BUILTIN_FILE, ENTRIES
from models.training.run_folder import folder_of_one_run
from models.training.saying import say
from models.training.writing import check_output, check_weights, write_weights
from tests.support.room import room_for


def test_proving_an_output_leaves_it_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "old").write_text("weights")
    check_output(tmp_path / "new")
    check_output(tmp_path / "old")
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("old", "weights")]


@pytest.mark.parametrize("name", [".", "no folder/new"])
def test_output_that_cannot_be_written_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(OSError, match=str(tmp_path)):
        check_output(tmp_path / name)


def test_file_that_is_read_is_refused_whatever_it_is_called(tmp_path: Path) -> None:
    (tmp_path / "read").write_text("weights")
    (tmp_path / "link").symlink_to("read")
    check_output(tmp_path / "new", [tmp_path / "read", tmp_path / "none", None])
    with pytest.raises(WriteFailed, match="link is read, and would be written over"):
        check_output(tmp_path / "link", [None, tmp_path / "read"])
    assert (tmp_path / "read").read_text() == "weights"


def test_project_keeps_the_weights_that_it_knows_by_their_hash(tmp_path: Path) -> None:
    (tmp_path / "link.safetensors").symlink_to(BUILTIN_FILE)
    for file in (ENTRIES["quick"].path, tmp_path / "link.safetensors"):
        with pytest.raises(WriteFailed, match="one of the project's own"):
            check_weights(file)
    check_weights(tmp_path / "mine.safetensors")


def test_weights_are_readable_as_any_new_file_of_this_user(tmp_path: Path) -> None:
    (tmp_path / "any").touch()
    write_weights(tmp_path / "some.safetensors", {"features.0.weight": torch.ones(9)}, {})
    assert (tmp_path / "some.safetensors").stat().st_mode == (tmp_path / "any").stat().st_mode


def test_link_to_weights_stays_one(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "link.safetensors").symlink_to("folder/some.safetensors")
    write_weights(tmp_path / "link.safetensors", {"features.0.weight": torch.ones(9)}, {})
    assert (tmp_path / "link.safetensors").is_symlink()
    assert load_file(tmp_path / "folder" / "some.safetensors")["features.0.weight"].tolist() == [1.0] * 9
    assert [file.name for file in (tmp_path / "folder").iterdir()] == ["some.safetensors"]


def test_weights_on_a_disk_without_room_are_refused(tmp_path: Path) -> None:
    with room_for(1024), pytest.raises(WriteFailed, match=r"some\.safetensors could not be written"):
        write_weights(tmp_path / "some.safetensors", {"features.0.weight": torch.zeros(999)}, {})
    assert list(tmp_path.iterdir()) == []


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


def test_words_that_nobody_reads_any_more_end_nothing(unread: TextIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", unread)
    say("first")
    say("second")
    print("and what is left when the program ends", flush=True)
