"""`python -m models cifar10`: what it refuses in one line, and what a run takes over from its checkpoint."""

from __future__ import annotations

import io
import signal
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import save_file
from torch import nn

from models.__main__ import main
from models.training import classifier_command
from models.training.cifar10 import SIDE
from models.training.classifier import Classifier
from models.training.classifier_choice import Choice, kept_in
from models.training.classifier_run import Run
from models.training.classifier_schedule import SCHEDULES, WEIGHT_DECAYS, side_at
from models.training.run_folder import folder_of_one_run
from models.vgg import VGG, VGG16, Architecture
from tests.models.training.conftest import SHORT, TINY, tiny

ONE = Architecture(name="one", blocks=((64,), (4,), (4,), (4,), (4,)))  # its first convolution is a VGG's


def zipped(file: Path, classes: tuple[str, str]) -> None:
    with zipfile.ZipFile(file, "w") as out:
        for place in range(8):
            stream = io.BytesIO()
            Image.fromarray(np.full((32, 32, 3), 30 * place, dtype=np.uint8)).save(stream, "PNG")
            out.writestr(f"{('train', 'test')[place % 2]}/{classes[place // 4]}/{place}.png", stream.getvalue())


@pytest.fixture
def words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the command's flags for a few pictures and a network that is trained in no time."""
    zipped(tmp_path / "cifar.zip", ("cat", "ship"))
    monkeypatch.setattr(classifier_command, "Classifier", lambda classes: Classifier(classes, TINY, hidden=8))
    monkeypatch.setitem(SCHEDULES, "short", SHORT)
    return ["cifar10", "--data", str(tmp_path / "cifar.zip"), "--folder", str(tmp_path / "run")]


