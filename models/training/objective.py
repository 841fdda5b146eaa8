"""What the training minimises: misnaming, misbuilding and firing too often, weighted by the plan.

Works on what the training network says of a batch; must not know layers, corpus or optimiser.
"""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor

from models.training.network import Outputs, standardise
from models.training.plan import Plan


def rebuild_loss(picture: Tensor, target: Tensor, edges: float) -> Tensor:
    """Return the mean squared error of pixels, plus `edges` times that of the differences of neighbours.

    Fine detail holds a few per cent of a photo's variance; without the second term it is not worth keeping.
    """
    loss = F.mse_loss(picture, target)
    for dim in (2, 3):
        loss = loss + edges * F.mse_loss(picture.diff(dim=dim), target.diff(dim=dim))
    return loss


def softened(rgb: Tensor, times: int) -> Tensor:
    """Return (N, 3, H, W) pictures with their chroma softened so many times by (1 2 1)/4 both ways.

    Chroma is what differs from the mean of the channels, which stays.
    """
    grey = rgb.mean(1, keepdim=True)
    line = rgb.new_tensor((0.25, 0.5, 0.25))
    kernel = (line[:, None] * line).expand(3, 1, 3, 3)
    chroma = rgb - grey
    for _ in range(times):
        chroma = F.conv2d(F.pad(chroma, (1, 1, 1, 1), mode="replicate"), kernel, groups=3)
    return grey + chroma


def losses(outputs: Outputs, clean: Tensor, labels: Tensor, plan: Plan) -> dict[str, Tensor]:
    """Return each part of the loss by name, unweighted, and the weighted sum as "total".

    Args:
        outputs: Of a batch of noisy crops.
        clean: The crops without noise, (N, 3, H, W), 0..1.
        labels: Which picture folder each is from, (N,).
        plan: The weights.
    """
    target = standardise(softened(clean, plan.soft_chroma))
    parts: dict[str, Tensor] = {}
    total = clean.new_zeros(())
    if outputs.scores is not None:
        parts["class"] = F.cross_entropy(outputs.scores.float(), labels, label_smoothing=plan.label_smoothing)
        parts["top1"] = (outputs.scores.argmax(1) == labels).float().mean()
        total = total + parts["class"]
    for name, picture in outputs.rebuilt.items():
        parts[f"rebuild {name}"] = rebuild_loss(picture.float(), target, plan.edges)
        total = total + plan.rebuild[name] * parts[f"rebuild {name}"]
    for name, early in outputs.told.items():
        parts[f"tell {name}"] = F.cross_entropy(early.float(), labels, label_smoothing=plan.label_smoothing)
        total = total + plan.tell[name] * parts[f"tell {name}"]
    for name, density in outputs.density.items():
        parts[f"density {name}"] = density
        total = total + plan.sparsity[name] * density
    parts["total"] = total
    return parts
