"""Published recipes as records: a weighted sum of losses, each constant with its source.

They run through the same networks, targets and optimisers as the default; only these fields differ. All use
zero padding, and losses on the 0..255 scale of the networks they were written for.
Must not import torch.
"""

from __future__ import annotations

from dataclasses import replace

from engine.options.networks import BUILTIN
from engine.recipes.terms import ContentTerm, Descent, PublishedRecipe, StyleTerm, VariationTerm

UNTUNED = "Constants tuned for other activations."  # the note on weights that a recipe was not tuned for


def _each(names: tuple[str, ...], weight: float) -> tuple[tuple[str, float], ...]:
    return tuple((name, weight) for name in names)


OWN_LBFGS = (
    "scipy's L-BFGS-B became this project's L-BFGS: ten steps remembered, a new memory every round, and no constant "
    "on the loss, because its steps do not depend on the loss's scale."
)
_FIRST_OF_BLOCK = ("relu1_1", "relu2_1", "relu3_1", "relu4_1", "relu5_1")
_VGG16 = ((1, 2), (2, 2), (3, 3), (4, 3), (5, 3))  # (block, convolutions)
ALL_OF_VGG16 = tuple(f"relu{block}_{place}" for block, count in _VGG16 for place in range(1, count + 1))

KERAS_VGG16 = PublishedRecipe(
    name="keras-vgg16",
    source="H. Narayanan, Convolutional neural networks for artistic style transfer, 2017, and the Keras walk-throughs",
    article="Narayanan 2017, Keras",
    network="vgg16",
    tuned_for="caffe",
    preprocessing="caffe-means-swapped",
    style=StyleTerm(
        weight=5.0,
        layers=_each(("relu1_2", "relu2_2", "relu3_3", "relu4_3", "relu5_3"), 1 / 5),
        error_divisor="picture",
    ),
    content=ContentTerm(weight=0.025, layers=(("relu2_2", 1.0),)),
    variation=VariationTerm(weight=1.0, kind="powered", exponent=1.25),
    descent=Descent(kind="lbfgs", rounds=10, evaluations=20),
    start="uniform",
    size="square",
    edge_size=512,
    style_size="content",
    deviations=(
        "As published, 103.939 / 116.779 / 123.68 are subtracted from red / green / blue, a slip: they belong to "
        "blue / green / red.",
        OWN_LBFGS,
    ),
)

ANISHATHALYE = PublishedRecipe(
    name="anishathalye",
    source="https://github.com/anishathalye/neural-style, defaults of neural_style.py",
    article="anishathalye/neural-style, TensorFlow",
    network="vgg19",
    tuned_for="caffe",
    preprocessing="caffe",
    style=StyleTerm(weight=500.0, layers=_each(_FIRST_OF_BLOCK, 1 / 5), gram_divisor="entries", error_divisor="size"),
    # content_weight_blend 1: all of it from the finer layer
    content=ContentTerm(weight=5.0, layers=(("relu4_2", 1.0), ("relu5_2", 0.0)), error_divisor="size"),
    variation=VariationTerm(weight=100.0, kind="means"),
    descent=Descent(kind="adam", rounds=10, evaluations=100, rate=10.0),
    start="normal",
    size="edge",
    style_size="own",
    most_styles=5,
    pooling="average-ceil",
    deviations=(
        "The program's default pooling is max; this recipe takes its average.",
        "A published walk-through adds layers repeatedly in its loops; the program is followed.",
    ),
    # measured on the built-in network, Tübingen with Starry Night, closed and kept: without, 0.363 and 0.139 after 1000
    # evaluations at 128 px; with 1.6 everywhere, 0.819 and 0.123 after 300 at 192 px; with this, 0.695 and 0.357
    times_on_builtin=(("", 1.6), ("conv4_2", 8.0)),
    # seen: from noise, relu4_2 of this network hardly brings the photo back
    poor_on=(BUILTIN,),
)

