"""The words of a person to the engine's terms and back. Knows neither Telegram nor any sentence of a chat.

The only place where what follows /strength and /blend becomes numbers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from bot.errors import BadParameter, NotANumber, NothingToShare, OutOfRange, WrongCount
from engine.options.style_options import MAX_STYLES

_NUMBER = re.compile(r"(\d{1,6}(?:\.\d{0,6})?|\.\d{1,6})%?")
_DECIMAL_COMMA = re.compile(r"(?<![\d.,])0,(\d{1,6})(?![\d,])")  # "0,7" as most of Europe writes it
_BETWEEN = re.compile(r"[\s,:;/|、，：；]+")
SHARE_STEP = 0.1
_SHOWN = 40  # characters of a person's words that an answer repeats


def parse_strength(words: str) -> float:
    """Return the strength, 0..100, that the words say: "70", "70%", "0.7", "７０".

    Below 1 a number is a fraction, from 1 on per cent.

    Raises:
        NotANumber: The words are not one number.
        OutOfRange: The number is below 0 or above 100.
    """
    numbers = _numbers(words)
    if len(numbers) != 1:
        raise NotANumber(shown(words))
    return _per_cent(numbers[0], words)


def parse_shares(words: str, styles: int) -> tuple[float, ...]:
    """Return one share a style, summing to one: "70 30", "2:1", "70%, 30%", with two styles also "70" or "0.7".

    Raises:
        NotANumber: A word is not a number.
        WrongCount: There are not as many shares as styles.
        OutOfRange: The single number is above 100.
        NothingToShare: All shares are zero.
    """
    numbers = _numbers(words)
    if styles == 2 and len(numbers) == 1:
        first = _per_cent(numbers[0], words) / 100
        return (first, 1 - first)
    if len(numbers) != styles:
        raise WrongCount(shown(words), count=len(numbers), styles=styles)
    total = sum(numbers)
    if total <= 0:
        raise NothingToShare(shown(words))
    return tuple(number / total for number in numbers)


def fitting_shares(words: str, styles: int) -> tuple[float, ...] | None:
    """Return the shares that the words give so many styles; None for one style, and where they do not fit."""
    if not words or styles < 2:
        return None
    try:
        return parse_shares(words, styles)
    except BadParameter:
        return None


def parse_mix(words: str) -> float:
    """Return the painting's share, 0..1, in a mix with its photo: "40", "0.4", "40%", or "2:3" for both shares.

    Raises:
        NotANumber: A word is not a number.
        OutOfRange: The single number is above 100.
        WrongCount: There are more than two numbers.
        NothingToShare: Both shares are zero.
    """
    numbers = _numbers(words)
    if len(numbers) > 2:
        raise WrongCount(shown(words), count=len(numbers), styles=1)
    return parse_shares(words, styles=2)[0]


def count_of(words: str) -> int:
    """Return how many numbers the words are.

    Raises:
        NotANumber: A word is not a number.
        OutOfRange: A number is negative or too long.
    """
    return len(_numbers(words))


def are_shares(words: str) -> bool:
    """Return whether the words are shares of several styles."""
    try:
        return 2 <= count_of(words) <= MAX_STYLES
    except BadParameter:
        return False


def are_numbers(words: str) -> bool:
    """Return whether the words are numbers and nothing else, whatever those may be good for."""
    try:
        return count_of(words) > 0
    except OutOfRange:
        return True
    except NotANumber:
        return False


def equal_shares(styles: int) -> tuple[float, ...]:
    """Return the shares that hold unless others are given."""
    return (1 / styles,) * styles


def more_of(index: int, shares: Sequence[float], styles: int) -> tuple[float, ...]:
    """Return the shares with a tenth more of one style; after all of it comes none of it."""
    shares = shares or equal_shares(styles)
    share = 0.0 if shares[index] > 0.99 else min(1.0, shares[index] + SHARE_STEP)
    others = 1 - shares[index]
    rest = [(value / others if others > 0.01 else 1 / (styles - 1)) * (1 - share) for value in shares]
    return tuple(share if number == index else value for number, value in enumerate(rest))


def in_per_cent(shares: Sequence[float]) -> tuple[int, ...]:
    """Return the shares in whole per cent that add up to 100 (largest remainders are rounded up)."""
    exact = [share * 100 / sum(shares) for share in shares]
    whole = [int(value) for value in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: whole[i] - exact[i])
    for i in by_remainder[: 100 - sum(whole)]:
        whole[i] += 1
    return tuple(whole)


def _numbers(words: str) -> list[float]:
    plain = unicodedata.normalize("NFKC", words).strip()  # full-width digits and signs to plain ones
    plain = _DECIMAL_COMMA.sub(r"0.\1", plain)
    parts = [part for part in _BETWEEN.split(plain.replace(" %", "%")) if part]
    found = [_NUMBER.fullmatch(part) for part in parts]
    if not parts or not all(found):
        if parts and all(re.fullmatch(r"[-+−]?[\d.]+%?", part) for part in parts):
            raise OutOfRange(shown(words))  # "-5", "1234567": numbers, but none that is allowed
        raise NotANumber(shown(words))
    return [float(match.group(1)) for match in found if match]


def _per_cent(number: float, words: str) -> float:
    is_fraction = number < 1 and "%" not in unicodedata.normalize("NFKC", words)
    value = number * 100 if is_fraction else number
    if not 0 <= value <= 100:
        raise OutOfRange(shown(words))
    return value


def shown(words: str) -> str:
    """Return the words on one line, as short as an answer repeats them."""
    flat = " ".join(words.split())
    return flat if len(flat) <= _SHOWN else flat[: _SHOWN - 1] + "…"
