"""Every experiment end to end, at a tiny size, on the network that comes with the project."""

import json
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import av
import numpy as np
import pytest
from PIL import Image

from engine.commands import bench_laboratory
from engine.commands.laboratory import neurons as neurons_command
from engine.laboratory import grid, neurons
from engine.laboratory.slope import Slope
from engine.recipes import known
from engine.recipes.climbing import SMOOTH
from engine.recipes.one_sided import TEXTURE_GRAM_OCTAVES
from tests.support.laboratory import FakeExperiment


def told():
    with open("report.json") as file:  # noqa: PTH123
        return json.load(file)


def pixels(path):
    return np.asarray(Image.open(path), dtype=float)


def test_neuron_is_grown_and_repeats_by_its_seed(ask):
    words = "neurons --layer relu2_1 --neuron 1 --octaves 1 --size 32 --steps 2"
    assert [ask(f"{words} -o {name}.png --seed {seed}") for name, seed in (("a", 3), ("b", 3), ("c", 4))] == [0, 0, 0]
    assert (pixels("a.png") == pixels("b.png")).all()
    assert (pixels("a.png") != pixels("c.png")).any()
    assert (told()["steps"], told()["network"], told()["neurons"]) == (2, "builtin", {"1": 1.0})


def test_neuron_grows_by_octaves_unless_told_otherwise(ask):
    assert ask("neurons --size 32 --steps 1 -o a.png") == 0
    assert (told()["neurons"], told()["ascent"]) == ({"4": 1.0}, "smooth")
    assert told()["schedule"] == [[side, 1] for side in (32, 40, 50, 62, 77, 96, 120, 150)]


def test_neuron_is_one_size_from_an_even_grey_as_published(ask):
    assert ask("neurons --ascent published --size 32 --steps 1 -o a.png") == 0
    assert (told()["neurons"], told()["schedule"]) == ({"1": 1.0}, [[32, 1]])


def test_more_steps_excite_a_neuron_more(ask):
    scores = []
    for steps in (1, 4):
        assert ask(f"neurons --layer relu1_2 --neuron 5 --octaves 1 --size 32 --steps {steps} -o a.png") == 0
        scores.append(told()["score"])
    assert scores[1] > scores[0]


def test_octaves_of_several_neurons_grow(ask):
    words = "neurons --layer relu1_2 --neuron 4:1,7:-0.5 --octaves 3 --size 32 --zoom 1.5 --steps 1 --blur 1 -o a.png"
    assert ask(words) == 0
    assert Image.open("a.png").size == (72, 72)
    assert told()["schedule"] == [[32, 1], [48, 1], [72, 1]]


def test_blur_without_a_number_is_of_one_px(ask, monkeypatch):
    blurs, blurred = [], neurons._blurred
    monkeypatch.setattr(neurons, "_blurred", lambda rgb, px: (blurs.append(px), blurred(rgb, px))[1])
    assert ask("neurons --layer relu1_1 --octaves 2 --size 32 --steps 1 --blur -o a.png") == 0
    assert blurs == [1.0]


def test_film_of_neurons_is_of_the_published_layer_where_the_network_goes_so_deep(ask):
    assert ask("neurons --film 1 --steps 1 -o a.mp4") == 0
    assert told()["layer"] == "relu5_2"
    shallow = FakeExperiment(SMOOTH).asked
    assert neurons_command._layer(SimpleNamespace(film=1, layer=None), shallow) == "relu3_1"


def test_film_of_neurons_plays(ask):
    assert ask("neurons --layer relu1_1 --film 2 --zoom 2 --steps 1 -o a.mp4") == 0
    with av.open("a.mp4") as film:
        assert [frame.width for frame in film.decode(video=0)] == [320, 320]
    assert told()["frames"] == 2


def test_dream_changes_a_photo_and_keeps_its_size(ask):
    assert ask("dream photo.png --layers pool2:1 --octaves 2 --steps 2 --rate 2 --edge-size 64 -o a.png") == 0
    photo = np.asarray(Image.open("photo.png").resize((64, 43), Image.Resampling.LANCZOS), dtype=float)
    changed = np.abs(pixels("a.png") - photo).mean()
    assert 0.5 < changed < 30  # of 255
    assert told()["layers"] == {"pool2": 1.0}


