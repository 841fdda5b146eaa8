"""What a published recipe is made of: three terms of a loss, a descent and how pictures are fed to them.

Records without code. Must not import torch, nor know any recipe.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import Literal

Start = Literal["content", "uniform", "normal", "shuffled"]


class Strategy(enum.StrEnum):
    """The ways to paint that a recipe may choose; engine.painting.painting has a module for each."""

    COARSE_TO_FINE = "coarse to fine"  # levels, the style a share to reach at every size at once
    AS_PUBLISHED = "as published"  # one size, one weighted sum of losses


@dataclass(frozen=True, kw_only=True)
class StyleTerm:
    """How style is compared: weight x layer weight x Σ(ΔG)² / divisor, over layers and styles.

    Attributes:
        weight: Of the whole term.
        layers: (name, weight) pairs.
        statistic: "gram" FF', or "mean" the outer product of the channel means.
        offset: Subtracted from the features first.
        gram_divisor: Of the statistic: "one", "positions" (H·W), "entries" (H·W·C) or "channels" (C).
        error_divisor: Of Σ(ΔG)²: "one", "size" (C²) or "picture" (4·3²·(H·W of the picture)²).
    """

    weight: float
    layers: tuple[tuple[str, float], ...]
    statistic: Literal["gram", "mean"] = "gram"
    offset: float = 0.0
    gram_divisor: Literal["one", "positions", "entries", "channels"] = "one"
    error_divisor: Literal["one", "size", "picture"] = "one"


@dataclass(frozen=True, kw_only=True)
class ContentTerm:
    """How content is compared: weight x layer weight x Σd² / divisor ("one", or "size" of the map)."""

    weight: float
    layers: tuple[tuple[str, float], ...]
    error_divisor: Literal["one", "size"] = "one"


@dataclass(frozen=True, kw_only=True)
class VariationTerm:
    """Total variation on 0..255.

    Attributes:
        weight: Of the term.
        kind: "powered" Σ(dy² + dx²)^exponent over the (H-1, W-1) crop, or "means" mean dx² + mean dy² of all
            differences.
        exponent: Of "powered".
    """

    weight: float
    kind: Literal["powered", "means"]
    exponent: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Descent:
    """How the sum is minimised: L-BFGS or Adam, in rounds (rates on 0..255).

    Attributes:
        kind: "lbfgs" or "adam".
        rounds: L-BFGS begins anew at each; Adam goes on, and the losses are looked at.
        evaluations: A round.
        rate: Of Adam.
        later: ((step, rate), ...): from this step on, this rate.
        clamp: Adam keeps the picture within so many of torchvision's deviations of its mean; None lets it go anywhere.
    """

    kind: Literal["lbfgs", "adam"]
    rounds: int = 1
    evaluations: int
    rate: float = 0.0
    later: tuple[tuple[int, float], ...] = ()
    clamp: float | None = None

    @property
    def total(self) -> int:
        """Return all evaluations."""
        return self.rounds * self.evaluations


Times = tuple[tuple[str, float], ...]  # factors by layer


@dataclass(frozen=True, kw_only=True)
class PublishedRecipe:
    """A recipe as somebody published it. Its repr holds constants alone, by which checkpoints know it.

    Attributes:
        name: What --recipe calls it.
        source: Where it was published.
        article: The same in a few words, for who chooses one.
        network: The architecture that it was written for.
        tuned_for: The family of weights whose activations its constants fit.
        preprocessing: Used with such weights, in the order of channels that they read; others keep their own.
        style: See StyleTerm.
        content: See ContentTerm.
        variation: See VariationTerm.
        descent: See Descent.
        start: "content", "uniform" (0..255, minus 128 after preprocessing), "normal" (deviation 0.256) or "shuffled"
            (the style's pixels in disorder).
        size: "edge" (long side), "square" (both sides) or "height" of `edge_size` px.
        edge_size: As published; None takes the option's.
        style_size: "own" aspect at the content's long side, or squashed to the "content"'s size.
        most_styles: How many styles it takes; their losses are mixed by their shares.
        deviations: What is not as published, one sentence each.
        times_on_builtin: What the built-in network's maps are scaled by more than to the activations that its constants
            belong to, by convolution; "" is all others. Tuned where it paints; other networks were not looked at.
        poor_on: Networks with which it gives no picture that is worth its minutes, whatever its maps are scaled by.
        faces_lost_on: Networks with which its pictures are worth showing, but for faces: nobody is known in them.
        octaves: Evaluations of its sizes, each the start of one twice as large, from the coarsest on; the last number
            is of all finer ones. Empty of recipes as they were published: one size, as many as the descent says.
        is_fast: Whether it is computed in the quickest dtype; as published it is float32.
        pooling: See models.vgg.
        padding: "zero" or "reflect".
        strategy: Which way of painting reads the record.
    """

    name: str
    source: str = field(repr=False)
    article: str = field(default="", repr=False)
    network: str
    tuned_for: Literal["caffe", "torchvision"]
    preprocessing: Literal["caffe", "caffe-means-swapped", "torchvision"]
    style: StyleTerm
    content: ContentTerm
    variation: VariationTerm
    descent: Descent
    start: Start
    size: Literal["edge", "square", "height"]
    edge_size: int | None = None
    style_size: Literal["own", "content"]
    most_styles: int = 1
    deviations: tuple[str, ...] = field(default=(), repr=False)
    times_on_builtin: Times = ()
    poor_on: tuple[str, ...] = field(default=(), repr=False)
    faces_lost_on: tuple[str, ...] = field(default=(), repr=False)
    octaves: tuple[int, ...] = ()
    is_fast: bool = False
    pooling: Literal["max", "average", "average-ceil"] = "max"
    padding: Literal["zero", "reflect"] = "zero"
    strategy: Strategy = Strategy.AS_PUBLISHED

    @property
    def layers(self) -> tuple[str, ...]:
        """Return the style's layers, then those that only content needs."""
        style = [name for name, _ in self.style.layers]
        return (*style, *(name for name, _ in self.content.layers if name not in style))
