"""`python -m models train` and `pupil`: what is refused in one line, and what Ctrl-C leaves."""

import csv
import re
import signal
import zipfile
from dataclasses import asdict, replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from safetensors.torch import save_file

from models import registry
from models.__main__ import main as models_main
from models.errors import UnusableData
from models.stopping import INTERRUPTED
from models.training import __main__ as command
from models.training import checkpoints, pupil
from models.training.caltech import Corpus
from models.training.plan import Plan
from models.training.run_folder import folder_of_one_run
from models.training.trainer import Trainer
from models.vgg import VGG, VGG19
from models.weights import Weights
from tests.models.training.conftest import PLAN, TINY, drawn_picture


@pytest.fixture
def words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the command's flags for a few pictures and a network that is trained in no time."""
    with zipfile.ZipFile(tmp_path / "drawn.zip", "w") as archive:
        for number in range(24):
            archive.writestr(f"class{number % 2}/picture{number}.png", drawn_picture(number))

    def tiny(plan: Plan, corpus: Corpus, _device: str) -> Trainer:
        return Trainer(replace(PLAN, seed=plan.seed), corpus, architecture=TINY)

    monkeypatch.setattr(command, "Trainer", tiny)
    return ["--data", str(tmp_path / "drawn.zip"), "--checkpoints", str(tmp_path / "run")]


def refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """Return the line in which the command is refused."""
    capsys.readouterr()
    assert command.main(words) == 2
    return capsys.readouterr().err.splitlines()[-1]


@pytest.mark.parametrize("word", ["train", "pupil"])
@pytest.mark.parametrize(
    ("given", "said"), [([], "none was given"), (["--data", "nowhere.zip"], "nowhere.zip does not exist")]
)
def test_training_without_pictures_says_in_a_line_what_is_missing(
    tmp_path, capsys, monkeypatch, word, given, said
) -> None:
    monkeypatch.delenv("CALTECH101", raising=False)
    monkeypatch.chdir(tmp_path)
    assert models_main([word, *given, "--export", "new/quick.safetensors"]) == 2
    told = capsys.readouterr().err
    assert told.startswith(f"python -m models {word}: Training needs the Caltech-101 pictures as a zip ({said})")
    assert "--data caltech101-96px.zip" in told
    assert told.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("main", [command.main, pupil.main])
def test_weights_are_not_written_where_they_cannot_be_loaded_from(words, tmp_path, capsys, main) -> None:
    with pytest.raises(SystemExit):
        main([*words, "--export", str(tmp_path / "trained.pth")])
    assert "is not a .safetensors file" in capsys.readouterr().err
    assert not (tmp_path / "trained.pth").exists()


def test_export_without_a_checkpoint_leaves_the_file_as_it_is(words, tmp_path, capsys) -> None:
    (tmp_path / "trained.safetensors").write_text("weights of hours")
    told = refused([*words, "--export", str(tmp_path / "trained.safetensors")], capsys)
    assert "checkpoint.pt is not there: train first, or name the run's folder with --checkpoints" in told
    assert (tmp_path / "trained.safetensors").read_text() == "weights of hours"


@pytest.mark.parametrize("content", [b"no zip", b""])
def test_what_is_no_zip_is_refused(words, tmp_path, capsys, content) -> None:
    (tmp_path / "drawn.zip").write_bytes(content)
    assert "is no zip, or a damaged one" in refused(words, capsys)


def test_zip_of_a_picture_that_cannot_be_read_and_one_of_none_are_refused(words, tmp_path, capsys) -> None:
    for name, told in (("cat/odd.png", "cat/odd.png cannot be read as a picture"), ("notes.txt", "holds no picture")):
        with zipfile.ZipFile(tmp_path / "drawn.zip", "w") as archive:
            archive.writestr(name, b"no picture")
        assert told in refused(words, capsys)


