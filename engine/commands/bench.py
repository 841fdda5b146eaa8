"""What an evaluation and a painting cost on this machine: `python -m engine bench`.

Paints drawn pictures at three sizes (FRE: full-resolution evaluations; one is a pass at the final size), and compares
one evaluation (features, losses, gradient to the pixels, the optimiser's own step) with the bare forward and backward
pass of the same truncated network.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import torch

from engine.commands.bench_laboratory import experiments
from engine.commands.flags import network_choice, refuse
from engine.descent.lbfgs import minimise
from engine.errors import EngineError
from engine.features.extraction import Extraction
from engine.features.torch_features import TorchFeatures
from engine.losses.calm import loss_of_change
from engine.machine.devices import peak_rss_mb, seconds_of, synchronise
from engine.options.style_options import StyleOptions
from engine.painting.measuring import random_objective
from engine.painting.painter import Painter
from engine.painting.workshop import Workshop
from engine.pictures.encoding import to_png
from engine.recipes.default import DEFAULT
from engine.request import Iterate, StyleRequest
from engine.schedule.pyramid import views

EVALUATION_SIDES = (256, 512)  # px, square
PAINTING_EDGES = (256, 512, 1024)  # px
ROUNDS = 16  # evaluations of a measurement, each beside a bare pass; medians of all but the first two


def main(flags: argparse.Namespace) -> int:
    """Print three tables and return the exit status."""
    try:
        painter = Painter(network_choice(flags))
        _say(f"{painter.description}, {torch.get_num_threads()} threads, torch {torch.__version__}\n")
        painter.get_ready()
        _bench_paintings(painter)  # first, small to large: the memory is the most that the process ever had
        _say("")
        _bench_evaluations(painter.workshop)
        _say("")
        _bench_experiments(painter.workshop)
    except EngineError as error:
        return refuse(str(error))
    return 0


def _bench_evaluations(workshop: Workshop) -> None:
    _say(
        "| px | dtype | bare pass, ms | own pass, ms | evaluation, ms | ratio to bare | GFLOP/s | fp32 NCHW bare, ms |"
    )
    _say("|---|---|---|---|---|---|---|---|")
    extraction = workshop.extraction(DEFAULT)
    for side in EVALUATION_SIDES:
        bare, own, whole = pass_and_evaluation_s(workshop, extraction, side)
        plain = seconds_of(_plain_pass(workshop, extraction, side), workshop.device, repeats=4)
        pixels = sum(width * height for width, height in _sizes(side))
        # Backward goes to the pixels alone: one product a convolution, as forward.
        speed = 2 * workshop.weights.architecture.flop(extraction.layers, pixels) / bare / 1e9
        _say(
            f"| {side} | {workshop.dtype} | {1000 * bare:.1f} | {1000 * own:.1f} | {1000 * whole:.1f} "
            f"| {whole / bare:.2f} | {speed:.0f} | {1000 * plain:.1f} |"
        )


def _bench_experiments(workshop: Workshop) -> None:
    _say("| experiment | px | bare pass, ms | evaluation, ms | ratio to bare |")
    _say("|---|---|---|---|---|")
    for name, bare, whole in experiments(workshop, EVALUATION_SIDES[0]):
        told = f"{1000 * bare:.1f} | {1000 * whole:.1f} | {whole / bare:.2f}"
        _say(f"| {name} | {EVALUATION_SIDES[0]} | {told} |")


def pass_and_evaluation_s(workshop: Workshop, extraction: Extraction, side: int) -> tuple[float, float, float]:
    """Return the seconds of forward and backward through the network alone and of one evaluation, at a level's views.

    First by torch's own autograd (what an evaluation is compared with), then by engine.features.frozen, then the
    evaluation from callback to callback, the optimiser's own step included. They take turns, for other work on the
    machine to slow all of them.
    """
    objective, picture = random_objective(workshop.torch_features(extraction), _sizes(side), workshop.device)
    features = workshop.torch_features(extraction)
    passes = (_bare_pass(features, side, workshop.device), _own_pass(features, side, workshop.device))
    taken: list[tuple[float, ...]] = []
    began = time.perf_counter()

    def note(_count: int, _best: torch.Tensor) -> None:
        nonlocal began
        synchronise(workshop.device)
        evaluation = time.perf_counter() - began
        taken.append((*(_seconds(each, workshop.device) for each in passes), evaluation))
        began = time.perf_counter()

    minimise(loss_of_change(objective, picture), torch.zeros_like(picture), ROUNDS, on_evaluation=note)
    bare, own, whole = (statistics.median(column) for column in zip(*taken[2:], strict=True))
    return bare, own, whole


def _seconds(call: Callable[[], object], device: str) -> float:
    started = time.perf_counter()
    call()
    synchronise(device)
    return time.perf_counter() - started


def _plain_pass(workshop: Workshop, extraction: Extraction, side: int) -> Callable[[], None]:
    """Return the bare pass in float32 without channels_last."""
    features = TorchFeatures(workshop.weights, extraction, workshop.device, torch.float32)
    features.network.to(memory_format=torch.contiguous_format)
    return _bare_pass(features.network, side, workshop.device)


def _bare_pass(
    network: Callable[[torch.Tensor], tuple[torch.Tensor, ...]], side: int, device: str
) -> Callable[[], None]:
    pictures = [torch.rand(1, 3, height, width, device=device) for width, height in _sizes(side)]

    def run() -> None:
        for picture in pictures:
            rgb = picture.detach().requires_grad_()
            last = network(rgb)[-1]
            torch.autograd.grad(last, rgb, torch.ones_like(last))

    return run


def _own_pass(features: TorchFeatures, side: int, device: str) -> Callable[[], None]:
    pictures = [torch.rand(1, 3, height, width, device=device) for width, height in _sizes(side)]

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


def _sizes(side: int) -> list[tuple[int, int]]:
    return [view.size for view in views((side, side), side, DEFAULT.coarsest)]


def _bench_paintings(painter: Painter) -> None:
    from engine.gallery import STYLES, draw_scene, draw_style

    _say("| px | estimate, s | seconds | first look, s | evaluations | FRE | peak memory, MB |")
    _say("|---|---|---|---|---|---|---|")
    for edge in PAINTING_EDGES:
        images = (draw_scene(edge, 0), draw_style(STYLES[0].name, edge, 0))
        request = StyleRequest(
            content_image=to_png(images[0]),
            style_images=(to_png(images[1]),),
            options=StyleOptions(edge_size=edge),
        )
        estimate = painter.estimate_s(request.options, images[0].size)
        first_look_s, report = painted_with_first_look_s(painter, request)
        _say(
            f"| {edge} | {estimate:.1f} | {report['seconds']['total']:.1f} | {first_look_s:.2f} "
            f"| {report['evaluations']} | {report['full_resolution_evaluations']} | {peak_rss_mb():.0f} |"
        )


def painted_with_first_look_s(painter: Painter, request: StyleRequest) -> tuple[float, dict[str, Any]]:
    """Return after how many seconds a painting was first seen, and its report."""
    began = time.perf_counter()
    seen_at: list[float] = []

    def watch(iterate: Iterate) -> None:
        if iterate.preview_jpeg is not None:
            seen_at.append(time.perf_counter() - began)

    report = painter.paint(request, on_iterate=watch).report
    return seen_at[0] if seen_at else report["seconds"]["total"], report


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
