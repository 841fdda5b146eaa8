"""engine.painting.painter: what a painting is, whatever its options."""

import io
import json
from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image

from engine.descent.settling import Settling
from engine.errors import NotEnoughMemory
from engine.losses import objective
from engine.options.recipe_changes import RecipeChanges
from engine.options.style_options import KeepColors, Stroke, StyleOptions
from engine.painting import aim, coarse_to_fine
from engine.painting.network_choice import NetworkChoice
from engine.painting.painter import Painter
from engine.painting.report import metadata_of
from engine.pictures.encoding import png_metadata, to_png
from engine.request import StyleRequest
from engine.schedule.cost import Cost
from tests.support.small_paintings import QUICK, clouds, opened, request


def test_painting_comes_nearer_to_the_style(painter):
    result = painter.paint(request())
    assert (result.width, result.height) == (96, 72)
    assert result.report["network_style_gap_closed"] > 0.2
    assert all(level["loss"] < level["first_loss"] for level in result.report["levels"])


def test_report_says_what_was_done(painter):
    report = painter.paint(request()).report
    assert json.loads(json.dumps(report)) == report
    assert report["schedule"] == [[64, 6], [96, 4]]
    assert [level["evaluations"] for level in report["levels"]] == [6, 4]
    assert report["evaluations"] == 10
    assert set(report["seconds"]) == {"load", "targets", "optimise", "encode", "total"}
    assert report["peak_rss_mb"] > 50
    assert report["stopped"] is False


def test_painter_that_got_ready_opens_no_network_for_a_painting(painter, monkeypatch):
    """Else the first job of a worker would take seconds that no estimate counts."""
    other = Painter(NetworkChoice(dtype="float32", device="cpu", cache_dir=painter.workshop.cache_dir))
    other.get_ready()
    monkeypatch.setattr("engine.painting.workshop.OnnxFeatures", None)
    assert other.paint(request()).report["evaluations"] == 10


def test_parameters_stand_in_the_png(painter):
    text = png_metadata(painter.paint(request(seed=7)).image_png)["Stylegram"]
    assert "edge_size=96 seed=7" in text
    assert "stroke=medium network=builtin" in text
    assert text.endswith(" device=cpu schedule=64:6,96:4")


@pytest.mark.parametrize(
    ("options", "size"),
    [
        ({"recipe": "chollet-vgg19"}, (533, 400)),  # 400 px high
        ({"recipe": "keras-vgg16"}, (512, 512)),
        ({"recipe": "cs231n", "schedule": ((128, 5),)}, (128, 96)),
        ({"edge_size": 64}, (64, 48)),
    ],
)
def test_photo_that_is_not_painted_is_as_large_as_its_painting_and_says_so(painter, options, size):
    result = painter.paint(request(**{"strength": 0, "schedule": (), **options}))
    assert (result.width, result.height) == size
    assert f" edge_size={max(size)} " in png_metadata(result.image_png)["Stylegram"]


def test_what_few_choose_stands_in_the_png_where_it_was_chosen(painter):
    usual = StyleOptions(recipe="cs231n")
    chosen = replace(usual, changes=RecipeChanges(rate=2.0, style_layers=(("relu1_1", 0.5),)), budget_s=90.0)
    told, more = (
        metadata_of(painter.workshop, options, edge_size=512, is_face_protected=False)["Stylegram"]
        for options in (usual, chosen)
    )
    assert more == f'{told} changes={{"style_layers":[["relu1_1",0.5]],"rate":2.0}} budget=90'


@pytest.mark.parametrize(("recipe", "dtype"), [("default", torch.bfloat16), ("cs231n", torch.float32)])
def test_dtype_that_is_told_and_checked_is_what_the_recipe_computes_in(painter, monkeypatch, recipe, dtype):
    monkeypatch.setattr(painter.workshop, "torch_dtype", torch.bfloat16)
    options = StyleOptions(recipe=recipe, edge_size=64)
    told = metadata_of(painter.workshop, options, edge_size=64, is_face_protected=False)["Stylegram"]
    assert f"dtype={str(dtype).removeprefix('torch.')} " in told
    assert ("stroke" in told) is (recipe == "default")

    def check_memory(_levels, _device, bytes_a_number):
        raise NotEnoughMemory(str(bytes_a_number))

    monkeypatch.setattr("engine.painting.painting.check_memory", check_memory)
    with pytest.raises(NotEnoughMemory, match=str(dtype.itemsize)):
        painter.paint(StyleRequest(content_image=clouds(1), style_images=(clouds(2),), options=options))


def test_strength_0_is_the_resized_photo(painter):
    result = painter.paint(request(strength=0))
    np.testing.assert_array_equal(opened(result), np.asarray(Image.open(io.BytesIO(clouds(1))), dtype=np.float32) / 255)


def test_more_strength_closes_more(painter):
    closed = [
        painter.paint(request(strength=strength, schedule=((64, 20), (96, 12)))).report["network_style_gap_closed"]
        for strength in (10, 80)
    ]
    assert closed[1] > closed[0] + 0.1


def test_equal_requests_give_equal_bytes(painter):
    assert painter.paint(request(seed=3)).image_png == painter.paint(request(seed=3)).image_png


def test_seed_changes_the_picture(painter):
    assert painter.paint(request(seed=3)).image_png != painter.paint(request(seed=4)).image_png