def test_ctrl_c_keeps_the_last_step_and_the_same_command_goes_on(words, tmp_path, monkeypatch, capsys) -> None:
    advance = Trainer.advance

    def interrupted(trainer: Trainer) -> dict[str, float]:
        if trainer.progress.step == 2:
            signal.raise_signal(signal.SIGINT)
        return advance(trainer)

    monkeypatch.setattr(Trainer, "advance", interrupted)
    assert command.main(words) == 0
    assert "Stopped; the same command carries on" in capsys.readouterr().out
    assert command.main([*words, "--steps", "3"]) == 0
    assert "The schedule is done" in capsys.readouterr().out
    assert [command.main(words), command.main(words)] == [0, 0]
    assert capsys.readouterr().out.count("The schedule is done") == 1  # the first one trains what is left


def test_ctrl_c_before_the_first_step_ends_without_a_word(words, tmp_path, monkeypatch, capsys) -> None:
    def interrupted(*_words):
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "open_corpus", interrupted)
    monkeypatch.setattr(pupil, "open_corpus", interrupted)
    assert command.main(words) == INTERRUPTED
    assert pupil.main([*words, "--export", str(tmp_path / "quick.safetensors")]) == INTERRUPTED
    assert capsys.readouterr().err == ""
    assert not (tmp_path / "quick.safetensors").exists()


def test_folder_of_another_run_is_refused(words, tmp_path, capsys) -> None:
    with folder_of_one_run(tmp_path / "run"):
        assert "Another training (process " in refused(words, capsys)


def test_pupils_output_is_proven_before_the_lesson(words, tmp_path, capsys) -> None:
    """And its folder is made; the pictures, which are none here, are opened after that."""
    (tmp_path / "drawn.zip").write_bytes(b"no zip")
    assert pupil.main([*words, "--export", str(tmp_path / "new" / "quick.safetensors")]) == 2
    assert "is no zip" in capsys.readouterr().err
    assert (tmp_path / "new").is_dir()
    (tmp_path / "new" / "folder.safetensors").mkdir()
    assert pupil.main([*words, "--export", str(tmp_path / "new" / "folder.safetensors")]) == 2
    assert "Is a directory" in capsys.readouterr().err


def test_weights_that_are_read_are_not_written_over(words, tmp_path, capsys) -> None:
    """The pictures, which are none here, are opened after that."""
    read = tmp_path / "read.safetensors"
    read.write_text("weights of hours")
    (tmp_path / "drawn.zip").write_bytes(b"no zip")
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "checkpoint.pt").touch()
    onto_it = [*words, "--export", str(read)]
    part = tmp_path / "other.safetensors.part"
    part.write_text("pictures of somebody")
    onto_part = [*words, "--data", str(part), "--export", str(tmp_path / "other.safetensors")]
    assert "other.safetensors.part is read, and would be written over" in refused(onto_part, capsys)
    assert pupil.main([*onto_it, "--teacher", str(read)]) == 2
    assert "is read, and would be written over" in capsys.readouterr().err


@pytest.mark.parametrize("main", [command.main, pupil.main])
def test_commands_of_the_help_write_no_file_of_the_projects(main, words, tmp_path, monkeypatch, capsys) -> None:
    """A stand-in for the shipped file: a guard that fails may not cost it."""
    monkeypatch.setattr(registry, "BUILTIN_FILE", tmp_path / "builtin" / "vgg19.safetensors")
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "checkpoint.pt").touch()
    with pytest.raises(SystemExit):
        main(["--help"])
    (named,) = re.findall(r"--data.* --export (\S+)", capsys.readouterr().out)
    assert named == "mine.safetensors"
    assert main([*words, "--export", str(registry.BUILTIN_FILE)]) == 2
    assert "is one of the project's own" in capsys.readouterr().err


def under_way(words: list[str], tmp_path: Path) -> Trainer:
    """Train for a step, keep it and return what goes on from there."""
    trainer = command._trainer(command.parse(words))
    trainer.advance()
    trainer.save(tmp_path / "run" / "checkpoint.pt")
    return command._trainer(command.parse(words))


def test_run_goes_on_with_the_seed_that_it_began_with(words, tmp_path, capsys) -> None:
    assert under_way([*words, "--seed", "5"], tmp_path).plan.seed == 5
    assert command.main([*words, "--steps", "3"]) == 0
    assert "The run goes on after step 1." in capsys.readouterr().out
    assert command._trainer(command.parse(words)).plan.seed == 5
    assert "The run goes on with seed 5, not 6; leave the flag out" in refused([*words, "--seed", "6"], capsys)


