"""Five published recipes as records: a weighted sum of losses, each constant with its source.

They run through the same networks, targets and optimisers as the default; only these fields differ. All use
zero padding, and losses on the 0..255 scale of the networks they were written for.
Must not import torch.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from engine.errors import InvalidOption
from engine.pictures.images import fit_size
from engine.request import StyleOptions
from engine.schedule.pyramid import Level, Size, View

UNTUNED = "Constants tuned for other activations."  # the note on weights that a recipe was not tuned for


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
    """How content is compared: layer weight x Σd² / divisor ("one", or "size" of the map)."""

    layers: tuple[tuple[str, float], ...]
    error_divisor: Literal["one", "size"] = "one"


@dataclass(frozen=True, kw_only=True)
class VariationTerm:
    """Total variation on 0..255.

    Attributes:
        weight: Of the term.
        kind: "powered" Σ(dy² + dx²)^exponent over the (H-1, W-1) crop, "squares" Σdx² + Σdy²,
            or "means" mean dx² + mean dy².
        exponent: Of "powered".
    """

    weight: float
    kind: Literal["powered", "squares", "means"]
    exponent: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Descent:
    """How the sum is minimised: L-BFGS in rounds, or Adam in steps (rates on 0..255).

    Attributes:
        kind: "lbfgs" or "adam".
        rounds: New beginnings of L-BFGS; 1 for Adam.
        evaluations: A round.
        rate: Of Adam.
        later: ((step, rate), ...): from this step on, this rate.
        clamp: Adam keeps the normalised picture within (low, high), in units of torchvision's deviation.
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


@dataclass(frozen=True, kw_only=True)
class PublishedRecipe:
    """A recipe as somebody published it.

    Attributes:
        name: What --recipe calls it.
        source: Where it was published.
        network: The architecture that it was written for.
        tuned_for: The family of weights whose activations its constants fit.
        preprocessing: Used with such weights, in the order of channels that they read; others keep their own.
        style: See StyleTerm.
        content: See ContentTerm.
        variation: See VariationTerm.
        descent: See Descent.
        start: "content", "uniform" (0..255, minus 128 after preprocessing) or "normal" (deviation 0.256).
        size: "edge" (long side), "square" (both sides) or "height" of `edge_size` px.
        edge_size: As published; None takes the option's.
        style_size: "own" aspect at the content's long side, or squashed to the "content"'s size.
        most_styles: How many styles it takes; their losses are mixed by their shares.
        deviations: What is not as published, one sentence each.
        pooling: See models.vgg.
    """

    name: str
    source: str
    network: str
    tuned_for: Literal["caffe", "torchvision"]
    preprocessing: Literal["caffe", "caffe-means-swapped", "torchvision"]
    style: StyleTerm
    content: ContentTerm
    variation: VariationTerm
    descent: Descent
    start: Literal["content", "uniform", "normal"]
    size: Literal["edge", "square", "height"]
    edge_size: int | None = None
    style_size: Literal["own", "content"]
    most_styles: int = 1
    deviations: tuple[str, ...] = ()
    pooling: Literal["max", "average", "average-ceil"] = "max"
    padding: Literal["zero", "reflect"] = "zero"

    @property
    def layers(self) -> tuple[str, ...]:
        """Return the style's layers, then those that only content needs."""
        style = [name for name, _ in self.style.layers]
        return (*style, *(name for name, _ in self.content.layers if name not in style))


def level_of(recipe: PublishedRecipe, content_size: Size, options: StyleOptions) -> Level:
    """Return the one level of a published recipe; a schedule EDGE:EVALUATIONS overrides its size and length.

    Raises:
        InvalidOption: The schedule has more than one level.
    """
    edge_size, evaluations = recipe.edge_size or options.edge_size, recipe.descent.total
    if options.schedule:
        if len(options.schedule) > 1:
            raise InvalidOption(f"The recipe {recipe.name} has one level; give one EDGE:EVALUATIONS pair.")
        ((edge_size, evaluations),) = options.schedule
    if recipe.size == "square":
        size = (edge_size, edge_size)
    elif recipe.size == "height":
        size = (max(int(content_size[0] * edge_size / content_size[1]), 32), edge_size)
    else:
        size = fit_size(*content_size, edge_size)
    return Level(views=(View(edge_size=edge_size, size=size),), evaluations=evaluations)


def _each(names: tuple[str, ...], weight: float) -> tuple[tuple[str, float], ...]:
    return tuple((name, weight) for name in names)


_OWN_LBFGS = (
    "scipy's L-BFGS-B became this project's L-BFGS: ten steps remembered, a new memory every round, and no constant "
    "on the loss, because its steps do not depend on the loss's scale."
)
_FIRST_OF_BLOCK = ("relu1_1", "relu2_1", "relu3_1", "relu4_1", "relu5_1")
_VGG16 = ((1, 2), (2, 2), (3, 3), (4, 3), (5, 3))  # (block, convolutions)
_ALL_OF_VGG16 = tuple(f"relu{block}_{place}" for block, count in _VGG16 for place in range(1, count + 1))

