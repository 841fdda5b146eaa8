"""What the laboratory's commands refuse, each in one line that says what may be asked for."""

import pytest

from engine.__main__ import _parser, main
from engine.commands.laboratory.neurons import PUBLISHED_ZOOM, _growth
from engine.machine import devices
from engine.recipes.climbing import SMOOTH


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("neurons --layer relu9_9 -o a.png", "relu1_1"),
        ("neurons --layer conv3_1 -o a.png", "relu3_1"),
        ("neurons --layer relu3_1 --neuron 900 -o a.png", "0 to 255"),
        ("neurons --film 3 -o a.png", ".mp4"),
        ("dream photo.png --layers conv3_1:1 -o a.png", "pool3"),
        ("dream nowhere.png -o a.png", "nowhere.png"),
        ("dream photo.png --layers relu5_1:1 --edge-size 64 -o a.png", "needs 80 px on the short side"),
        ("dream photo.png --layer relu5_1 --film 2 --edge-size 64 -o a.mp4", "needs 80 px on the short side"),
        ("texture photo.png --one-size -o a.png", "--by gram"),
        ("layers photo.png -o a.png", "--rebuild"),
        ("layers photo.png --rebuild relu9_9 -o a.png", "relu9_9"),
        ("layers photo.png --rebuild conv3_1 -o a.png", "relu3_1"),
    ],
)
def test_what_is_not_there_is_answered_by_what_is(ask, capsys, words, said):
    assert ask(words) == 2
    printed = capsys.readouterr().err
    assert said in printed
    assert printed.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("neurons --zoom 9 -o a.png", "1 to 2"),
        ("neurons --zoom 0 -o a.png", "1 to 2"),
        ("neurons --size 8 -o a.png", "32 to 4096"),
        ("neurons --octaves 1000000000 -o a.png", "1 to 64"),
        ("neurons --octaves 20 --zoom 1.5 -o a.png", "at most 4096 px"),
        ("neurons --octaves 1 --zoom 1.5 -o a.png", "--octaves"),
        ("neurons --blur 25 -o a.png", "0 to 21 px"),
        ("neurons --blur nan -o a.png", "0 to 21 px"),
        ("neurons --seed 18446744073709551616 -o a.png", "whole number from 0"),
        ("dream photo.png --octaves 5000 -o a.png", "1 to 64"),
        ("dream photo.png --edge-size 100000 -o a.png", "64 to 4096"),
        ("dream photo.png --edge-size -5 -o a.png", "64 to 4096"),
        ("dream photo.png --rate 0 -o a.png", "above 0"),
        ("layers photo.png --edge-size 100000 -o sheets", "64 to 4096"),
    ],
)
def test_numbers_out_of_bounds_are_answered_by_the_bounds(ask, capsys, words, said):
    assert ask(words) == 2
    printed = capsys.readouterr().err
    assert said in printed
    assert printed.count("\n") == 1


def test_zoom_of_the_help_is_the_one_taken(capsys):
    with pytest.raises(SystemExit):
        main(["neurons", "--help"])
    assert f"default: {PUBLISHED_ZOOM} with --octaves or --film, else the ascent's own" in " ".join(
        capsys.readouterr().out.split()
    )
    for words, zoom in (("", SMOOTH.octaves[1]), ("--octaves 3", PUBLISHED_ZOOM), ("--film 2", PUBLISHED_ZOOM)):
        flags = _parser().parse_args(["neurons", *words.split(), "-o", "a.png"])
        assert _growth(flags, SMOOTH).zoom == zoom


def test_help_says_what_a_dream_is_of_where_nobody_says(capsys):
    with pytest.raises(SystemExit):
        main(["dream", "--help"])
    told = " ".join(capsys.readouterr().out.split())
    assert "default: relu4_3; by --ascent published, which ImageNet weights take unasked, the cookbook's" in told
    assert "of these what the network reaches, else its last layer" in told


def test_help_says_of_textures_of_one_size_alone_that_they_begin_with_noise(capsys):
    """By octaves, as where nobody says, they begin with the style's own pixels in disorder."""
    for words in (["--help"], ["texture", "--help"]):
        with pytest.raises(SystemExit):
            main(words)
    told = " ".join(capsys.readouterr().out.split())
    assert "a style alone, without a photo" in told
    assert told.count("from noise") == told.count("gram and mean as published, at full size from noise") == 1


@pytest.mark.parametrize("flag", ["dream photo.png --layers pool3:inf", "neurons --neuron 4:nan"])
def test_weights_that_are_no_numbers_are_refused(capsys, flag):
    with pytest.raises(SystemExit):
        main([*flag.split(), "-o", "a.png"])
    assert "is not like" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("flag", "said"),
    [
        ("dream photo.png --layers pool3:1,", "is not like pool3:0.1,pool4:1.2"),
        ("dream photo.png --layers pool3:1,pool3:2", "names pool3 twice"),
        ("dream photo.png --neuron four", "is not like 4 or 4:1,17:-0.5"),
        ("neurons --neuron 4:1,4:-0.5", "names 4 twice"),
        ("neurons --neuron 4,04", "names 4 twice"),
    ],
)
def test_empty_and_doubled_names_are_refused(capsys, flag, said):
    with pytest.raises(SystemExit):
        main([*flag.split(), "-o", "a.png"])
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "one", "other"),
    [
        ("dream photo.png --layers pool3:1 --layer relu3_1 -o a.png", "--layers", "--layer"),
        ("dream photo.png --layers pool3:1 --neuron 4 -o a.png", "--layers", "--neuron"),
        ("dream photo.png --film 2 --octaves 2 -o a.mp4", "--film", "--octaves"),
        ("neurons --grid --film 2 -o a.mp4", "--grid", "--film"),
        ("neurons --grid --neuron 4 -o a.png", "--grid", "--neuron"),
        ("neurons --grid --octaves 2 -o a.png", "--grid", "--octaves"),
        ("neurons --grid --zoom 1.5 -o a.png", "--grid", "--zoom"),
        ("neurons --grid --size 64 -o a.png", "--grid", "--size"),
        ("neurons --grid --blur 1 -o a.png", "--grid", "--blur"),
        ("neurons --film 2 --octaves 2 -o a.mp4", "--film", "--octaves"),
        ("neurons --film 2 --size 64 -o a.mp4", "--film", "--size"),
        ("neurons --film 2 --blur 1 -o a.mp4", "--film", "--blur"),
        ("layers photo.png --rounds 2 -o sheets", "--rounds", "--rebuild"),
    ],
)
def test_flags_that_would_do_nothing_are_refused(ask, capsys, words, one, other):
    assert ask(words) == 2
    printed = capsys.readouterr().err
    assert one in printed
    assert other in printed
    assert printed.count("\n") == 1


@pytest.mark.parametrize("words", ["dream photo.png -o a.png", "layers photo.png -o sheets", "neurons -o a.png"])
def test_what_does_not_fit_the_memory_is_refused_before_it_is_begun(ask, capsys, words, monkeypatch):
    monkeypatch.setattr(devices, "free_memory_bytes", lambda _device: 50 * 2**20)
    assert ask(words) == 2
    printed = capsys.readouterr().err
    assert "px would fit" in printed
    assert printed.count("\n") == 1