def test_dream_of_the_built_in_network_is_of_the_layer_that_draws_on(ask):
    assert ask("dream photo.png --octaves 1 --steps 1 --edge-size 64 -o a.png") == 0
    assert (told()["layers"], told()["rate"], told()["ascent"]) == ({"relu4_3": 1.0}, 3.0, "smooth")


def test_cookbooks_dream_is_one_flag_away(ask):
    assert ask("dream photo.png --ascent published --octaves 1 --steps 1 --edge-size 64 -o a.png") == 0
    assert (told()["layers"], told()["rate"]) == ({"pool3": 0.1, "pool4": 1.2, "pool5": 1.5}, 1.5)
    assert "Steps are of 1.5 instead of 0.1 (--rate 0.1)." in told()["notes"]


def test_cookbooks_step_is_not_told_as_another(ask):
    assert ask("dream photo.png --ascent published --rate 0.1 --octaves 1 --steps 1 --edge-size 64 -o a.png") == 0
    assert told()["notes"] == ["Pictures are reflected at their edges, where the cookbook pads with zeros."]


def test_dream_of_a_neuron_as_a_film(ask):
    assert ask("dream photo.png --layer relu1_2 --neuron 3:1,17:-0.5 --steps 1 --film 2 --edge-size 64 -o a.mp4") == 0
    assert (told()["frames"], told()["layer"], told()["neurons"]) == (2, "relu1_2", {"3": 1.0, "17": -0.5})
    assert "layers" not in told()


@pytest.mark.parametrize(("by", "recipe"), [("moments", "default"), ("gram", "texture-gram"), ("mean", "texture-mean")])
def test_texture_of_a_style(ask, few_evaluations, by, recipe):
    rounds = "" if by == "moments" else "--rounds 1"
    assert ask(f"texture photo.png --by {by} --edge-size 64 {rounds} -o a.jpg") == 0
    assert told()["recipe"] == recipe
    (level,) = told()["levels"]
    assert (level["evaluations"], level["loss"] < level["first_loss"]) == (6, True)
    assert max(Image.open("a.jpg").size) == 64


def test_texture_by_octaves_goes_from_half_its_size_to_it(ask, monkeypatch):
    recipe = replace(TEXTURE_GRAM_OCTAVES, octaves=(2, 1))
    monkeypatch.setitem(known._SUMS, recipe.name, recipe)
    assert ask("texture photo.png --by gram --edge-size 128 -o a.png") == 0
    assert (told()["recipe"], told()["schedule"]) == ("texture-gram-octaves", [[64, 2], [128, 1]])


def test_sheets_show_every_layer(ask, tmp_path):
    assert ask("layers photo.png --edge-size 64 -o sheets") == 0
    names = sorted(path.stem for path in (tmp_path / "sheets").glob("*.png"))
    assert (len(names), names[0], names[-1]) == (21, "01-relu1_1", "21-pool5")


def test_report_of_sheets_says_which_were_made_of_what_and_how_long_that_took(ask):
    assert ask("layers photo.png --edge-size 64 -o sheets", report="sheets/report.json") == 0
    report = json.loads(Path("sheets/report.json").read_text())
    assert (report["network"], report["width"], report["height"], report["stopped"]) == ("builtin", 64, 43, False)
    assert (len(report["layers"]), report["layers"][0], report["layers"][-1]) == (21, "relu1_1", "pool5")
    assert 0 < report["seconds"]["sheets"] <= report["seconds"]["total"]


def test_sheets_are_counted_while_they_are_made(ask, monkeypatch):
    told = []
    monkeypatch.setattr("engine.commands.laboratory.layers.progress_bar", lambda **_: nullcontext(told.append))
    assert ask("layers photo.png --edge-size 64 -o sheets") == 0
    assert [(iterate.evaluation, iterate.evaluations) for iterate in told] == [(place, 21) for place in range(1, 22)]
    assert (told[-1].fraction, told[-1].seconds_left, told[-1].edge_size) == (1.0, 0.0, 64)


def test_report_that_cannot_be_written_is_refused_before_any_sheet_is(ask, tmp_path, capsys):
    assert ask("layers photo.png --edge-size 64 -o sheets", report="nowhere/report.json") == 2
    assert "nowhere/report.json" in capsys.readouterr().err
    assert list((tmp_path / "sheets").iterdir()) == []


