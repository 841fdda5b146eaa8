"""engine.request: options out of range."""

import pytest

from engine.errors import InvalidOption
from engine.request import MAX_SEED, StyleOptions


@pytest.mark.parametrize("seed", [-1, MAX_SEED + 1])
def test_seed_out_of_range_is_refused(seed: int) -> None:
    with pytest.raises(InvalidOption, match=rf"The seed is {seed}; give a whole number from 0"):
        StyleOptions(seed=seed)


@pytest.mark.parametrize("seed", [0, MAX_SEED])
def test_first_and_last_seed_are_taken(seed: int) -> None:
    assert StyleOptions.from_json(StyleOptions(seed=seed).to_json()).seed == seed
