"""Experiments that are sums of the published losses with terms left out: textures, and a photo rebuilt from one layer.

Records like the published recipes, run the same way; they need no photo, or no style, so /recipe does not offer them.
Must not import torch.
"""

from __future__ import annotations

from dataclasses import replace

from engine.recipes.published import ALL_OF_VGG16, OWN_LBFGS
from engine.recipes.terms import ContentTerm, Descent, PublishedRecipe, StyleTerm, VariationTerm

_NO_CONTENT = ContentTerm(weight=0.0, layers=())

TEXTURE_GRAM = PublishedRecipe(
    name="texture-gram",
    source="D. Osinga, Deep Learning Cookbook, chapter 12.4 and 12.5, a style's Gram matrices from noise",
    network="vgg16",
    tuned_for="caffe",
    preprocessing="caffe",
    style=StyleTerm(weight=1.0, layers=tuple((name, 1.0) for name in ALL_OF_VGG16), offset=1.0),
    content=_NO_CONTENT,
    variation=VariationTerm(weight=1 / 5000, kind="powered", exponent=1.25),
    descent=Descent(kind="lbfgs", rounds=5, evaluations=20),
    start="uniform",
    size="edge",
    style_size="content",
    deviations=(
        "5 rounds of 20 evaluations, where the text's pictures took 50 and 100 such rounds (--rounds 100).",
        OWN_LBFGS,
    ),
)

TEXTURE_MEAN = replace(
    TEXTURE_GRAM,
    name="texture-mean",
    source="D. Osinga, Deep Learning Cookbook, chapter 12.4, the variant on channel means",
    style=replace(TEXTURE_GRAM.style, statistic="mean", gram_divisor="channels"),
)

REBUILD = PublishedRecipe(
    name="rebuild",
    source="Gatys, Ecker, Bethge 2015, https://arxiv.org/abs/1508.06576, content reconstruction",
    network="vgg19",
    tuned_for="torchvision",
    preprocessing="torchvision",
    style=StyleTerm(weight=0.0, layers=()),
    content=ContentTerm(weight=1.0, layers=(("relu3_1", 1.0),), error_divisor="size"),
    variation=VariationTerm(weight=2e-5, kind="means"),
    descent=Descent(kind="lbfgs", rounds=10, evaluations=20),
    start="uniform",
    size="edge",
    style_size="content",
    deviations=(
        "A little total variation is added, which is not published: pixels that no layer looks at would stay the "
        "noise they began as.",
        OWN_LBFGS,
    ),
)

_BY_OCTAVES = (
    "By octaves from the style's pixels in disorder, in the quickest dtype; published is one size from uniform noise.",
    OWN_LBFGS,
)
TEXTURE_GRAM_OCTAVES = replace(
    TEXTURE_GRAM,
    name="texture-gram-octaves",
    start="shuffled",
    # measured: at 512 px as long as a painting; seen: from uniform noise so few evaluations leave a rainbow
    octaves=(60, 30, 9, 3),
    descent=Descent(kind="lbfgs", rounds=1, evaluations=100),  # so that no octave begins its memory anew
    is_fast=True,
    deviations=_BY_OCTAVES,
)
TEXTURE_MEAN_OCTAVES = replace(
    TEXTURE_GRAM_OCTAVES, name="texture-mean-octaves", source=TEXTURE_MEAN.source, style=TEXTURE_MEAN.style
)

EXPERIMENTS = (TEXTURE_GRAM, TEXTURE_GRAM_OCTAVES, TEXTURE_MEAN, TEXTURE_MEAN_OCTAVES, REBUILD)
