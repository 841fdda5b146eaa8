"""An experiment that was cut short goes on elsewhere, and comes out the same to the byte."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest

from engine.gallery import draw_scene
from engine.laboratory import dream, grid, neurons
from engine.laboratory.ascent import layers
from engine.laboratory.experiment import Asked, Shown
from engine.options.experiment_choice import ExperimentChoice, ExperimentKind
from engine.options.style_options import StyleOptions
from engine.painting.callbacks import Callbacks, encoding
from engine.painting.network_choice import NetworkChoice
from engine.painting.workshop import Workshop
from engine.request import Iterate
from engine.schedule.octaves import Growth, Octaves


class Case(NamedTuple):
    """An experiment, and how many parts it has."""

    shows: Callable[[Asked], Shown]
    parts: int


CASES = {
    "dream": Case(
        lambda asked: dream.dreamt(asked, draw_scene(96, 0), layers([("relu1_2", 1.0)]), Octaves(count=3, steps=2)), 3
    ),
    "neuron": Case(
        lambda asked: neurons.grown(asked, "relu2_1", {1: 1.0}, Growth(size=32, octaves=3, steps=2, blur=1.0)), 3
    ),
    "sheet of a layer": Case(lambda asked: grid.of_layer(asked, "relu1_1", sample=12, steps=1), 2),
    "sheet of all layers": Case(lambda asked: grid.grid(asked, sample=3, steps=1), 3),
}


class Killed(BaseException):
    """As kill -9: no code of the experiment's answers it."""


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    cache = tmp_path_factory.mktemp("cache")
    return Workshop(NetworkChoice(network="quick", device="cpu", dtype="float32", cache_dir=cache))


def asked(workshop: Workshop, callbacks: Callbacks | None = None, checkpoint: bytes | None = None) -> Asked:
    options = StyleOptions(edge_size=64, experiment=ExperimentChoice(kind=ExperimentKind.NEURONS))
    callbacks = callbacks or Callbacks()
    return Asked(workshop=workshop, seed=3, callbacks=callbacks, options=options, checkpoint=checkpoint)


def kept_by_one_that_is_killed(workshop: Workshop, case: Case, after: int) -> list[bytes]:
    """Return what an experiment had given away when its process ended within its last part."""
    kept: list[bytes] = []

    def on_iterate(iterate: Iterate) -> None:
        if iterate.evaluation == after:
            raise Killed

    callbacks = Callbacks(on_iterate=on_iterate, on_checkpoint=encoding(lambda encoded, _: kept.append(encoded)))
    with pytest.raises(Killed):
        case.shows(asked(workshop, callbacks))
    return kept


@pytest.mark.parametrize("name", CASES)
def test_experiment_killed_in_its_last_part_goes_on_and_is_the_same_to_the_byte(workshop: Workshop, name: str) -> None:
    case = CASES[name]
    whole = case.shows(asked(workshop))
    kept = kept_by_one_that_is_killed(workshop, case, after=whole.report["steps"])
    assert len(kept) == case.parts - 1
    for done, checkpoint in enumerate(kept, 1):
        again = case.shows(asked(workshop, checkpoint=checkpoint))
        assert again.image.tobytes() == whole.image.tobytes()
        assert again.report["parts_taken_up"] == done
        for fact in ("steps", "schedule", "neurons", "layers", "score", "began_as_the_ascent_says"):
            assert again.report.get(fact) == whole.report.get(fact)


def test_one_that_goes_on_tells_how_far_it_is_from_there(workshop: Workshop) -> None:
    case, seen = CASES["dream"], list[Iterate]()
    kept = kept_by_one_that_is_killed(workshop, case, after=6)
    case.shows(asked(workshop, Callbacks(on_iterate=seen.append), kept[0]))
    assert [(iterate.level, iterate.evaluation) for iterate in seen] == [(1, 3), (1, 4), (2, 5), (2, 6)]
    assert seen[-1].fraction == pytest.approx(1)


def test_one_that_goes_on_within_a_level_counts_what_was_made_of_it(workshop: Workshop) -> None:
    case, seen = CASES["sheet of a layer"], list[Iterate]()
    (kept,) = kept_by_one_that_is_killed(workshop, case, after=2)
    case.shows(asked(workshop, Callbacks(on_iterate=seen.append), kept))
    assert [(iterate.evaluation, iterate.fraction) for iterate in seen] == [(2, pytest.approx(1))]


def test_stopped_within_a_part_gives_no_checkpoint_of_it(workshop: Workshop) -> None:
    kept, told = list[int](), list[Iterate]()
    callbacks = Callbacks(
        on_iterate=told.append,
        should_stop=lambda: len(told) == 3,
        on_checkpoint=lambda checkpoint: kept.append(checkpoint.done),
    )
    assert CASES["dream"].shows(asked(workshop, callbacks)).report["stopped"]
    assert kept == [1]


def test_a_checkpoint_of_other_settings_is_not_taken_up(workshop: Workshop) -> None:
    kept = kept_by_one_that_is_killed(workshop, CASES["dream"], after=6)
    other = CASES["neuron"].shows(asked(workshop, checkpoint=kept[0]))
    assert "parts_taken_up" not in other.report