def test_older_checkpoint_goes_on_with_the_seed_that_is_given(words, tmp_path, capsys) -> None:
    last = under_way(words, tmp_path)
    file = tmp_path / "run" / "checkpoint.pt"
    checkpoints.write(file, last.network, last.optimizer, {"progress": asdict(last.progress)})
    gone_on = command._trainer(command.parse([*words, "--seed", "6", "--start", "a.safetensors"]))
    assert (gone_on.plan.seed, gone_on.start_sha256, gone_on.progress.step) == (6, None, 1)


def test_run_goes_on_from_what_it_began_with_and_from_nothing_else(words, monkeypatch, tmp_path, capsys) -> None:
    """By what the file holds: its name may be another one, and the same name's content, too."""
    held = {"a.safetensors": "aa", "copies/a.safetensors": "aa", "b.safetensors": "bb"}
    facts = {"preprocessing": "torchvision", "description": "", "last_layer": "pool5"}
    given = Weights(name="given", architecture=TINY, tensors={}, sha256="", **facts)
    monkeypatch.setattr(command, "load", lambda _name, file: replace(given, sha256=held[str(file)]))
    monkeypatch.setattr(command, "warm_start", lambda *_words: None)
    begun = [*words, "--start", "a.safetensors"]
    assert under_way(begun, tmp_path).start == "a.safetensors"
    assert command.main([*words, "--start", "copies/a.safetensors"]) == 0
    told = refused([*words, "--start", "b.safetensors"], capsys)
    assert "began with a.safetensors, not b.safetensors; leave the flag out, or name another folder" in told
    held["a.safetensors"] = "cc"
    assert "began with a.safetensors, not what it holds now" in refused(begun, capsys)


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"preprocessing": "caffe"}, "reads its pictures as caffe, trainings read theirs as torchvision; give a vgg19"),
        ({}, "ends with relu2_1, and the training needs its layers through"),
    ],
)
def test_weights_that_mislead_a_training_or_end_too_early_are_refused(words, tmp_path, capsys, facts, told) -> None:
    file, out = tmp_path / "given.safetensors", tmp_path / "pupil.safetensors"
    save_file(VGG(VGG19, ("relu2_1",)).state_dict(), file, facts)
    assert f"{file} {told}" in refused([*words, "--start", str(file)], capsys)
    assert pupil.main([*words, "--teacher", str(file), "--export", str(out)]) == 2
    assert f"{file} {told}" in capsys.readouterr().err
    assert not out.exists()


def test_run_that_is_begun_anew_begins_its_log_anew(words, tmp_path) -> None:
    """As the refusal of a damaged checkpoint advises: by deleting it."""
    for _ in range(2):
        assert command.main([*words, "--steps", "2"]) == 0
        (tmp_path / "run" / "checkpoint.pt").unlink()
    rows = csv.DictReader((tmp_path / "run" / "log.csv").read_text().splitlines())
    assert [row["step"] for row in rows] == ["2"]


def test_flags_that_would_do_nothing_are_refused(words, tmp_path, capsys) -> None:
    with pytest.raises(SystemExit):
        command.main([*words, "--steps", "2", "--minutes", "3"])
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "checkpoint.pt").touch()
    onto = ["--export", str(tmp_path / "mine.safetensors")]
    assert "--export trains nothing" in refused([*words, *onto, "--steps", "9"], capsys)


def test_fewer_pictures_than_a_batch_takes_are_refused(corpus: Corpus) -> None:
    told = f"There are {(~corpus.held_out).sum()} pictures to train on; give at least 32"
    with pytest.raises(UnusableData, match=told):
        Trainer(Plan(), corpus, architecture=TINY)


def test_training_whose_bars_nobody_reads_goes_on_to_its_end(words, tmp_path, unread, monkeypatch) -> None:
    """As of `python -m models train 2>&1 | head -1`."""
    monkeypatch.setattr("sys.stderr", unread)
    assert command.main([*words, "--steps", "2"]) == 0
    assert (tmp_path / "run" / "checkpoint.pt").exists()
    taught = SimpleNamespace(lesson=pupil.Lesson(), step=1, advance=lambda _rate: 0.5)
    assert pupil.teach(taught, minutes=1e-9) == 0.5
