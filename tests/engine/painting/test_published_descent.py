"""The rounds of a published recipe: where they end, and what is told of them."""

import json
import math
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from engine.descent.outcome import Ending
from engine.painting.callbacks import Callbacks
from engine.painting.course import Course
from engine.painting.plan import Plan
from engine.painting.published_descent import UNMOVED, PublishedDescent
from engine.recipes.published import CS231N, KERAS_VGG16
from engine.recipes.terms import Descent
from engine.schedule.cost import Cost
from engine.schedule.pyramid import Level, View

SIDE = 8  # px
RECIPE = replace(KERAS_VGG16, descent=Descent(kind="lbfgs", rounds=3, evaluations=5))


class Valley:
    """A loss that no five evaluations bring to its end: every pixel is weighed otherwise."""

    weights = torch.logspace(0, 4, 3 * SIDE * SIDE).view(1, 3, SIDE, SIDE)

    def __call__(self, picture):
        return (self.weights * picture.square()).sum()

    def parts(self, picture):
        return SimpleNamespace(content=self(picture), style=torch.tensor(torch.inf), variation=torch.tensor(0.0))


def run(recipe=RECIPE, loss=None, start=1.0, *, budget_s=None, **callbacks):
    """Return the course, the descent after it and the picture."""
    level = Level(views=(View(edge_size=SIDE, size=(SIDE, SIDE)),), evaluations=15)
    course = Course(SimpleNamespace(cost=Cost(view_s=0.01, pixel_s=1e-6)), Callbacks(**callbacks))
    course.begin(Plan(levels=(level,)))
    course.begin_level(0)
    course.notes["notes"] = []
    descent = PublishedDescent(recipe=recipe, course=course, limit_s=budget_s or math.inf)
    picture = descent.run(loss or Valley(), torch.full((1, 3, SIDE, SIDE), start))
    return course, descent, picture


def test_rounds_are_made_until_all_evaluations_are():
    course, _, _ = run()
    assert [made["evaluations"] for made in course.made] == [5, 5, 5]


def test_picture_that_settles_at_the_end_of_a_round_begins_no_other():
    course, descent, _ = run(on_picture=lambda evaluation, _draw: evaluation == 5)
    assert [made["evaluations"] for made in course.made] == [5]
    assert (descent.is_ended, course.is_stopped, len(course.notes["rounds"])) == (True, False, 1)


def test_stop_after_the_last_evaluation_of_a_round_begins_no_other():
    told = []
    course, descent, _ = run(on_iterate=lambda iterate: told.append(iterate), should_stop=lambda: len(told) == 10)
    assert [made["evaluations"] for made in course.made] == [5, 5]
    assert (descent.is_ended, course.is_stopped) == (True, True)


@pytest.mark.parametrize("budget_s", [1e-9, None])
def test_losses_that_are_not_finite_are_told_as_json_has_it(budget_s):
    """As where no evaluation was made, or a part of a round's loss overflows."""
    course, _, _ = run(budget_s=budget_s, should_stop=lambda: False)
    if budget_s:
        assert course.made[0]["ending"] == Ending.STOPPED
        assert (course.made[0]["evaluations"], course.made[0]["loss"], course.made[0]["first_loss"]) == (0, None, None)
    assert course.notes["rounds"][0]["style"] is None
    assert json.loads(json.dumps(course.report(), allow_nan=False))["levels"] == course.made


class Slide(Valley):
    """A loss without an end: the picture goes as far as it may."""

    def __init__(self, sign):
        self.sign = sign

    def __call__(self, picture):
        return self.sign * picture.sum()


@pytest.mark.parametrize("sign", [1, -1])
def test_cs231n_keeps_the_normalised_picture_within_one_and_a_half_deviations(sign):
    """clip_by_value(img, -1.5, 1.5), after torchvision's mean was subtracted and its deviation divided by."""
    _, _, picture = run(CS231N, Slide(sign), start=0.45)
    mean, deviation = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])
    expected = np.broadcast_to((mean - sign * 1.5 * deviation)[:, None, None], (1, 3, SIDE, SIDE))
    np.testing.assert_allclose(picture.numpy(), expected, rtol=0, atol=1e-6)


def test_what_the_budget_cut_is_noted_and_what_somebody_stopped_is_not():
    course, _, _ = run(budget_s=1e-9)
    assert course.notes["notes"] == ["Ended after its 1e-09 s, with 0 of 15 evaluations."]
    course, _, _ = run(budget_s=1e-9, should_stop=lambda: True)
    assert course.notes["notes"] == []
    course, _, _ = run(budget_s=1e9)
    assert (course.notes["notes"], course.evaluations) == ([], 15)


@pytest.mark.parametrize(("rate", "said"), [(100.0, [UNMOVED]), (1.0, [])])
def test_adam_whose_every_step_climbs_says_that_the_start_is_what_is_seen(rate, said):
    """From a hundredth beside the valley's floor; the rates are on 0..255."""
    adam = replace(RECIPE, descent=Descent(kind="adam", evaluations=15, rate=rate))
    course, _, picture = run(adam, start=0.01)
    assert course.notes["notes"] == said
    assert torch.equal(picture, torch.full_like(picture, 0.01)) == bool(said)
