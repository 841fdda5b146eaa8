"""Sixty short paintings over pairs, sizes, strengths, dtypes and seeds: none stands still, none runs away."""

import io
import itertools

import numpy as np
import pytest
from PIL import Image

from engine.gallery import STYLES, draw_scene, draw_style
from engine.options.style_options import StyleOptions
from engine.painting.network_choice import NetworkChoice
from engine.painting.painter import Painter
from engine.pictures.encoding import to_png
from engine.request import StyleRequest

PAIRS = 10
RUNS = list(itertools.product(range(PAIRS), ((64, 25), (64, 60), (64, 100), (96, 50), (96, 90), (160, 75))))


@pytest.fixture(scope="module", params=["float32", "bfloat16"])
def painter(request, tmp_path_factory):
    return Painter(NetworkChoice(dtype=request.param, device="cpu", cache_dir=tmp_path_factory.mktemp("cache")))


def pixels(encoded):
    return np.asarray(Image.open(io.BytesIO(encoded)).convert("RGB"), dtype=np.float32) / 255


def pair(number):
    style = STYLES[number % len(STYLES)].name
    return to_png(draw_scene(160, number)), to_png(draw_style(style, 160, number))


@pytest.mark.slow
def test_sixty_runs_all_move_and_none_diverges(painter):
    assert len(RUNS) == 60
    pairs = [pair(number) for number in range(PAIRS)]
    still, diverged, infinite = [], [], []
    for number, (edge, strength) in RUNS:
        content, style = pairs[number]
        options = StyleOptions(edge_size=edge, strength=strength, seed=number, schedule=((edge, 10),))
        result = painter.paint(StyleRequest(content_image=content, style_images=(style,), options=options))
        unpainted = painter.paint(
            StyleRequest(content_image=content, style_images=(style,), options=StyleOptions(edge_size=edge, strength=0))
        )
        painted = pixels(result.image_png)
        if np.abs(painted - pixels(unpainted.image_png)).mean() < 0.005:
            still.append((number, edge, strength))
        if result.report["network_style_gap_closed"] < 0.05:
            diverged.append((number, edge, strength))
        if any(level["loss"] is None for level in result.report["levels"]):
            infinite.append((number, edge, strength))
    assert (still, diverged, infinite) == ([], [], [])
