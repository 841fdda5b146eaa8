import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from engine.errors import NotEnoughMemory
from engine.gallery import draw_scene, draw_style
from engine.machine import devices
from engine.options.style_options import StyleOptions
from engine.painting import memory
from engine.painting.memory import check_memory, in_tiles, memory_bytes
from engine.painting.network_choice import NetworkChoice
from engine.painting.painter import Painter
from engine.pictures.encoding import to_png
from engine.recipes.default import DEFAULT
from engine.request import StyleRequest
from engine.schedule import pyramid

GB = 2**30
EDGE = 96


def levels(edge_size):
    return pyramid.octaves((4, 3), edge_size, DEFAULT.coarsest, DEFAULT.evaluations, DEFAULT.coarsest_evaluations)


@pytest.mark.parametrize(
    ("edge_size", "device", "free", "is_tiled"),
    [
        (1024, "cpu", 20 * GB, False),
        (2048, "cpu", 100 * GB, True),  # a worker stays small, whatever is free
        (1024, "cpu", 2 * GB, True),  # or it would not fit
        (2048, "cuda", 60 * GB, False),
        (4096, "cuda", 20 * GB, True),
        (1024, "cpu", None, False),
    ],
)
def test_tiles_are_for_what_is_too_large_whole(edge_size, device, free, is_tiled, monkeypatch):
    monkeypatch.setattr(devices, "free_memory_bytes", lambda _device: free)
    found = in_tiles(levels(edge_size), device, 4)
    assert all((level.tile_side is not None) == is_tiled for level in found)


def test_tiled_painting_of_twice_the_size_takes_less_than_four_times_the_memory():
    smaller, larger = (memory_bytes(in_tiles(levels(edge), "cpu", 4), 4) for edge in (2048, 4096))
    assert smaller < larger < 4 * smaller
    assert larger < memory_bytes(levels(1024), 4) * 2


@pytest.mark.parametrize(("tile_side", "fits"), [(None, 288), (256, 768)])
def test_size_that_would_fit_is_one_for_the_way_it_is_painted(tile_side, fits, monkeypatch):
    """What is not in tiles by then, published recipes and experiments, is never."""
    monkeypatch.setattr(devices, "free_memory_bytes", lambda _device: 300 * 2**20)
    whole = levels(1024)[-1:]
    with pytest.raises(NotEnoughMemory, match=f"about {fits} px would fit"):
        check_memory((replace(whole[0], tile_side=tile_side),), "cpu", 4)


def test_work_in_tiles_is_expected_to_take_longer():
    whole = levels(2048)[-1]
    (tiled,) = in_tiles((whole,), "cpu", 4)
    assert whole.work == whole.pixels
    assert 1.4 * whole.work < tiled.work < 1.7 * whole.work


def painted(network_dir):
    painter = Painter(NetworkChoice(network="quick", dtype="float32", device="cpu", cache_dir=network_dir))
    request = StyleRequest(
        content_image=to_png(draw_scene(EDGE, 0)),
        style_images=(to_png(draw_style("brush", EDGE, 0)),),
        options=StyleOptions(edge_size=EDGE, schedule=((EDGE, 5),)),
    )
    result = painter.paint(request)
    return np.asarray(Image.open(io.BytesIO(result.image_png)), dtype=np.float32) / 255, result.report


def test_picture_painted_in_tiles_is_the_one_painted_whole(tmp_path, monkeypatch):
    """To a thousandth of the range of colours in the mean: a quarter of what 8 bits can tell apart."""
    whole, of_whole = painted(tmp_path)
    monkeypatch.setattr(memory, "LARGEST_WHOLE", 0)
    monkeypatch.setattr(memory, "TILE_SIDE", 32)
    tiled, of_tiled = painted(tmp_path)
    assert np.abs(tiled - whole).mean() < 1e-3
    assert np.abs(whole - np.asarray(draw_scene(EDGE, 0), dtype=np.float32) / 255).mean() > 0.02
    for measured in ("network_style_gap_closed", "network_content_kept"):
        assert of_tiled[measured] == pytest.approx(of_whole[measured], abs=1e-3)