CS231N = PublishedRecipe(
    name="cs231n",
    source="Stanford CS231n, Spring 2017, assignment 3, StyleTransfer-TensorFlow.ipynb",
    article="Stanford CS231n, TensorFlow",
    network="vgg19",
    tuned_for="torchvision",
    preprocessing="torchvision",
    style=StyleTerm(
        weight=1.0,
        layers=(("relu1_1", 3e5), ("relu2_1", 1e3), ("relu3_1", 15.0), ("relu4_1", 3.0)),
        gram_divisor="entries",
    ),
    content=ContentTerm(weight=6e-2, layers=(("relu2_2", 1.0),)),
    variation=VariationTerm(weight=2e-2 / 58**2, kind="powered"),
    descent=Descent(kind="adam", rounds=2, evaluations=100, rate=3.0 * 58, later=((180, 0.1 * 58),), clamp=1.5),
    start="content",
    size="edge",
    style_size="own",
    deviations=(
        "The course's constants belong to SqueezeNet (content layer 3, style layers 1, 4, 6, 7); here they stand at "
        "relu2_2 and relu1_1, relu2_1, relu3_1, relu4_1 of VGG-19.",
        "Adam's rates (3.0 and 0.1) and total variation (2e-2) are in units of torchvision's deviation there, here on "
        "0..255: 58 times as large, and by 58² divided.",
        "The course's rate falls one step later, and its last twenty steps are not clamped; here every step is.",
    ),
)

CHOLLET_VGG19 = PublishedRecipe(
    name="chollet-vgg19",
    source="F. Chollet, Deep Learning with Python, section 8.3, neural style transfer",
    article="Chollet, Deep Learning with Python, 8.3",
    network="vgg19",
    tuned_for="caffe",
    preprocessing="caffe",
    style=StyleTerm(weight=1.0, layers=_each(_FIRST_OF_BLOCK, 1 / 5), error_divisor="picture"),
    content=ContentTerm(weight=0.025, layers=(("relu5_2", 1.0),)),
    variation=VariationTerm(weight=1e-4, kind="powered", exponent=1.25),
    descent=Descent(kind="lbfgs", rounds=20, evaluations=20),
    start="content",
    size="height",
    edge_size=400,
    style_size="content",
    deviations=(
        "The book's program starts from the photo and compares relu5_2, as here; a published walk-through of it says "
        "noise and relu5_1 (--start noise --content-layers relu5_1:1).",
        "Published with 10, 20 or 30 rounds; this is 20.",
        "Photos that are more than five times as wide as high are painted five times as wide as the height, and lower.",
        OWN_LBFGS,
    ),
    faces_lost_on=(BUILTIN,),  # seen: relu5_2 of this network keeps where a face is, and not whose
)

COOKBOOK_VGG16 = PublishedRecipe(
    name="cookbook-vgg16",
    source="D. Osinga, Deep Learning Cookbook, chapter 12, transferring style",
    article="Osinga, Deep Learning Cookbook, 12",
    network="vgg16",
    tuned_for="caffe",
    preprocessing="caffe",
    style=StyleTerm(
        weight=1.0,
        layers=tuple((name, 0.5**place) for place, name in enumerate(ALL_OF_VGG16)),
        offset=1.0,
        gram_divisor="entries",
    ),
    content=ContentTerm(weight=1 / 40, layers=(("relu5_3", 1.0),)),
    variation=VariationTerm(weight=1e-4, kind="powered", exponent=1.25),
    descent=Descent(kind="lbfgs", rounds=10, evaluations=20),
    start="content",
    size="edge",
    style_size="content",
    most_styles=2,
    deviations=(
        "Two styles mix by their losses, as published (summerness); the default recipe mixes their moments.",
        "10 rounds, as the text's pictures; the book's notebook runs 100 for one style (--rounds 100) and 50 for two.",
        OWN_LBFGS,
    ),
    faces_lost_on=(BUILTIN,),  # seen, as with chollet-vgg19, which compares as deep a layer
)

COOKBOOK_VGG16_MEAN = replace(
    COOKBOOK_VGG16,
    name="cookbook-vgg16-mean",
    source="D. Osinga, Deep Learning Cookbook, chapter 12, the variant on channel means",
    article="Osinga, Deep Learning Cookbook, 12, on means",
    style=replace(COOKBOOK_VGG16.style, statistic="mean", gram_divisor="channels"),
    poor_on=(BUILTIN,),  # seen at 128 px: dark and smeared, a person is a shape (0.323 of the arrangement kept)
    faces_lost_on=(),  # said by the above
)

PUBLISHED = (KERAS_VGG16, ANISHATHALYE, CS231N, CHOLLET_VGG19, COOKBOOK_VGG16, COOKBOOK_VGG16_MEAN)
