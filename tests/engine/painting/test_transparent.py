"""A photo of which a part is transparent: its painting is transparent there too."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from PIL import Image

from engine.options.style_options import StyleOptions
from engine.painting.network_choice import NetworkChoice
from engine.painting.painter import Painter
from engine.request import StyleRequest
from tests.support.drawn import encoded, noise


def blurred(seed: int) -> Image.Image:
    return noise((12, 9), seed).resize((96, 72), Image.Resampling.BICUBIC)


def test_painting_has_the_photos_outline(tmp_path: Path) -> None:
    """The left third of the photo is not there; what is painted there does not matter."""
    photo = blurred(1).convert("RGBA")
    photo.paste((0, 0, 0, 0), (0, 0, 32, 72))
    painter = Painter(NetworkChoice(network="quick", dtype="float32", device="cpu", cache_dir=tmp_path))
    options = StyleOptions(edge_size=64, schedule=((64, 1),))
    request = StyleRequest(content_image=encoded(photo), style_images=(encoded(blurred(2)),), options=options)
    painted = Image.open(io.BytesIO(painter.paint(request).image_png))
    assert painted.size == (64, 48)
    columns = np.asarray(painted.getchannel("A")).mean(axis=0)
    assert columns[:20].max() == 0
    assert columns[23:].min() == 255
