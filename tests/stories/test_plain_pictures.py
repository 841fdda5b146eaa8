"""Pictures of one colour, which an article's experiments paint with and nobody has to send."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from tests.support.studio import PHOTO, STYLE, Studio

NAVY, ORANGE = (0, 0, 128), (255, 165, 0)


@pytest.fixture
async def published(s: Studio) -> Studio:
    await s.store.preferences.change(s.private, s.ann.id, recipe="chollet-vgg19")
    return s


def color_of(encoded: bytes) -> tuple[int, ...]:
    return tuple(Image.open(io.BytesIO(encoded)).convert("RGB").resize((1, 1)).getpixel((0, 0)))


async def colors(s: Studio) -> list[tuple[int, ...]]:
    """Return the colours of the photo and the style of the last painting."""
    job = await s.queue.latest(owner=str(s.ann.id), group=str(s.private))
    request = await s.queue.request_of(job.id)
    return [color_of(request.content_image), *map(color_of, request.style_images)]


def near(found: list[tuple[int, ...]], *wanted: tuple[int, ...]) -> bool:
    pairs = zip(found, wanted, strict=True)
    return all(abs(a - b) <= 3 for one, other in pairs for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize(("word", "color"), [("blank", (255, 255, 255)), ("black", (0, 0, 0)), ("黑色", (0, 0, 0))])
async def test_style_of_one_colour_under_a_photo(published: Studio, word: str, color: tuple[int, ...]) -> None:
    published.ann.send_photo(published.private, PHOTO, f"/style {word}")
    await published.result()
    assert near(await colors(published), NAVY, color)


async def test_style_of_one_colour_after_a_photo(published: Studio) -> None:
    published.ann.send_photo(published.private, PHOTO)
    await published.says("Got your photo")
    published.ann.send_text(published.private, "/style black")
    await published.result()
    assert near(await colors(published), NAVY, (0, 0, 0))


async def test_blank_photo_in_reply_to_its_style(s: Studio) -> None:
    style = s.ann.send_photo(s.private, STYLE)
    s.ann.send_text(s.private, "/content blank", reply_to=style)
    await s.result()
    assert near(await colors(s), (255, 255, 255), ORANGE)


@pytest.mark.parametrize("first", ["/content blank", "/style blank"])
async def test_photo_and_style_may_be_of_one_colour(published: Studio, first: str) -> None:
    (second,) = {"/content blank", "/style blank"} - {first}
    for words in (first, second):
        published.ann.send_text(published.private, words)
    await published.result()
    assert near(await colors(published), (255, 255, 255), (255, 255, 255))


async def test_usual_recipe_says_which_ones_take_a_style_of_one_colour(s: Studio) -> None:
    s.ann.send_photo(s.private, PHOTO, "/style blank")
    await s.says("“my own” takes no style of one colour. These do: keras-vgg16, ")
    await s.says("Got your photo")  # it is kept all the same
    assert await s.queue.latest(owner=str(s.ann.id), group=str(s.private)) is None