def test_no_sheet_takes_the_place_of_its_photo(ask, tmp_path, capsys):
    (tmp_path / "sheets").mkdir()
    photo = (tmp_path / "photo.png").rename(tmp_path / "sheets" / "03-pool1.png")
    before = photo.read_bytes()
    assert ask("layers sheets/03-pool1.png --edge-size 64 -o sheets") == 2
    assert "is read, and would be written over" in capsys.readouterr().err
    assert photo.read_bytes() == before


def test_photo_is_rebuilt_from_a_layer_without_a_word_about_recipes(ask, capsys, caplog):
    assert ask("layers photo.png --rebuild relu1_1 --rounds 3 --edge-size 64 -o a.png") == 0
    assert told()["surviving_share"] > 0.9
    assert "survives in relu1_1" in capsys.readouterr().out
    assert "was made for" not in caplog.text


def test_bench_knows_what_every_experiment_costs(workshop, monkeypatch):
    monkeypatch.setattr(bench_laboratory, "ROUNDS", 2)
    found = list(bench_laboratory.experiments(workshop, 64))
    names = ["neurons", "sheet, 8 at once", "dream", "dream, relative"]
    names += ["texture", "texture-gram", "texture-mean", "rebuild"]
    assert [name for name, _, _, _ in found] == names
    assert [px for _, px, _, _ in found] == [64, 32, 64, 64, 64, 64, 64, 64]
    assert all(bare > 0 and evaluation > 0 for _, _, bare, evaluation in found)


def test_bench_follows_of_a_dreams_gradient_what_a_dream_follows(workshop, monkeypatch):
    class Noted(Slope):
        def __init__(self, emphasis, generator):
            followed.append(emphasis)
            super().__init__(emphasis, generator)

    followed = []
    monkeypatch.setattr(bench_laboratory, "ROUNDS", 2)
    monkeypatch.setattr(bench_laboratory, "Slope", Noted)
    list(bench_laboratory.experiments(workshop, 64))
    assert followed == [SMOOTH.on_neurons] * 2 + [SMOOTH.in_dreams] * 2


def test_grid_of_neurons(ask, monkeypatch):
    monkeypatch.setattr(grid, "GRID_SIZE", 32)  # px, of 128: a sixteenth of the work
    monkeypatch.setattr(grid, "GRID_CROP", (4, 4, 28, 28))
    assert ask("neurons --grid --steps 1 -o a.png") == 0
    assert Image.open("a.png").size == (804, 504)
    assert {layer: len(found) for layer, found in told()["neurons"].items()} == {
        "relu1_1": 8, "relu2_1": 8, "relu3_2": 8, "relu4_2": 8, "relu5_3": 8,
    }  # fmt: skip


def test_texture_of_a_cut_out_has_no_holes(ask):
    cut_out = Image.open("photo.png").convert("RGBA")
    cut_out.paste((0, 0, 0, 0), (0, 0, 40, 40))
    cut_out.save("cut-out.png")
    assert ask("texture cut-out.png --by gram --edge-size 64 --rounds 1 -o a.png") == 0
    assert Image.open("a.png").mode == "RGB"


def test_dream_of_one_layer_is_of_it_alone(ask):
    assert ask("dream photo.png --layer relu1_2 --octaves 1 --steps 1 --edge-size 64 -o a.png") == 0
    assert told()["layers"] == {"relu1_2": 1.0}


def test_grid_of_one_layer_is_of_it_alone(ask):
    assert ask("neurons --grid --layer relu1_1 --steps 1 -o a.png") == 0
    assert list(told()["neurons"]) == ["relu1_1"]


def test_sheets_that_are_stopped_are_counted_as_they_were_written(ask, capsys, tmp_path, monkeypatch):
    @contextmanager
    def after_two():
        yield lambda: len(list((tmp_path / "sheets").glob("*.png"))) == 2

    monkeypatch.setattr("engine.commands.laboratory.layers.stopping", after_two)
    assert ask("layers photo.png --edge-size 64 -o sheets") == 0
    assert len(list((tmp_path / "sheets").glob("*.png"))) == 2
    assert "2 sheets" in capsys.readouterr().out
