"""Weights that a training is given, to begin with or to learn from: refused where they mislead it or end too early.

Must not know how they are taken up.
"""

from __future__ import annotations

from pathlib import Path

from models.errors import LayerNotInWeights, ModelsError
from models.training.network import PREPROCESSING
from models.weights import Weights


def check_given(weights: Weights, file: Path | None, last: str) -> None:
    """Check that a training can take weights up.

    Args:
        weights: What it is given.
        file: Where they come from, for people; None is the registry.
        last: The last layer that is taken up.

    Raises:
        ModelsError: They read their pictures on another scale, or in another order, than trainings do.
        LayerNotInWeights: They end before that layer.
    """
    place, name = file or weights.name, weights.architecture.name
    if weights.preprocessing != PREPROCESSING:
        raise ModelsError(
            f"{place} reads its pictures as {weights.preprocessing}, trainings read theirs as {PREPROCESSING}; give a "
            f"{name} that does so too, such as torchvision's ('python -m models fetch vgg19' gets it)."
        )
    if weights.reach < weights.architecture.layer(last).index:
        raise LayerNotInWeights(
            f"{place} ends with {weights.last_layer}, and the training needs its layers through {last}; give a "
            f"{name} that reaches further."
        )
