import io

import av
import pytest
from PIL import Image

from engine.pictures.encoding import to_jpeg, to_png
from engine.pictures.film import FRAMES_PER_S, film_of
from engine.pictures.screenplay import ENDING, OPENING, Scene, grown_film, painted_film, wipe_film

PHOTO = to_png(Image.new("RGB", (96, 64), (0, 0, 200)))
PAINTING = to_png(Image.new("RGB", (120, 80), (200, 100, 0)))
HALFWAY = to_jpeg(Image.new("RGB", (60, 40), (0, 250, 0)))


@pytest.fixture
def scene():
    return Scene.of(PHOTO, PAINTING)


def test_film_begins_with_before_and_after_and_ends_on_the_painting_for_a_second(scene):
    frames = list(painted_film(scene, [HALFWAY]))
    assert frames[0].getpixel((5, 40)) == (0, 0, 200)
    assert frames[0].getpixel((115, 40)) == (200, 100, 0)
    assert all(frame.getpixel((60, 40)) == (200, 100, 0) for frame in frames[-ENDING:])
    assert ENDING == FRAMES_PER_S


def test_film_passes_through_its_snapshots(scene):
    frames = list(painted_film(scene, [HALFWAY]))
    way = frames[OPENING:-ENDING]
    assert way[0].getpixel((60, 40)) == (0, 0, 200)
    assert max(frame.getpixel((60, 40))[1] for frame in way) > 230  # between two frames, so not all of it


@pytest.mark.parametrize("snapshots", [1, 5, 28])
def test_film_lasts_four_to_six_seconds_however_many_snapshots_there_are(scene, snapshots):
    frames = list(painted_film(scene, [HALFWAY] * snapshots))
    assert 4 <= len(frames) / FRAMES_PER_S <= 6


def test_film_of_what_grew_begins_with_its_first_snapshot_after_a_look_at_the_end():
    """The first frame is what a chat shows of a film that stands still."""
    frames = list(grown_film(PAINTING, [HALFWAY, PHOTO]))
    assert [frames[at].getpixel((60, 40)) for at in (0, -1)] == [(200, 100, 0)] * 2
    assert frames[OPENING].getpixel((60, 40))[1] > 240
    assert {frame.size for frame in frames} == {(120, 80)}
    assert 4 <= len(frames) / FRAMES_PER_S <= 6


def test_wipe_draws_the_painting_over_the_photo_from_left_to_right(scene):
    frames = list(wipe_film(scene))
    painted = [sum(frame.getpixel((x, 40)) == (200, 100, 0) for x in range(120)) for frame in frames]
    assert painted == sorted(painted)
    assert (painted[0], painted[-1]) == (0, 120)


def test_large_pictures_make_a_film_of_512_px_and_small_ones_of_their_own_size():
    large = to_png(Image.new("RGB", (1024, 600)))
    assert Scene.of(large, large).painting.size == (512, 300)
    assert Scene.of(large, PAINTING).photo.size == (120, 80)


def test_film_in_memory_plays(scene):
    with av.open(io.BytesIO(film_of(wipe_film(scene)))) as container:
        stream = container.streams.video[0]
        assert (stream.codec_context.name, stream.width, stream.height) == ("h264", 120, 80)
        assert sum(1 for _ in container.decode(stream)) == len(list(wipe_film(scene)))