def sides(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return what will list the sides of the pictures that classifiers are shown."""
    seen: list[int] = []
    forward = Classifier.forward
    noted = lambda self, images: (seen.append(images.shape[-1]), forward(self, images))[1]  # noqa: E731
    monkeypatch.setattr(Classifier, "forward", noted)
    return seen


def refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """Return the one line in which a command is refused."""
    capsys.readouterr()
    assert main(words) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    return told


@pytest.mark.parametrize("damage", [lambda whole: whole[:5000], lambda whole: b"", lambda whole: b"no checkpoint"])
def test_damaged_checkpoint_is_refused_in_one_line(words, tmp_path, capsys, damage) -> None:
    assert main([*words, "--side", "16"]) == 0
    file = tmp_path / "run" / "checkpoint.pt"
    file.write_bytes(damage(file.read_bytes()))
    capsys.readouterr()
    assert main(words) == 2
    told = capsys.readouterr().err
    assert f"{file} is no readable checkpoint" in told
    assert "delete it to begin anew" in told
    assert told.count("\n") == 1


@pytest.mark.parametrize("flags", [[], ["--evaluate"]])
def test_checkpoint_of_a_network_with_a_fifth_pooling_is_refused_in_one_line(words, tmp_path, capsys, flags) -> None:
    """Earlier versions pooled the last maps to one place, so the first dense layer had a quarter of the inputs."""
    older = tiny()
    older.head[0] = nn.Linear(8, 8)
    (tmp_path / "run").mkdir()
    Run(older, SHORT, weight_decay=WEIGHT_DECAYS["short"], choice=Choice()).save(tmp_path / "run" / "checkpoint.pt")
    assert "is of another network than this run trains, or than this version builds" in refused(
        [*words, *flags], capsys
    )


@pytest.mark.parametrize("flags", [[], ["--evaluate"]])
def test_pictures_of_as_many_other_classes_are_refused(words, tmp_path, capsys, flags) -> None:
    assert main(words) == 0
    zipped(tmp_path / "cifar.zip", ("cat", "frog"))
    told = refused([*words, *flags], capsys)
    assert "only one of both has frog, ship; name another folder, or give the pictures that it was trained on" in told


def test_what_a_later_version_asked_for_is_refused(words, tmp_path, capsys) -> None:
    assert main(words) == 0
    file = tmp_path / "run" / "checkpoint.pt"
    state = torch.load(file, weights_only=True)
    torch.save({**state, "choice": {**state["choice"], "warmth": 1}}, file)
    assert "keeps warmth, which this version does not know" in refused(words, capsys)


def test_folder_of_another_run_is_evaluated_and_not_trained_in(words, tmp_path, capsys) -> None:
    assert main(words) == 0
    with folder_of_one_run(tmp_path / "run"):
        assert "Another training (process " in refused(words, capsys)
        assert main([*words, "--evaluate"]) == 0


def test_folder_that_cannot_be_written_is_refused_before_the_pictures_are_read(words, tmp_path, capsys) -> None:
    (tmp_path / "run").write_text("no folder")
    (tmp_path / "cifar.zip").unlink()
    assert str(tmp_path / "run") in refused(words, capsys)


def test_disk_without_room_for_a_checkpoint_is_refused_before_the_first_step(words, tmp_path, capsys) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "checkpoint.part").symlink_to("/dev/full")
    assert "checkpoint.pt could not be written" in refused(words, capsys)
    assert not (tmp_path / "run" / "curves.csv").exists()


def test_curves_that_cannot_be_written_are_refused_before_the_first_step(words, tmp_path, capsys) -> None:
    (tmp_path / "run" / "curves.csv").mkdir(parents=True)
    assert "curves.csv" in refused(words, capsys)
    assert not (tmp_path / "run" / "checkpoint.pt").exists()


def test_weights_of_which_nothing_fits_are_refused(words, tmp_path, capsys) -> None:
    assert "No convolution of quick is as wide" in refused([*words, "--weights", "quick"], capsys)
    assert not (tmp_path / "run" / "checkpoint.pt").exists()


def test_file_of_weights_is_taken_for_what_it_says_it_is(words, tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setattr(classifier_command, "Classifier", lambda classes: Classifier(classes, ONE, hidden=8))
    tensors = VGG(VGG16, ("relu3_3",)).state_dict()
    save_file(tensors, tmp_path / "tuned.safetensors", {"network": "vgg16", "description": "a tuned VGG-16"})
    assert main([*words, "--weights", str(tmp_path / "tuned.safetensors")]) == 0
    assert "1 convolutions start from a tuned VGG-16" in capsys.readouterr().out


def test_bar_is_drawn_on_terminals_alone(words, capsys) -> None:
    assert main(words) == 0
    told = capsys.readouterr()
    assert "epoch 1: loss" in told.out
    assert "step/s" not in told.err


@pytest.mark.parametrize(("flags", "side"), [(["--side", "16"], 16), (["--grow"], 32)])
def test_run_is_evaluated_at_the_side_that_it_ended_with(words, monkeypatch, flags, side) -> None:
    assert main([*words, *flags]) == 0
    seen = sides(monkeypatch)
    assert main([*words, "--evaluate"]) == 0
    assert main([*words, *flags, "--evaluate"]) == 0
    assert set(seen) == {side}


def test_growing_run_that_was_stopped_is_evaluated_at_the_side_that_it_was_trained_at(words, monkeypatch) -> None:
    def interrupted(*step):
        signal.raise_signal(signal.SIGINT)
        return made(*step)

    made = Run._step
    monkeypatch.setattr(Run, "_step", interrupted)
    assert main(words) == 0
    seen = sides(monkeypatch)
    assert main([*words, "--evaluate"]) == 0
    assert set(seen) == {side_at(0.0)} != {SIDE}


def test_every_form_of_pictures_is_offered(capsys) -> None:
    with pytest.raises(SystemExit):
        main(["cifar10", "--help"])
    assert "its folder, or a zip or folder of train/CLASS/picture.jpg and" in " ".join(capsys.readouterr().out.split())


def test_command_that_does_not_fit_the_run_is_refused_in_one_line(words, capsys) -> None:
    assert main([*words, "--side", "16"]) == 0
    capsys.readouterr()
    assert main([*words, "--weights", "builtin"]) == 2
    told = capsys.readouterr()
    assert "start from" not in told.out + told.err
    assert told.err.count("\n") == 1
    assert "--folder" in told.err


def test_older_checkpoint_is_read_as_the_flags_say(words, tmp_path, monkeypatch) -> None:
    (tmp_path / "run").mkdir()
    Run(tiny(), SHORT, weight_decay=1e-4).save(tmp_path / "run" / "checkpoint.pt")
    assert kept_in(tmp_path / "run" / "checkpoint.pt") is None
    seen = sides(monkeypatch)
    assert [main([*words, "--evaluate", *flags]) for flags in ([], ["--side", "16"], ["--grow"])] == [0, 0, 0]
    assert seen == [32, 16, 32]
