"""engine.options.style_options: options out of range, and experiments on their way through JSON."""

import json

import pytest

from engine.errors import InvalidOption
from engine.options.experiment_choice import ExperimentChoice, ExperimentKind
from engine.options.style_options import MAX_SEED, StyleOptions


@pytest.mark.parametrize("seed", [-1, MAX_SEED + 1])
def test_seed_out_of_range_is_refused(seed: int) -> None:
    with pytest.raises(InvalidOption, match=rf"The seed is {seed}; give a whole number from 0"):
        StyleOptions(seed=seed)


@pytest.mark.parametrize("seed", [0, MAX_SEED])
def test_first_and_last_seed_are_taken(seed: int) -> None:
    assert StyleOptions.from_json(StyleOptions(seed=seed).to_json()).seed == seed


def test_options_without_an_experiment_are_written_as_before_there_were_any() -> None:
    assert "experiment" not in StyleOptions().to_json()


@pytest.mark.parametrize(
    "choice",
    [
        ExperimentChoice(kind=ExperimentKind.DREAM),
        ExperimentChoice(kind=ExperimentKind.NEURONS, layer="relu3_1", neuron=17),
    ],
)
def test_experiment_comes_back_from_json_as_it_was_written(choice: ExperimentChoice) -> None:
    options = StyleOptions(experiment=choice, seed=3)
    assert StyleOptions.from_json(json.loads(json.dumps(options.to_json()))) == options
