"""A VGG-19 that names the ten classes of CIFAR-10, as the article "from image classification to style transfer"
builds it: batch norm after every convolution, four poolings, two hidden layers of 4096 with dropout, He's
initialisation.

Knows no data and no schedule.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from models.vgg import VGG19, Architecture

HIDDEN = 4096
DROPOUT = 0.5
PLACES = 2  # each way, of the last maps of 32 px: they are flattened as they are, without a fifth pooling
MEAN = (123.680, 116.779, 103.939)  # R, G, B of 0..255; subtracted, and nothing is divided, as the article does


class Classifier(nn.Module):
    """Convolutions, each with batch norm and ReLU, then 4096 - 4096 - classes, each with batch norm.

    Args:
        classes: How many.
        architecture: Its convolutions and poolings; what follows the last convolution's ReLU is left out.
        hidden: Width of the two hidden layers.
    """

    def __init__(self, classes: int = 10, architecture: Architecture = VGG19, hidden: int = HIDDEN) -> None:
        super().__init__()
        self.convolutions = nn.ModuleDict()
        steps: list[nn.Module] = []
        for layer in architecture.layers[:-1]:
            if layer.kind == "conv":
                self.convolutions[layer.name] = convolution = nn.Conv2d(*layer.channels, 3, padding=1)
                steps += [convolution, nn.BatchNorm2d(layer.channels[1]), nn.ReLU(inplace=True)]
            elif layer.kind == "pool":
                steps.append(nn.MaxPool2d(2, ceil_mode=True))  # for pictures under 32 px; there it changes nothing
        self.features = nn.Sequential(*steps)
        self.places = nn.AdaptiveAvgPool2d(PLACES)  # repeats the one place of 16 px; of 24 and 32 px it changes nothing
        width = architecture.layers[-1].channels[1] * PLACES**2
        self.head = nn.Sequential(
            *(nn.Linear(width, hidden), nn.BatchNorm1d(hidden), nn.ReLU(inplace=True), nn.Dropout(DROPOUT)),
            *(nn.Linear(hidden, hidden), nn.BatchNorm1d(hidden), nn.ReLU(inplace=True), nn.Dropout(DROPOUT)),
            *(nn.Linear(hidden, classes), nn.BatchNorm1d(classes)),
        )
        for module in self.modules():
            if isinstance(module, nn.Conv2d | nn.Linear):
                nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
                nn.init.zeros_(module.bias)  # type: ignore[arg-type]
        self.to(memory_format=torch.channels_last)

    def forward(self, images: Tensor) -> Tensor:
        """Return the scores (N, classes) of images (N, 3, H, W) in 0..255, RGB; H and W are 1 to 32."""
        x = images.float() - torch.tensor(MEAN, device=images.device).view(1, 3, 1, 1)
        x = self.places(self.features(x.contiguous(memory_format=torch.channels_last)))
        scores: Tensor = self.head(x.flatten(1))
        return scores

    def start_from(self, tensors: Mapping[str, Tensor], architecture: Architecture) -> int:
        """Take over every convolution that has the same name and shape in other weights; return how many.

        Args:
            tensors: By torchvision's names, "features.N.weight" and "features.N.bias".
            architecture: What they belong to; it says which layer N is.
        """
        taken = 0
        convolutions = dict(self.convolutions.items())
        for layer in architecture.layers:
            own = convolutions.get(layer.name)
            weight = tensors.get(f"features.{layer.index}.weight")
            if isinstance(own, nn.Conv2d) and weight is not None and weight.shape == own.weight.shape:
                with torch.no_grad():
                    own.weight.copy_(weight)
                    if own.bias is not None:
                        own.bias.copy_(tensors[f"features.{layer.index}.bias"])
                taken += 1
        return taken


def accuracy_of(confusion: Tensor) -> float:
    """Return the share of pictures that were called what they are."""
    return float(confusion.diagonal().sum() / confusion.sum())
