"""What a reader of a published recipe may choose otherwise, as one value. Must not know recipes."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self

from engine.errors import InvalidOption

MAX_ROUNDS = 100_000  # years of painting; all of them are listed before the first
Weighted = tuple[tuple[str, float], ...]  # (layer, weight) pairs


@dataclass(frozen=True, kw_only=True)
class RecipeChanges:
    """What is not to be as the record has it; None and () leave it.

    Attributes:
        start: "photo" or "noise".
        pooling: "max" or "average".
        content_layers: (name, share of the content weight) pairs.
        content_blend: 0..1 of the content weight for the first of two content layers, the rest for the second.
        style_layers: (name, share of the style weight) pairs.
        content_weight: Of the content term.
        style_weight: Of the style term.
        tv: Weight of total variation.
        rate: Of Adam, on 0..255.
        rounds: Of the descent, at most MAX_ROUNDS.

    Raises:
        InvalidOption: A number is out of range.
    """

    start: Literal["photo", "noise"] | None = None
    pooling: Literal["max", "average"] | None = None
    content_layers: Weighted = ()
    content_blend: float | None = None
    style_layers: Weighted = ()
    content_weight: float | None = None
    style_weight: float | None = None
    tv: float | None = None
    rate: float | None = None
    rounds: int | None = None

    def __post_init__(self) -> None:
        for name, least in (("content_weight", 0.0), ("style_weight", 0.0), ("tv", 0.0), ("rate", 1e-6), ("rounds", 1)):
            value = getattr(self, name)
            if value is not None and not least <= value < math.inf:
                raise InvalidOption(f"--{name.replace('_', '-')} is {value:g}; give a number from {least:g} up.")
        if self.rounds is not None and self.rounds > MAX_ROUNDS:
            raise InvalidOption(f"--rounds is {self.rounds}; give a number from 1 to {MAX_ROUNDS}.")
        if self.content_blend is not None and not 0 <= self.content_blend <= 1:
            raise InvalidOption(f"--content-blend is {self.content_blend:g}; give a number from 0 to 1.")
        for layer, weight in (*self.content_layers, *self.style_layers):
            if not 0 <= weight < math.inf:
                raise InvalidOption(f"The weight of {layer} is {weight:g}; give a number from 0 up.")

    @property
    def changed(self) -> dict[str, Any]:
        """Return what is changed, by name, as JSON values."""
        return {name: value for name, value in dataclasses.asdict(self).items() if value not in (None, ())}

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> Self:
        """Return the changes that dataclasses.asdict wrote."""
        pairs = {name: tuple((str(a), float(b)) for a, b in fields.get(name) or ()) for name in _LAYERS}
        return cls(**{**fields, **pairs})


_LAYERS = ("content_layers", "style_layers")
