"""What a run of the classifier was asked for stays with it: what differs is refused, what is left out is taken over."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
import torch

from models.errors import ModelsError, WeightsDamaged
from models.training import classifier_command
from models.training.classifier import Classifier
from models.training.classifier_choice import Choice, kept_in, settled
from models.training.classifier_run import Run
from models.training.classifier_schedule import GROWING, SCHEDULES, STEP_COSTS, Schedule, side_at, work_at
from tests.models.training.conftest import SHORT, TINY, tiny

KEPT = Choice(schedule="article", side=16, weights="builtin", weight_decay=3e-4, seed=5, minutes=80.0)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"schedule": "short"}, "--schedule short does not go with the run in here, which has --schedule article"),
        ({"side": 24}, "--side 24 .* --side 16"),
        ({"side": GROWING}, "--grow .* --side 16"),
        ({"weights": "vgg19"}, "--weights vgg19 .* --weights builtin"),
        ({"weight_decay": 1e-4}, "--weight-decay 0.0001 .* --weight-decay 0.0003"),
        ({"seed": 0}, "--seed 0 .* --seed 5"),
    ],
)
def test_what_a_run_was_not_asked_for_is_refused(asked, said) -> None:
    with pytest.raises(ModelsError, match=f"{said}; leave the flag out, or name another --folder"):
        settled(asked, KEPT, Path("here"))


def test_what_a_run_has_not_is_named_so() -> None:
    with pytest.raises(ModelsError, match=r"--weights builtin .* no --weights"):
        settled({"weights": "builtin"}, Choice(side=GROWING), Path())
    with pytest.raises(ModelsError, match=r"--side 16 .* --grow"):
        settled({"side": 16}, Choice(side=GROWING), Path())


def test_what_is_left_out_is_as_the_run_began() -> None:
    assert settled({"side": 16, "weights": None}, KEPT, Path()) == KEPT


def test_run_may_be_given_more_time() -> None:
    assert settled({"minutes": 114.0}, KEPT, Path()) == replace(KEPT, minutes=114.0)


def test_weight_decay_that_is_left_out_is_the_schedules() -> None:
    assert settled({"schedule": "article", "weight_decay": None}, None, Path()).weight_decay == 1e-4
    assert settled({}, None, Path()) == Choice()


@pytest.mark.parametrize(
    ("flags", "side"),
    [
        ([], GROWING),
        (["--no-grow"], 32),
        (["--schedule", "article"], 32),
        (["--schedule", "article", "--grow"], GROWING),
    ],
)
def test_pictures_of_the_short_schedule_grow_unless_told_otherwise(flags, side) -> None:
    asked = vars(classifier_command.parse(["--data", "x.zip", *flags]))
    asked = {each.name: asked[each.name] for each in fields(Choice)}
    assert settled(asked, None, Path()).side == side


def test_the_short_schedule_takes_at_most_two_and_a_half_hours() -> None:
    """By the steps that were measured on two threads; 391 of 128 pictures make an epoch."""
    assert Choice() == Choice(schedule="short", side=GROWING)
    step_s = np.mean([STEP_COSTS[side_at(place / 100)] for place in range(100)])
    assert SCHEDULES["short"].epochs * 391 * step_s <= 2.5 * 3600


def test_checkpoint_keeps_what_was_asked_for(tmp_path: Path) -> None:
    Run(tiny(), SHORT, weight_decay=1e-4, choice=KEPT).save(tmp_path / "checkpoint.pt")
    assert kept_in(tmp_path / "checkpoint.pt") == KEPT


def test_checkpoint_of_other_classes_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "checkpoint.pt"
    Run(tiny(), SHORT, weight_decay=1e-4).save(file)
    with pytest.raises(WeightsDamaged, match="is of another network"):
        Run(Classifier(3, TINY, hidden=8), SHORT, weight_decay=1e-4).resume(file)
    torch.save(tiny().state_dict(), file)
    with pytest.raises(WeightsDamaged, match="is no checkpoint of a training"):
        kept_in(file)


def test_growing_run_is_foretold_by_what_its_sides_cost() -> None:
    assert [work_at(share) for share in (0.0, 1.0)] == [0.0, 1.0]
    before_32 = 0.4 * 0.80
    assert work_at(0.4) == pytest.approx(before_32 / (before_32 + 0.6 * 0.95))
    growing = Run(tiny(), Schedule(epochs=10, rates=((0, 0.01),), batch=8), weight_decay=1e-4, side=None)
    growing.epoch, growing.spent_s = 4, 60 * before_32
    assert growing.minutes_left(steps=4) == pytest.approx(0.6 * 0.95)
