import io

from PIL import Image

from engine.options.style_options import StyleOptions, Try
from engine.painting.tries import estimate_s, options_of, paint_tries
from engine.request import Iterate, StyleRequest
from tests.support.clock import Clock
from tests.support.painter import FakePainter, picture

STRENGTHS = tuple(Try(strength=strength) for strength in (0, 50, 100))
STYLES = tuple(Try(strength=100, style=place) for place in (0, 1, 2))


def asked(tries, styles=("lime",), **options):
    return StyleRequest(
        content_image=picture("blue"),
        style_images=tuple(picture(color) for color in styles),
        options=StyleOptions(edge_size=64, tries=tries, **options),
    )


def colors(result):
    pictures = (result.image_png, *result.more_pngs)
    return [Image.open(io.BytesIO(png)).convert("RGB").getpixel((5, 5)) for png in pictures]


def test_one_style_at_three_strengths_is_three_pictures():
    painted = paint_tries(FakePainter(iterates=2), asked(STRENGTHS))
    assert [color[1] for color in colors(painted)] == [0, 127, 255]


def test_three_styles_apart_are_each_painted_alone():
    painted = paint_tries(FakePainter(iterates=2), asked(STYLES, ("red", "lime", "white")))
    assert colors(painted) == [(255, 0, 0), (0, 255, 0), (255, 255, 255)]


def test_progress_of_three_is_told_as_that_of_one():
    heard = []
    painter = FakePainter(iterates=4, pace_s=0.001)
    paint_tries(painter, asked(STRENGTHS), on_iterate=heard.append)
    fractions = [iterate.fraction for iterate in heard]
    assert fractions == sorted(fractions)
    assert (len(fractions), fractions[-1]) == (12, 1)
    assert heard[0].seconds_left > 2 * painter.estimate_s(StyleOptions(edge_size=64))


class TwoSecondPainter:
    """Paints for two seconds of the test's clock, and tells of the first moment and the last."""

    def __init__(self, clock):
        self._clock = clock

    def paint(self, request, *, on_iterate, should_stop):
        for number, left_s in ((0, 2.0), (1, 0.0)):
            place = {"level": 0, "levels": 1, "edge_size": 64, "evaluation": number, "evaluations": 1}
            on_iterate(Iterate(**place, fraction=float(number), seconds_left=left_s))
            self._clock.now += left_s
        return FakePainter(iterates=1).paint(request)


def test_at_the_end_of_one_the_others_are_still_to_come():
    heard, clock = [], Clock()
    paint_tries(TwoSecondPainter(clock), asked(STRENGTHS), on_iterate=heard.append, clock=clock)
    assert [iterate.seconds_left for iterate in heard] == [6, 4, 4, 2, 2, 0]


def test_stopped_the_rest_is_not_begun():
    assert paint_tries(FakePainter(), asked(STRENGTHS), should_stop=lambda: True).more_pngs == ()


def test_time_of_all_is_the_sum_of_each():
    painter = FakePainter(iterates=10, pace_s=0.1)
    assert estimate_s(painter, asked(STRENGTHS).options) == 3 * painter.estimate_s(StyleOptions())


def test_tries_share_the_time_that_one_piece_of_work_may_take():
    options = asked(STRENGTHS, limit_s=120).options
    assert [options_of(options, each).limit_s for each in STRENGTHS] == [40, 40, 40]
    assert options_of(asked(STRENGTHS).options, STRENGTHS[0]).limit_s is None


def test_options_with_tries_survive_json_and_one_try_is_an_ordinary_painting():
    options = asked(STYLES, ("red", "lime", "white"), shares=(1, 2, 3)).options
    assert StyleOptions.from_json(options.to_json()) == options
    assert options_of(options, STYLES[1]) == StyleOptions(edge_size=64, strength=100)
