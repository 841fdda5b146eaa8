"""engine.options.style_options: options out of range, and experiments on their way through JSON."""

import json
import math

import pytest

from engine.errors import InvalidOption
from engine.options.experiment_choice import ExperimentChoice, ExperimentKind
from engine.options.style_options import MAX_SEED, StyleOptions


@pytest.mark.parametrize("seed", [-1, MAX_SEED + 1])
def test_seed_out_of_range_is_refused(seed: int) -> None:
    with pytest.raises(InvalidOption, match=rf"The seed is {seed}; give a whole number from 0"):
        StyleOptions(seed=seed)


@pytest.mark.parametrize("shares", [(1e308, 1e308), (math.inf, 1.0), (math.nan, 1.0), (1.0, -0.5), (0.0, 0.0)])
def test_shares_that_cannot_be_shares_of_one_are_refused(shares: tuple[float, ...]) -> None:
    with pytest.raises(InvalidOption, match=r"The shares are .* of a finite sum"):
        StyleOptions(shares=shares)


def test_largest_shares_with_a_finite_sum_are_taken() -> None:
    assert StyleOptions(shares=(8e307, 8e307)).shares_for(2) == (0.5, 0.5)


@pytest.mark.parametrize("seed", [0, MAX_SEED])
def test_first_and_last_seed_are_taken(seed: int) -> None:
    assert StyleOptions.from_json(StyleOptions(seed=seed).to_json()).seed == seed


@pytest.mark.parametrize("seconds", [0, -1, math.nan, math.inf])
def test_times_that_are_no_seconds_are_refused(seconds: float) -> None:
    for name in ("budget", "limit"):
        with pytest.raises(InvalidOption, match=f"The {name} is .* above 0"):
            StyleOptions(**{f"{name}_s": seconds})


def test_painting_ends_after_the_shorter_of_both_times_or_never() -> None:
    given = [{}, {"budget_s": 9.0}, {"limit_s": 5.0}, {"budget_s": 9.0, "limit_s": 5.0}]
    assert [StyleOptions(**each).ends_s for each in given] == [math.inf, 9, 5, 5]


def test_limit_survives_json_and_is_written_only_where_there_is_one() -> None:
    assert StyleOptions.from_json(StyleOptions(limit_s=5.0).to_json()).limit_s == 5.0
    assert "limit_s" not in StyleOptions().to_json()


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
