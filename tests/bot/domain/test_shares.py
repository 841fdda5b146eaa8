"""What people write after /strength and /blend."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.shares import equal_shares, in_per_cent, parse_mix, parse_shares, parse_strength
from bot.errors import BadParameter, NotANumber, NothingToShare, OutOfRange, WrongCount


@pytest.mark.parametrize(
    ("words", "strength"),
    [
        ("70", 70),
        ("70%", 70),
        ("70 %", 70),
        ("0.7", 70),
        ("0,7", 70),
        (".5", 50),
        ("７０", 70),
        ("７０％", 70),
        ("0.7%", 0.7),
        ("0", 0),
        ("1", 1),
        ("100", 100),
        ("62.5", 62.5),
    ],
)
def test_strength_is_understood(words: str, strength: float) -> None:
    assert parse_strength(words) == pytest.approx(strength)


@pytest.mark.parametrize("words", ["140", "-5", "−5", "100.1", "99999999999"])
def test_strength_outside_its_range_is_refused(words: str) -> None:
    with pytest.raises(OutOfRange):
        parse_strength(words)


@pytest.mark.parametrize("words", ["abc", "nan", "inf", "1e2", "70 30", "", "seventy", "0x10", "5;drop"])
def test_strength_that_is_no_number_is_refused(words: str) -> None:
    with pytest.raises(NotANumber):
        parse_strength(words)


@pytest.mark.parametrize(
    "words",
    ["70 30", "0.7", "70%", "70", "7:3", "70,30", "70，30", "７０ ３０", "70%, 30%", "70/30", "0,7 0,3", "140 60"],
)
def test_two_shares_are_understood(words: str) -> None:
    assert parse_shares(words, styles=2) == pytest.approx((0.7, 0.3))


def test_shares_of_three_are_in_the_order_of_the_words() -> None:
    assert parse_shares("3:1:0", styles=3) == pytest.approx((0.75, 0.25, 0.0))


def test_one_number_of_two_styles_is_the_share_of_the_first() -> None:
    assert parse_shares("0", styles=2) == (0.0, 1.0)


def test_the_wrong_count_says_how_many_were_given_and_needed() -> None:
    with pytest.raises(WrongCount) as refusal:
        parse_shares("50 30 20", styles=2)
    assert (refusal.value.count, refusal.value.styles) == (3, 2)


def test_zeros_only_are_refused() -> None:
    with pytest.raises(NothingToShare):
        parse_shares("0 0", styles=2)


@pytest.mark.parametrize(("words", "share"), [("40", 0.4), ("0.4", 0.4), ("40%", 0.4), ("2:3", 0.4), ("100", 1.0)])
def test_a_mix_is_the_share_of_the_painting(words: str, share: float) -> None:
    assert parse_mix(words) == pytest.approx(share)


def test_a_mix_of_three_numbers_is_refused() -> None:
    with pytest.raises(WrongCount):
        parse_mix("1 2 3")


def test_a_long_word_is_shortened_in_the_refusal() -> None:
    with pytest.raises(NotANumber) as refusal:
        parse_strength("x" * 5000)
    assert len(refusal.value.got) <= 40


@given(st.text(max_size=60), st.integers(1, 5))
def test_any_words_give_shares_or_a_named_refusal(words: str, styles: int) -> None:
    try:
        shares = parse_shares(words, styles)
    except BadParameter:
        return
    assert len(shares) == styles
    assert sum(shares) == pytest.approx(1)


@given(st.lists(st.floats(0, 1000), min_size=1, max_size=5).filter(lambda values: sum(values) > 1e-6))
def test_per_cents_add_up_to_a_hundred(shares: list[float]) -> None:
    assert sum(in_per_cent(shares)) == 100


def test_equal_shares_add_up() -> None:
    assert in_per_cent(equal_shares(3)) == (34, 33, 33)