KERAS_VGG16 = PublishedRecipe(
    name="keras-vgg16",
    source="H. Narayanan, Convolutional neural networks for artistic style transfer, 2017, and the Keras walk-throughs",
    network="vgg16",
    tuned_for="caffe",
    preprocessing="caffe-means-swapped",
    style=StyleTerm(
        weight=5.0,
        layers=_each(("relu1_2", "relu2_2", "relu3_3", "relu4_3", "relu5_3"), 1 / 5),
        error_divisor="picture",
    ),
    content=ContentTerm(layers=(("relu2_2", 0.025),)),
    variation=VariationTerm(weight=1.0, kind="powered", exponent=1.25),
    descent=Descent(kind="lbfgs", rounds=10, evaluations=20),
    start="uniform",
    size="square",
    edge_size=512,
    style_size="content",
    deviations=(
        "As published, 103.939 / 116.779 / 123.68 are subtracted from red / green / blue, a slip: they belong to "
        "blue / green / red.",
        _OWN_LBFGS,
    ),
)

ANISHATHALYE = PublishedRecipe(
    name="anishathalye",
    source="https://github.com/anishathalye/neural-style, defaults of neural_style.py",
    network="vgg19",
    tuned_for="caffe",
    preprocessing="caffe",
    style=StyleTerm(weight=500.0, layers=_each(_FIRST_OF_BLOCK, 1 / 5), gram_divisor="entries", error_divisor="size"),
    content=ContentTerm(layers=(("relu4_2", 5.0), ("relu5_2", 0.0)), error_divisor="size"),  # content_weight_blend 1
    variation=VariationTerm(weight=100.0, kind="means"),
    descent=Descent(kind="adam", evaluations=1000, rate=10.0),
    start="normal",
    size="edge",
    style_size="own",
    most_styles=5,
    pooling="average-ceil",
    deviations=(
        "The program's default pooling is max; this recipe takes its average.",
        "A published walk-through adds layers repeatedly in its loops; the program is followed.",
    ),
)

CS231N = PublishedRecipe(
    name="cs231n",
    source="Stanford CS231n, assignment 3, StyleTransfer",
    network="vgg19",
    tuned_for="torchvision",
    preprocessing="torchvision",
    style=StyleTerm(
        weight=1.0,
        layers=(("relu1_1", 3e5), ("relu2_1", 1e3), ("relu3_1", 15.0), ("relu4_1", 3.0)),
        gram_divisor="entries",
    ),
    content=ContentTerm(layers=(("relu2_2", 6e-4),)),
    variation=VariationTerm(weight=2e-2 / 58**2, kind="squares"),
    descent=Descent(kind="adam", evaluations=200, rate=3.0 * 58, later=((180, 0.1 * 58),), clamp=1.5),
    start="content",
    size="edge",
    style_size="own",
    deviations=(
        "The course's constants belong to SqueezeNet (content layer 3, style layers 1, 4, 6, 7); here they stand at "
        "relu2_2 and relu1_1, relu2_1, relu3_1, relu4_1 of VGG-19, and content weighs 6e-4 instead of 6e-2.",
        "Adam's rates (3.0 and 0.1) and total variation (2e-2) are in units of torchvision's deviation there, here on "
        "0..255: 58 times as large, and by 58² divided.",
    ),
)

CHOLLET_VGG19 = PublishedRecipe(
    name="chollet-vgg19",
    source="F. Chollet, Deep Learning with Python, section 8.3, neural style transfer",
    network="vgg19",
    tuned_for="caffe",
    preprocessing="caffe",
    style=StyleTerm(weight=1.0, layers=_each(_FIRST_OF_BLOCK, 1 / 5), error_divisor="picture"),
    content=ContentTerm(layers=(("relu5_1", 0.025),)),
    variation=VariationTerm(weight=1e-4, kind="powered", exponent=1.25),
    descent=Descent(kind="lbfgs", rounds=20, evaluations=20),
    start="uniform",
    size="height",
    edge_size=400,
    style_size="content",
    deviations=("Published with 10, 20 or 30 rounds; this is 20.", _OWN_LBFGS),
)

COOKBOOK_VGG16 = PublishedRecipe(
    name="cookbook-vgg16",
    source="D. Osinga, Deep Learning Cookbook, chapter 12, transferring style",
    network="vgg16",
    tuned_for="caffe",
    preprocessing="caffe",
    style=StyleTerm(
        weight=1.0,
        layers=tuple((name, 0.5**place) for place, name in enumerate(_ALL_OF_VGG16)),
        offset=1.0,
        gram_divisor="entries",
    ),
    content=ContentTerm(layers=(("relu5_3", 1 / 40),)),
    variation=VariationTerm(weight=1e-4, kind="powered", exponent=1.25),
    descent=Descent(kind="lbfgs", rounds=10, evaluations=20),
    start="content",
    size="edge",
    style_size="content",
    most_styles=2,
    deviations=(
        "Two styles mix by their losses, as published (summerness); the default recipe mixes their moments.",
        _OWN_LBFGS,
    ),
)

COOKBOOK_VGG16_MEAN = replace(
    COOKBOOK_VGG16,
    name="cookbook-vgg16-mean",
    source="D. Osinga, Deep Learning Cookbook, chapter 12, the variant on channel means",
    style=replace(COOKBOOK_VGG16.style, statistic="mean", gram_divisor="channels"),
)

PUBLISHED = (KERAS_VGG16, ANISHATHALYE, CS231N, CHOLLET_VGG19, COOKBOOK_VGG16, COOKBOOK_VGG16_MEAN)
