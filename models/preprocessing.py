"""What a picture becomes before a network reads it, as records. Knows no network and no weights."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, kw_only=True)
class Preprocessing:
    """How RGB in 0..1 becomes what a set of weights was trained on: (rgb - mean) / deviation, then the order.

    Attributes:
        mean: In RGB order, on the 0..1 scale.
        deviation: In RGB order, on the 0..1 scale; 1/255 gives differences on the 0..255 scale.
        is_bgr: Whether the network reads blue first.
    """

    mean: tuple[float, float, float]
    deviation: tuple[float, float, float]
    is_bgr: bool


PREPROCESSINGS = {
    # torchvision.transforms._presets.ImageClassification
    "torchvision": Preprocessing(mean=(0.485, 0.456, 0.406), deviation=(0.229, 0.224, 0.225), is_bgr=False),
    # The authors' Caffe models: BGR, 0..255, mean 103.939 / 116.779 / 123.68 (B / G / R) subtracted.
    "caffe": Preprocessing(
        mean=(123.68 / 255, 116.779 / 255, 103.939 / 255), deviation=(1 / 255, 1 / 255, 1 / 255), is_bgr=True
    ),
    # The same numbers taken from R / G / B instead, as some walk-throughs publish it (a slip, kept under a name).
    "caffe-means-swapped": Preprocessing(
        mean=(103.939 / 255, 116.779 / 255, 123.68 / 255), deviation=(1 / 255, 1 / 255, 1 / 255), is_bgr=True
    ),
    # Both for weights that were converted to read red first: torchvision's VGG16_Weights.IMAGENET1K_FEATURES.
    "caffe-rgb": Preprocessing(
        mean=(123.68 / 255, 116.779 / 255, 103.939 / 255), deviation=(1 / 255, 1 / 255, 1 / 255), is_bgr=False
    ),
    "caffe-rgb-means-swapped": Preprocessing(
        mean=(103.939 / 255, 116.779 / 255, 123.68 / 255), deviation=(1 / 255, 1 / 255, 1 / 255), is_bgr=False
    ),
}


def in_order_of(weights_preprocessing: str, preprocessing: str) -> str:
    """Return the name of a preprocessing with its channels in the order that the weights read.

    Args:
        weights_preprocessing: What the weights were trained on, a name in PREPROCESSINGS.
        preprocessing: The numbers wanted, a name in PREPROCESSINGS of the same family.
    """
    wanted = replace(PREPROCESSINGS[preprocessing], is_bgr=PREPROCESSINGS[weights_preprocessing].is_bgr)
    return next(name for name, known in PREPROCESSINGS.items() if known == wanted)
