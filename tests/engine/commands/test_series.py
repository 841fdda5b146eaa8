"""A series of mixtures: its shares, its pictures, its film, and what is left where it is stopped."""

import json
import os
import signal

import av
import pytest
from PIL import Image

from engine.__main__ import main
from engine.commands.series import mixtures, there_and_back
from engine.pictures.encoding import to_png
from engine.request import Iterate, StyleResult


class MixesColours:
    """A painter whose pictures are as red as the first style's share."""

    def __init__(self, _choice):
        self.painted = 0

    def paint(self, request, *, on_iterate, should_stop, **_told):
        on_iterate(
            Iterate(level=0, levels=1, edge_size=64, evaluation=1, evaluations=2, fraction=0.5, seconds_left=1.0)
        )
        self.painted += 1
        if self.painted == STOP_AT:
            os.kill(os.getpid(), signal.SIGINT)
        red = round(255 * request.options.shares[0])
        return StyleResult(image_png=to_png(Image.new("RGB", (64, 48), (red, 0, 0))), width=64, height=48)


STOP_AT = 3


@pytest.fixture
def ask(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("engine.painting.painter.Painter", MixesColours)
    for name in ("photo", "one", "other"):
        Image.new("RGB", (64, 48)).save(f"{name}.png")
    return lambda words: main(["stylize", "photo.png", *words.split(), "--quiet"])


def frames_of(path):
    with av.open(str(path)) as film:
        return sum(1 for _ in film.decode(video=0))


def test_shares_go_in_even_steps_from_one_style_to_the_other():
    assert mixtures(3) == [(1.0, 0.0), (0.5, 0.5), (0.0, 1.0)]


def test_film_turns_round_without_standing_still():
    assert there_and_back(["a", "b", "c"]) == ["a", "b", "c", "b"]


def test_every_mixture_is_a_picture_and_a_frame(ask, tmp_path):
    assert ask("one.png other.png --series 2 -o out.mp4 --report report.json") == 0
    assert [Image.open(f"out-0{n}.png").getpixel((0, 0)) for n in (1, 2)] == [(255, 0, 0), (0, 0, 0)]
    assert frames_of(tmp_path / "out.mp4") == 2
    assert [told["shares"] for told in json.loads((tmp_path / "report.json").read_text())["series"]] == [[1, 0], [0, 1]]


def test_stopped_series_keeps_what_is_whole(ask, tmp_path, capsys):
    assert ask("one.png other.png --series 5 -o out.mp4") == 0
    assert sorted(path.name for path in tmp_path.glob("out-*.png")) == ["out-01.png", "out-02.png"]
    assert "2 mixtures" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("one.png --series 5 -o out.mp4", "two styles"),
        ("one.png other.png --series 1 -o out.mp4", "from 2 up"),
        ("one.png other.png --series 5 -o out.png", ".mp4"),
        ("one.png other.png --series 5 --blend 1 2 -o out.mp4", "--blend"),
    ],
)
def test_what_makes_no_series_is_refused_with_what_does(ask, capsys, words, said):
    assert ask(words) == 2
    assert said in capsys.readouterr().err
