"""Flags that would do nothing, twice or for ever are refused in one line that says what to do."""

from __future__ import annotations

import argparse
import io
import sys
from pathlib import Path

import pytest
import torch
from PIL import Image

from engine.__main__ import main
from engine.commands.recipe_flags import print_round
from engine.commands.refusals import answered
from engine.errors import EngineError
from engine.request import Round


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with a photo and a style, where no network can be had."""

    def begun(_choice: object) -> None:
        raise EngineError("painting would begin")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("engine.painting.painter.Painter", begun)
    for name in ("photo.png", "style.png"):
        Image.new("RGB", (64, 64), (200, 120, 40)).save(name)


def said_to(words: str, capsys: pytest.CaptureFixture[str]) -> str:
    """Return the one line that a refused painting is answered with."""
    assert main(["stylize", "photo.png", "style.png", "-o", "out.png", "--quiet", *words.split()]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    return said


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        ("--blend 40", "--strength"),
        ("--recipe keras-vgg16 --edge-size 256", "--schedule EDGE:EVALUATIONS"),
        ("--recipe chollet-vgg19 --edge-size 400", "--schedule EDGE:EVALUATIONS"),
        ("--recipe keras-vgg16 --edge-size 256 --schedule 128:3", "leave --edge-size"),
        ("--recipe cs231n --edge-size 256 --schedule 128:3", "leave --edge-size"),
        ("--recipe anishathalye --content-layers relu4_2:0.5,relu5_2:0.5 --content-blend 0.3", "or --content-blend"),
    ],
)
def test_flag_that_would_do_nothing_is_refused(words: str, remedy: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert remedy in said_to(words, capsys)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    "words",
    [
        "--recipe keras-vgg16 --edge-size 256 --schedule 256:3",
        "--recipe keras-vgg16 --schedule 256:3",
        "--recipe cs231n --edge-size 256",
        "--recipe anishathalye --content-layers relu4_2,relu5_2 --content-blend 0.3",
        "--edge-size 256 --schedule 128:3,256:3",
    ],
)
def test_flags_that_agree_are_taken_together(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert "painting would begin" in said_to(words, capsys)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        ("--keep-colors luma", "luminance"),
        ("--stroke huge", "medium"),
        ("--faces x", "protect"),
        ("--until-change -1 --save-every 2", "above 0"),
        ("--until-change 0 --save-every 2", "above 0"),
        ("--until-change nan --save-every 2", "above 0"),
        ("--recipe cs231n --content-layers relu4_2,relu4_2", "names relu4_2 twice"),
        ("--recipe cs231n --style-layers relu1_1:2,relu2_1:1,relu1_1:3", "names relu1_1 twice"),
    ],
)
def test_flag_that_cannot_be_read_says_what_can(words: str, remedy: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        said_to(words, capsys)
    said = capsys.readouterr().err
    assert (caught.value.code, said.count("\n")) == (2, 1)
    assert remedy in said


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("words", "bound"),
    [
        ("--recipe cs231n --rounds 1000000000", "from 1 to 100000"),
        ("--recipe cs231n --schedule 128:1000000000", "at most 1000000 evaluations"),
    ],
)
def test_descent_that_would_not_end_in_weeks_is_refused(
    words: str, bound: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before all of its rounds are listed."""
    assert bound in said_to(words, capsys)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("save_every", ["", " --save-every 3"])
def test_series_is_to_leave_until_change_whatever_it_comes_with(
    save_every: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = f"stylize photo.png style.png style.png -o out.mp4 --series 5 --until-change 1{save_every}"
    assert main(words.split()) == 2
    said = capsys.readouterr().err
    assert "leave --blend, --save-every, --until-change" in said


@pytest.mark.parametrize("flag", ["--device cuda", "--dtype bfloat16"])
def test_export_offers_no_device_for_it_compares_on_one(flag: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["export", *flag.split()])
    assert "unrecognized arguments" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["bench", "stylize photo.png style.png -o out.png --quiet"])
@pytest.mark.usefixtures("folder")
def test_file_that_may_not_be_had_takes_one_line(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def denied(_choice: object) -> None:
        raise PermissionError(13, "Permission denied", "own.pth")

    monkeypatch.setattr("engine.painting.painter.Painter", denied)
    assert main(command.split()) == 2
    assert capsys.readouterr().err == "own.pth: Permission denied\n"


def exhausted(*_choice: object) -> None:
    """Do as torch does where the memory of a GPU is taken by others."""
    raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 MiB")


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    "command", ["bench", "export", "neurons --grid -o a.png", "stylize photo.png style.png -o out.png --quiet"]
)
def test_memory_that_runs_out_before_a_painting_takes_one_line(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for user in ("painter.Painter", "painter.Workshop", "workshop.Workshop"):
        monkeypatch.setattr(f"engine.painting.{user}", exhausted)
    assert main(command.split()) == 2
    assert capsys.readouterr().err.startswith("The memory ran out on ")


@pytest.mark.parametrize(("device", "way"), [("auto", ", or choose --device cpu."), ("cpu", "; end other programs.")])
def test_processor_is_offered_to_who_runs_out_of_a_gpus_memory(
    device: str, way: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert answered(exhausted, argparse.Namespace(device=device)) == 2
    assert capsys.readouterr().err.strip().endswith(way)


def test_fault_that_is_not_of_the_memory_is_not_answered_as_one() -> None:
    def broken(_flags: argparse.Namespace) -> None:
        raise RuntimeError("no kernel image is available")

    with pytest.raises(RuntimeError, match="no kernel image"):
        answered(broken, argparse.Namespace())


class Unread(io.StringIO):
    """Standard output whose reader has left, as `head -1` does."""

    def flush(self) -> None:
        raise BrokenPipeError(32, "Broken pipe")


def test_painting_goes_on_where_nobody_reads_its_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", Unread())
    for number in (1, 2):
        print_round(Round(number=number, evaluations=20 * number, content=1.0, style=2.0, variation=3.0))


def test_round_is_printed_with_its_loss_by_part_and_their_sum(capsys: pytest.CaptureFixture[str]) -> None:
    print_round(Round(number=2, evaluations=40, content=1.5, style=20.25, variation=0.125))
    told = "round 2 (40 evaluations): content 1.5, style 20.25, variation 0.125, total 21.88\n"
    assert capsys.readouterr().out == told
