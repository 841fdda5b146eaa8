"""What an evaluation costs on this device, measured on random pictures. Must not know requests or what is kept."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from itertools import pairwise

import torch
from torch import Tensor

from engine.descent.lbfgs import minimise
from engine.features.torch_features import TorchFeatures
from engine.losses import gram
from engine.losses.objective import Objective, ViewTargets
from engine.losses.style_statistics import Statistics, statistics
from engine.machine import devices
from engine.painting.memory import BYTES_PER_PIXEL
from engine.pictures.images import Size
from engine.recipes.default import DEFAULT
from engine.schedule.cost import Cost, cost_of

MEASURED_SIDES = (64, 256)  # px; far enough apart to tell the part per view from the part per pixel
DTYPE_SIDE = 192  # px; where dtypes are compared: at 96 what does not depend on them hides part of the difference
# On a GPU the sides above take as long as their launches, so these are larger. Reasoned, and on no GPU measured yet.
GPU_SIDES, GPU_DTYPE_SIDE = (256, 1024), 1024
TIMED_EVALUATIONS, ENOUGH_S = 5, 1.0  # of a measurement, the first to warm up; a slow machine needs fewer


def fastest_dtype(
    name: str, features_in: Callable[[torch.dtype], TorchFeatures], device: str, orientation: float
) -> torch.dtype:
    """Return the dtype of a name; for "auto" the one in which an evaluation is measured to be faster.

    Raises:
        InvalidOption: Another name.
    """
    side = GPU_DTYPE_SIDE if _is_roomy_gpu(device) else DTYPE_SIDE
    return devices.choose_dtype(
        name,
        lambda dtype: evaluation_s(features_in(dtype), device, side, orientation),
        computes_bfloat16=devices.computes_bfloat16(device),
    )


def measured_cost(features: TorchFeatures, device: str, orientation: float) -> Cost:
    """Return the cost of an evaluation of the default recipe."""
    sides = GPU_SIDES if _is_roomy_gpu(device) else MEASURED_SIDES
    small, large = ((side**2, evaluation_s(features, device, side, orientation)) for side in sides)
    return cost_of(small, large)


def _is_roomy_gpu(device: str) -> bool:
    """Return whether it is a GPU with room for what its larger measurements take."""
    if device == "cpu":
        return False
    free = devices.free_memory_bytes(device)
    return free is None or free >= BYTES_PER_PIXEL * GPU_DTYPE_SIDE**2


def evaluation_s(features: TorchFeatures, device: str, side: int, orientation: float) -> float:
    """Return the least seconds of one evaluation and optimiser's step, of a square picture at one view."""
    objective, picture = random_objective(features, [(side, side)], device, orientation)
    at = [time.perf_counter()]

    def note(_count: int, _best: Tensor) -> None:
        devices.synchronise(device)
        at.append(time.perf_counter())

    def is_slow() -> bool:
        return at[-1] - at[0] > ENOUGH_S

    outcome = minimise(objective, picture, TIMED_EVALUATIONS, should_stop=is_slow, on_evaluation=note)
    if outcome.fault is not None:
        raise outcome.fault
    return min(after - before for before, after in pairwise(at))


def random_objective(
    features: TorchFeatures, sizes: Sequence[Size], device: str, orientation: float, *, has_photo: bool = True
) -> tuple[Objective, Tensor]:
    """Return an objective with random targets at several views, finest first, and a picture to start from.

    It is like the default recipe's: content is compared at every view but the finest of several, and orientations where
    they have a weight. Without a photo, as of a texture, content is compared nowhere.
    """
    generator = torch.Generator().manual_seed(0)
    views: list[ViewTargets] = []
    for width, height in sizes:
        other = torch.rand(1, 3, height, width, generator=generator).to(device)
        views.append(_random_view(features, other, has_content=has_photo and (bool(views) or len(sizes) == 1)))
    width, height = sizes[0]
    picture = torch.rand(1, 3, height, width, generator=generator).to(device)
    return Objective(
        features, views, content_layer=DEFAULT.content_layer, open_share=1e-4, pull=1.0, orientation=orientation
    ), picture


def _random_view(features: TorchFeatures, other: Tensor, *, has_content: bool) -> ViewTargets:
    layers = [name for name in features.layers if name in DEFAULT.style_layers]
    with torch.no_grad():
        maps = features(other)
        style = statistics(other, maps[: len(layers)])
        content = maps[features.layers.index(DEFAULT.content_layer)].float()
    return ViewTargets(
        size=(other.shape[3], other.shape[2]),
        style=style,
        units=Statistics.of(each.square().sum() for each in style.tensors),
        content=content if has_content else None,
        content_unit=gram.content_unit(content),
    )
