"""What an evaluation and a painting cost on this machine: `python -m engine bench`.

Compares one evaluation (features, losses, gradient to the pixels, the optimiser's own step) with the bare forward
and backward pass of the same truncated network, and paints drawn pictures at three sizes.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from itertools import pairwise

import torch

from engine.cli import refuse
from engine.device import peak_rss_mb, seconds_of, synchronise
from engine.errors import EngineError
from engine.features import Extraction, TorchFeatures
from engine.images import to_png
from engine.optimize import minimise
from engine.pyramid import views
from engine.recipes import DEFAULT
from engine.request import StyleOptions, StyleRequest
from engine.stylize import Painter
from engine.workshop import Workshop, bench_objective

EVALUATION_SIDES = (256, 512)  # px, square
PAINTING_EDGES = (256, 512, 1024)  # px
EVALUATIONS = 8  # a measurement; the first two warm up


def main(flags: argparse.Namespace) -> int:
    """Print both tables and return the exit status."""
    try:
        painter = Painter(
            flags.network, flags.weights, flags.device, flags.dtype, flags.cache_dir, preprocessing=flags.preprocessing
        )
        _say(f"{painter.description}, {torch.get_num_threads()} threads, torch {torch.__version__}\n")
        _bench_evaluations(painter.workshop)
        _bench_paintings(painter)
    except EngineError as error:
        return refuse(str(error))
    return 0


def _bench_evaluations(workshop: Workshop) -> None:
    _say("| px | dtype | bare pass, ms | evaluation, ms | ratio | GFLOP/s | fp32 NCHW bare, ms |")
    _say("|---|---|---|---|---|---|---|")
    extraction = workshop.extraction(DEFAULT)
    for side in EVALUATION_SIDES:
        bare = bare_pass_s(workshop, extraction, side)
        whole = evaluation_s(workshop, extraction, side)
        plain = _plain_pass_s(workshop, extraction, side)
        pixels = sum(width * height for width, height in _sizes(side))
        # Backward goes to the pixels alone: one product a convolution, as forward.
        speed = 2 * workshop.weights.architecture.flop(extraction.layers, pixels) / bare / 1e9
        _say(
            f"| {side} | {workshop.dtype} | {1000 * bare:.1f} | {1000 * whole:.1f} | {whole / bare:.2f} "
            f"| {speed:.0f} | {1000 * plain:.1f} |"
        )


def bare_pass_s(workshop: Workshop, extraction: Extraction, side: int) -> float:
    """Return the seconds of forward and backward through the network alone, at the views of one level."""
    return _pass_s(workshop.torch_features(extraction), side, workshop.device)


def evaluation_s(workshop: Workshop, extraction: Extraction, side: int) -> float:
    """Return the seconds of one evaluation of a level, the optimiser's own step included."""
    objective, picture = bench_objective(workshop, extraction, _sizes(side))
    moments: list[float] = []

    def note(_count: int, _best: torch.Tensor) -> None:
        synchronise(workshop.device)
        moments.append(time.perf_counter())

    minimise(objective, picture, EVALUATIONS, on_evaluation=note)
    return min(later - sooner for sooner, later in pairwise(moments[1:]))


def _plain_pass_s(workshop: Workshop, extraction: Extraction, side: int) -> float:
    """Return the seconds of the bare pass in float32 without channels_last."""
    features = TorchFeatures(workshop.weights, extraction, workshop.device, torch.float32)
    features.network.to(memory_format=torch.contiguous_format)
    return _pass_s(features.network, side, workshop.device)


def _pass_s(network: Callable[[torch.Tensor], tuple[torch.Tensor, ...]], side: int, device: str) -> float:
    pictures = [torch.rand(1, 3, height, width, device=device) for width, height in _sizes(side)]

    def forward_and_backward() -> None:
        for picture in pictures:
            rgb = picture.requires_grad_()
            last = network(rgb)[-1]
            torch.autograd.grad(last, rgb, torch.ones_like(last))

    return seconds_of(forward_and_backward, device, repeats=EVALUATIONS - 2)


def _sizes(side: int) -> list[tuple[int, int]]:
    return [view.size for view in views((side, side), side, DEFAULT.coarsest)]


def _bench_paintings(painter: Painter) -> None:
    from engine.gallery import STYLES, draw_scene, draw_style

    _say("\n| px | estimate, s | seconds | evaluations | full-resolution evaluations | peak memory, MB |")
    _say("|---|---|---|---|---|---|")
    for edge in PAINTING_EDGES:
        images = (draw_scene(edge, 0), draw_style(STYLES[0].name, edge, 0))
        request = StyleRequest(
            content_image=to_png(images[0]),
            style_images=(to_png(images[1]),),
            options=StyleOptions(edge_size=edge),
        )
        estimate = painter.estimate_s(request.options, images[0].size)
        report = painter.paint(request).report
        _say(
            f"| {edge} | {estimate:.1f} | {report['seconds']['total']:.1f} | {report['evaluations']} "
            f"| {report['full_resolution_evaluations']} | {peak_rss_mb():.0f} |"
        )


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