def test_second_job_in_a_style_computes_no_targets(painter):
    painter.paint(request(styles=(5,)))
    assert painter.paint(request(content=clouds(9), styles=(5,))).report["style_targets_computed"] == 0


def test_blend_of_equal_styles_is_the_style(painter):
    alone, twice = painter.paint(request()), painter.paint(request(styles=(2, 2), shares=(0.3, 0.7)))
    assert np.abs(opened(alone) - opened(twice)).mean() < 0.01  # sums in another order


def test_blend_with_all_of_one_style_is_that_style(painter):
    alone, blended = painter.paint(request(styles=(3,))), painter.paint(request(styles=(2, 3), shares=(0, 1)))
    assert np.abs(opened(alone) - opened(blended)).mean() < 0.01


def test_luminance_only_keeps_the_photos_chroma(painter):
    photo = np.asarray(Image.open(io.BytesIO(clouds(1))), dtype=np.float32) / 255
    painted = opened(painter.paint(request(keep_colors=KeepColors.LUMINANCE, strength=90)))
    difference = painted - photo
    inside = ((painted > 0.01) & (painted < 0.99)).all(axis=2)
    assert np.abs(np.ptp(difference, axis=2)[inside]).max() < 0.02  # 8 bit, rounded twice
    assert np.abs(difference).mean() > 0.005


def test_matched_colours_stay_near_the_photos(painter):
    photo = np.asarray(Image.open(io.BytesIO(clouds(1))), dtype=np.float32) / 255
    kept, taken = (
        opened(painter.paint(request(keep_colors=mode, strength=90, schedule=((64, 20), (96, 10)))))
        for mode in (KeepColors.MATCH, KeepColors.OFF)
    )
    mean = photo.mean((0, 1))
    assert np.abs(kept.mean((0, 1)) - mean).max() < np.abs(taken.mean((0, 1)) - mean).max()


@pytest.mark.parametrize("stroke", Stroke)
def test_every_stroke_paints(painter, stroke):
    assert painter.paint(request(stroke=stroke)).width == 96


@pytest.mark.parametrize("size", [(32, 32), (640, 32), (32, 640), (33, 47)])
def test_tiny_and_long_pictures_are_painted(painter, size):
    result = painter.paint(request(content=clouds(1, size), schedule=((64, 3),), edge_size=64, strength=50))
    assert min(result.width, result.height) >= 32
    assert np.isfinite(opened(result)).all()


def test_iterates_count_up_to_the_end(painter, monkeypatch):
    """Also where the first level teaches that evaluations cost something else than was expected."""
    seen = []
    monkeypatch.setattr(painter.workshop, "cost", painter.workshop.cost.times(50))
    painter.paint(request(), on_iterate=seen.append)
    assert [iterate.evaluation for iterate in seen] == list(range(1, 11))
    assert [iterate.edge_size for iterate in seen] == [64] * 6 + [96] * 4
    fractions = [iterate.fraction for iterate in seen]
    assert fractions == sorted(fractions)
    assert fractions[-1] == pytest.approx(1)


def test_previews_are_small_jpegs(painter, monkeypatch):
    monkeypatch.setattr("engine.painting.looks.EVERY_S", 0)
    seen = []
    painter.paint(request(), on_iterate=seen.append)
    preview = Image.open(io.BytesIO(seen[-1].preview_jpeg))
    assert preview.format == "JPEG"
    assert max(preview.size) <= 512


@pytest.mark.parametrize(
    ("options", "ending"), [({"schedule": ()}, "settled"), ({}, "done"), ({"schedule": (), "budget_s": 0.1}, "stopped")]
)
def test_a_level_that_has_settled_ends_unless_its_length_was_given(painter, monkeypatch, options, ending):
    monkeypatch.setattr(coarse_to_fine, "Settling", lambda **_: Settling(least=2, window=1, fall=1e9))
    (first, *_) = painter.paint(request(**options)).report["levels"]
    assert (first["ending"], first["evaluations"] == 2) == (ending, ending == "settled")


def test_budget_bounds_the_plan(painter, monkeypatch):
    monkeypatch.setattr(painter.workshop, "cost", Cost(view_s=0.001, pixel_s=2e-6))  # else a busy machine decides
    short, long = (painter.estimate_s(StyleOptions(edge_size=256, budget_s=budget)) for budget in (10, 40))
    assert short < 10.1
    assert short < long < 40.1


def test_grey_pictures_of_one_colour_are_painted(painter):
    flat = to_png(Image.new("RGB", (64, 64), (128, 128, 128)))
    result = painter.paint(
        StyleRequest(
            content_image=flat,
            style_images=(flat,),
            options=StyleOptions(edge_size=96, schedule=QUICK, keep_colors=KeepColors.MATCH),
        )
    )
    assert np.isfinite(opened(result)).all()


@pytest.mark.parametrize(("largest", "is_compared"), [(aim.HUGE, True), (4000, False)])
def test_huge_pictures_do_without_orientations_at_their_own_size(monkeypatch, painter, largest, is_compared):
    """What comparing them takes up grows with the picture; coarser levels have laid the strokes."""
    seen = []
    whole = objective.orientation_moments
    monkeypatch.setattr(objective, "orientation_moments", lambda rgb: seen.append(rgb.shape[-1]) or whole(rgb))
    monkeypatch.setattr(aim, "HUGE", largest)
    painter.paint(request(schedule=((64, 2), (96, 2))))
    assert (96 in seen) is is_compared
    assert 64 in seen
