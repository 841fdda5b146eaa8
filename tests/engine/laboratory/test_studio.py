"""Experiments as a worker makes them, at a tiny size, on the network that comes with the project."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from PIL import Image

from engine.errors import InvalidOption, NotEnoughMemory
from engine.gallery import draw_scene
from engine.laboratory.ascent import Excitation
from engine.laboratory.experiment import Asked, Experiment
from engine.laboratory.grid import BATCH, awake_each, layers_of_sheet
from engine.laboratory.studio import Studio, ends_of_blocks, texture
from engine.machine import devices
from engine.options.experiment_choice import ExperimentChoice, ExperimentKind
from engine.options.style_options import StyleOptions
from engine.painting.network_choice import NetworkChoice
from engine.painting.painter import Painter
from engine.pictures.encoding import to_png
from engine.recipes.climbing import PUBLISHED, SMOOTH
from engine.request import Iterate, StyleRequest, StyleResult
from engine.schedule.duration import QUICK_SHARE, depth_of
from engine.schedule.octaves import experiment_s
from engine.schedule.pyramid import TILED

PHOTO = to_png(draw_scene(64, 0))


@pytest.fixture(scope="module")
def painter(tmp_path_factory: pytest.TempPathFactory) -> Painter:
    cache = tmp_path_factory.mktemp("cache")
    return Painter(NetworkChoice(network="quick", device="cpu", dtype="float32", cache_dir=cache))


@pytest.fixture(scope="module")
def studio(painter: Painter) -> Studio:
    return Studio(painter)


def asked(kind: ExperimentKind, layer: str = "", neuron: int | None = None, edge_size: int = 64) -> StyleOptions:
    return StyleOptions(edge_size=edge_size, experiment=ExperimentChoice(kind=kind, layer=layer, neuron=neuron))


def made(studio: Studio, options: StyleOptions, after: int = 1000) -> tuple[StyleResult, list[Iterate]]:
    """Make an experiment, stopped after so many steps; return what it told on the way, too."""
    told: list[Iterate] = []
    stop: Callable[[], bool] = lambda: len(told) >= after  # noqa: E731
    picture = PHOTO if options.experiment and options.experiment.needs_picture else b""
    request = StyleRequest(content_image=picture, style_images=(), options=options)
    return studio.paint(request, on_iterate=told.append, should_stop=stop), told


def test_dream_tells_how_far_it_is_with_a_look_at_it(studio: Studio) -> None:
    result, told = made(studio, asked(ExperimentKind.DREAM, "relu1_2", edge_size=96))
    assert (result.width, result.height) == (96, 64)
    assert told[-1].fraction == pytest.approx(1)
    assert any(iterate.preview_jpeg for iterate in told)


def test_report_tells_the_schedule_as_a_paintings_does(studio: Studio) -> None:
    result, _ = made(studio, asked(ExperimentKind.DREAM, "relu1_1", edge_size=96), after=1)
    assert result.report["schedule"] == [[edge, SMOOTH.dream_steps] for edge in (48, 68, 96)]
    assert "levels" not in result.report  # facts of descents, which who reads reports counts on


def test_dream_that_is_stopped_gives_the_best_so_far(studio: Studio) -> None:
    result, told = made(studio, asked(ExperimentKind.DREAM), after=3)
    assert len(told) == 3
    assert result.report["stopped"]
    assert (result.width, result.height) == (64, 43)


def test_layers_show_the_ends_of_every_block(studio: Studio) -> None:
    result, _ = made(studio, asked(ExperimentKind.LAYERS))
    assert result.report["pictures"] == ["relu1_1", "relu1_2", "relu2_1", "relu2_2", "relu3_1"]
    assert len(result.more_pngs) == 4


def test_neurons_of_a_layer_look_at_no_picture(studio: Studio) -> None:
    result, told = made(studio, asked(ExperimentKind.NEURONS, "relu1_1"), after=1)
    assert (result.width, result.height) == (4 * 192 + 4, 2 * 192 + 4)
    assert len(result.report["neurons"]["relu1_1"]) == 8
    assert told[0].evaluations == 2 * SMOOTH.steps


def test_step_is_foretold_as_deep_as_it_looks(painter: Painter) -> None:
    about, layers = Asked(workshop=painter.workshop, seed=0), ["relu1_1", "relu3_1"]
    shallow, deep = (painter.workshop.depth([layer]) for layer in layers)
    assert Experiment(about, [(32, 1)], layers).course._depth == deep
    each_alone = Experiment(about, [(32, 1)], layers, is_each_alone=True)
    assert each_alone.course._depth == pytest.approx((shallow + deep) / 2)


def test_only_neurons_that_an_even_start_leaves_silent_begin_with_noise(painter: Painter) -> None:
    about = Asked(workshop=painter.workshop, seed=0, ascent=PUBLISHED)
    experiment = Experiment(about, [(32, 1)], ["relu1_1"])
    silent, awake = awake_each(experiment, 2, lambda rgb: rgb.new_tensor([0.0, 1.0]))
    assert float(silent.std()) > 0.03
    assert float(awake.std((1, 2)).max()) < 0.002  # each channel even, but for one level of 255


def test_neurons_of_a_sheet_climb_on_the_pass_of_paintings(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    passes = []
    of = Excitation.of
    noted = lambda self, features, rgb: (passes.append(len(rgb)), of(self, features, rgb))[1]  # noqa: E731
    monkeypatch.setattr(Excitation, "of", noted)
    made(studio, asked(ExperimentKind.NEURONS, "relu1_1"), after=2)
    assert passes == [BATCH] * 2


def test_texture_is_painted_of_a_photo_that_has_nothing_to_keep() -> None:
    request = StyleRequest(content_image=PHOTO, style_images=(), options=asked(ExperimentKind.TEXTURE))
    painted = texture(request)
    assert (painted.style_images, painted.options.strength, painted.options.experiment) == ((PHOTO,), 100, None)
    assert np.asarray(Image.open(io.BytesIO(painted.content_image))).std() == 0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (asked(ExperimentKind.DREAM, "relu9_9"), "relu1_1"),
        (asked(ExperimentKind.NEURONS, "relu3_1", 900), "0 to 127"),
    ],
)
def test_what_is_not_there_is_refused_by_what_is(studio: Studio, options: StyleOptions, said: str) -> None:
    with pytest.raises(InvalidOption, match=said):
        made(studio, options)


def test_dream_that_does_not_fit_the_memory_is_refused_before_it_is_begun(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(devices, "free_memory_bytes", lambda device: 1_000_000)
    with pytest.raises(NotEnoughMemory, match="64 px"):
        made(studio, asked(ExperimentKind.DREAM))


def test_ends_of_a_block_with_one_layer_stand_once() -> None:
    assert ends_of_blocks(["relu1_1", "relu1_2", "pool1", "relu2_1"]) == ["relu1_1", "relu1_2", "relu2_1"]


def test_a_sheet_shows_of_a_narrow_networks_blocks_what_they_have() -> None:
    narrow = ["relu1_1", "relu1_2", "pool1", "relu2_1", "relu2_2", "pool2", "relu3_1"]
    assert layers_of_sheet(narrow) == ["relu1_1", "relu2_1", "relu3_1"]
    full = [f"relu{block}_{place}" for block, count in enumerate((2, 2, 4, 4, 4), 1) for place in range(1, count + 1)]
    assert layers_of_sheet(full) == ["relu1_1", "relu2_1", "relu3_2", "relu4_2", "relu5_3"]


def test_deeper_layers_and_larger_pictures_are_expected_to_take_longer() -> None:
    shallow, deep = asked(ExperimentKind.DREAM, "relu1_1"), asked(ExperimentKind.DREAM, "relu5_1")
    large = asked(ExperimentKind.DREAM, "relu5_1", edge_size=128)
    assert experiment_s(shallow, SMOOTH) < experiment_s(deep, SMOOTH) < experiment_s(large, SMOOTH)


def test_a_sheet_of_five_layers_is_expected_to_take_longer_than_one_of_a_layer() -> None:
    of_all, of_one = asked(ExperimentKind.NEURONS), asked(ExperimentKind.NEURONS, "relu3_1")
    assert experiment_s(of_all, SMOOTH) > 2 * experiment_s(of_one, SMOOTH)


def test_a_dream_as_published_is_expected_to_take_its_own_steps_and_depth() -> None:
    dream = asked(ExperimentKind.DREAM, edge_size=96)
    assert experiment_s(dream, PUBLISHED) / experiment_s(dream, SMOOTH) == pytest.approx(
        2 * depth_of("pool5") / depth_of("relu4_3")
    )


def test_texture_on_a_gpu_is_not_foretold_in_tiles(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    large = asked(ExperimentKind.TEXTURE, edge_size=2048)
    on_cpu = studio.estimate_s(large)
    monkeypatch.setattr(studio._workshop, "device", "cuda")
    assert on_cpu == pytest.approx(TILED * studio.estimate_s(large))


def test_quick_network_is_loaded_once_and_paints_what_asks_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[str | None] = []

    class Named:
        description = ""

        def __init__(self, choice: NetworkChoice) -> None:
            self.choice, self.loading_s = choice, 3.0
            self.workshop = SimpleNamespace(weights=SimpleNamespace(name=choice.network), device="cpu")

        def get_ready(self) -> None:
            loaded.append(self.choice.network)

        def paint(self, _request: StyleRequest, **_told: object) -> StyleResult:
            facts = {"painted_by": self.choice.network, "seconds": {"load": 0.5, "total": 2.0}}
            return StyleResult(image_png=b"", width=1, height=1, report=facts)

        def estimate_s(self, _options: StyleOptions) -> float:
            return 4.0 if self.choice.network == "quick" else 10.0

    monkeypatch.setattr("engine.laboratory.studio.Painter", Named)
    monkeypatch.setattr("engine.laboratory.studio.looked_at", lambda _workshop: {})
    ticks = iter((100.0, 104.0))
    monkeypatch.setattr("engine.laboratory.studio.time", SimpleNamespace(perf_counter=lambda: next(ticks)))
    studio = Studio(Named(NetworkChoice(network="builtin")))  # type: ignore[arg-type]
    usual, quick = StyleOptions(), StyleOptions(is_quick=True)
    asked = (usual, quick, quick, replace(quick, recipe="cs231n"))
    assert studio.estimate_s(quick) == pytest.approx(10 * QUICK_SHARE + 3)  # to load it takes about as long
    made = [studio.paint(StyleRequest(content_image=b"", style_images=(b"",), options=each)).report for each in asked]
    assert [report["painted_by"] for report in made] == ["builtin", "quick", "quick", "builtin"]
    assert [report["seconds"]["total"] for report in made] == [2.0, 6.0, 2.0, 2.0]
    assert made[1]["seconds"]["load"] == 4.5
    assert loaded == ["quick"]
    assert (studio.estimate_s(usual), studio.estimate_s(quick)) == (10.0, 4.0)


def test_memory_that_runs_out_while_the_quick_network_is_loaded_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def exhausted(_choice: NetworkChoice) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr("engine.laboratory.studio.Painter", exhausted)
    monkeypatch.setattr("engine.laboratory.studio.looked_at", lambda _workshop: {})
    workshop = SimpleNamespace(weights=SimpleNamespace(name="builtin"), device="cuda")
    painter = SimpleNamespace(workshop=workshop, description="", choice=NetworkChoice())
    with pytest.raises(NotEnoughMemory, match="for the quick network; paint without it"):
        Studio(painter).paint(  # type: ignore[arg-type]
            StyleRequest(content_image=PHOTO, style_images=(PHOTO,), options=StyleOptions(is_quick=True))
        )


@pytest.mark.slow  # it measures both networks
def test_quick_painting_is_made_by_the_quick_network_and_foretold_as_such(tmp_path: Path) -> None:
    studio = Studio(Painter(NetworkChoice(device="cpu", dtype="float32", cache_dir=tmp_path)))
    options = StyleOptions(edge_size=64, schedule=((64, 2),))
    quick = replace(options, is_quick=True)
    loading_s = studio._painter.loading_s
    assert studio.estimate_s(quick) == pytest.approx(QUICK_SHARE * studio.estimate_s(options) + loading_s)
    painted = [
        studio.paint(StyleRequest(content_image=PHOTO, style_images=(PHOTO,), options=each)).report["weights"]
        for each in (options, quick, replace(quick, recipe="cs231n"))
    ]
    assert ["half width" in weights for weights in painted] == [False, True, False]


def test_painting_is_left_to_the_painter(studio: Studio) -> None:
    options = StyleOptions(edge_size=64, strength=0)
    result = studio.paint(StyleRequest(content_image=PHOTO, style_images=(PHOTO,), options=options))
    assert result.report["recipe"] == "default"
