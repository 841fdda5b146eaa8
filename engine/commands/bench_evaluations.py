"""What an evaluation costs beside the bare forward and backward pass of the same truncated network.

An evaluation is features, losses, gradient to the pixels and the optimiser's own step. Part of `python -m engine
bench`.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence

import torch

from engine.descent.lbfgs import minimise
from engine.features.extraction import Extraction
from engine.features.torch_features import TorchFeatures
from engine.losses.calm import loss_of_change
from engine.machine.devices import seconds_of, synchronise
from engine.painting.measuring import random_objective
from engine.painting.workshop import Workshop
from engine.recipes.default import DEFAULT
from engine.schedule.pyramid import views

ROUNDS = 16  # evaluations of a measurement, each beside a bare pass; medians of all but the first two
HEAD = (
    "| network | px | dtype | bare pass, ms | own pass, ms | evaluation, ms | ratio to bare | GFLOP/s "
    "| fp32 NCHW bare, ms |\n|---|---|---|---|---|---|---|---|---|"
)


def evaluations(workshops: Mapping[str, Workshop], sides: Sequence[int]) -> Iterator[str]:
    """Yield the table's lines: every network at squares of so many px."""
    yield HEAD
    for name, workshop in workshops.items():
        for side in sides:
            yield _line(name, workshop, side)


def _line(name: str, workshop: Workshop, side: int) -> str:
    extraction = workshop.extraction(DEFAULT)
    bare, own, whole = pass_and_evaluation_s(workshop, extraction, side)
    plain = seconds_of(_plain_pass(workshop, extraction, side), workshop.device, repeats=4)
    pixels = sum(width * height for width, height in sizes_of(side))
    # Backward goes to the pixels alone: one product a convolution, as forward.
    speed = 2 * workshop.weights.architecture.flop(extraction.layers, pixels) / bare / 1e9
    times = f"{1000 * bare:.1f} | {1000 * own:.1f} | {1000 * whole:.1f}"
    return f"| {name} | {side} | {workshop.dtype} | {times} | {whole / bare:.2f} | {speed:.0f} | {1000 * plain:.1f} |"


def pass_and_evaluation_s(workshop: Workshop, extraction: Extraction, side: int) -> tuple[float, float, float]:
    """Return the seconds of forward and backward through the network alone and of one evaluation, at a level's views.

    First by torch's own autograd (what an evaluation is compared with), then by engine.features.frozen, then the
    evaluation from callback to callback, the optimiser's own step included. They take turns, for other work on the
    machine to slow all of them.
    """
    features = workshop.torch_features(extraction)
    objective, picture = random_objective(features, sizes_of(side), workshop.device, workshop.orientation)
    pictures = pictures_of(side, workshop.device)
    passes = (bare_pass(features, pictures), _own_pass(features, pictures))
    taken: list[tuple[float, ...]] = []
    began = time.perf_counter()

    def note(_count: int, _best: torch.Tensor) -> None:
        nonlocal began
        synchronise(workshop.device)
        evaluation = time.perf_counter() - began
        taken.append((*(seconds_of(each, workshop.device, repeats=0) for each in passes), evaluation))
        began = time.perf_counter()

    minimise(loss_of_change(objective, picture), torch.zeros_like(picture), ROUNDS, on_evaluation=note)
    bare, own, whole = (statistics.median(column) for column in zip(*taken[2:], strict=True))
    return bare, own, whole


def _plain_pass(workshop: Workshop, extraction: Extraction, side: int) -> Callable[[], None]:
    """Return the bare pass in float32 without channels_last."""
    features = TorchFeatures(workshop.weights, extraction, workshop.device, torch.float32)
    features.network.to(memory_format=torch.contiguous_format)
    return bare_pass(features.network, pictures_of(side, workshop.device))


def bare_pass(
    network: Callable[[torch.Tensor], tuple[torch.Tensor, ...]], pictures: Sequence[torch.Tensor]
) -> Callable[[], None]:
    """Return forward and backward to the pixels by torch's own autograd, from the last layer alone."""

    def run() -> None:
        for picture in pictures:
            rgb = picture.detach().requires_grad_()
            last = network(rgb)[-1]
            torch.autograd.grad(last, rgb, torch.ones_like(last))

    return run


def _own_pass(features: TorchFeatures, pictures: Sequence[torch.Tensor]) -> Callable[[], None]:
    def run() -> None:
        for picture in pictures:
            rgb = picture.detach().requires_grad_()
            torch.autograd.grad(features.squared_distances(rgb, [(features.layers[-1], _Nothing())]), rgb)

    return run


class _Nothing:
    """A comparison that costs nothing and has a gradient of ones."""

    def squared_distance(self, maps: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        first = maps[0, 0, 0, 0].float()
        return first, first

    def add_gradient(
        self, maps: torch.Tensor, kept: torch.Tensor, weight: torch.Tensor, gradient: torch.Tensor | None
    ) -> torch.Tensor:
        return torch.ones_like(maps) if gradient is None else gradient


def pictures_of(side: int, device: str) -> list[torch.Tensor]:
    """Return random pictures of the sizes at which a level of `side` px is looked at, finest first."""
    return [torch.rand(1, 3, height, width, device=device) for width, height in sizes_of(side)]


def sizes_of(side: int) -> list[tuple[int, int]]:
    """Return these sizes, (width, height) in px."""
    return [view.size for view in views((side, side), side, DEFAULT.coarsest)]
