"""What a painting is compared with is computed once."""

from dataclasses import replace

import pytest
import torch
from PIL import Image

from engine.painting import aim as module
from engine.painting.aim import Aim
from engine.painting.coarse_to_fine import plan
from engine.painting.style_targets import StyleTargets
from engine.painting.subject import Subject
from engine.pictures.encoding import to_png
from engine.recipes.default import DEFAULT
from tests.support.small_paintings import request

OWN_COLORS = replace(DEFAULT, content_in_style_colors_of=())  # as with networks that the recipe does not name


def aim_of(painter, recipe, content=None):
    asked = request(content)
    subject, workshop = Subject.of(asked), painter.workshop
    levels = plan(recipe, workshop, asked.options, subject.photo.size).levels
    extraction = workshop.extraction(recipe)
    return Aim(recipe=recipe, workshop=workshop, subject=subject, extraction=extraction, levels=levels, tile_side=None)


@pytest.mark.parametrize(
    ("recipe", "looks"), [(OWN_COLORS, ["relu2_2"]), (DEFAULT, [None, "relu2_2"])], ids=["own", "styles"]
)
def test_photo_in_its_own_colours_is_looked_at_once(painter, monkeypatch, recipe, looks):
    aim, seen, gathered = aim_of(painter, recipe), [], module.gathered
    view = aim.levels[0].views[0]
    expected = aim._targets(view)  # the style's statistics are kept from here on
    monkeypatch.setattr(module, "gathered", lambda *given: (seen.append(given[-1]), gathered(*given))[1])
    targets = aim._targets(view)
    assert seen == looks
    assert torch.equal(targets.content, expected.content)


def test_content_of_the_photos_own_colours_is_its_map(painter):
    aim = aim_of(painter, OWN_COLORS)
    view = aim.levels[0].views[0]
    assert torch.equal(aim._targets(view).content, aim._gathered(aim._photo(view.size), "relu2_2").content)


@pytest.mark.parametrize("recipe", [OWN_COLORS, DEFAULT], ids=["own", "styles"])
def test_photo_of_one_colour_has_no_content_to_keep(painter, recipe):
    """Its map has hardly any energy about its mean, in units of which every stroke would be a great loss."""
    aim = aim_of(painter, recipe, to_png(Image.new("RGB", (96, 72), (250, 250, 250))))
    assert aim._targets(aim.levels[0].views[0]).content is None
    assert aim_of(painter, recipe)._targets(aim.levels[0].views[0]).content is not None


@pytest.mark.parametrize(("tile_side", "computed"), [(32, 2), (256, 1)], ids=["tiles", "hardly larger than a tile"])
def test_statistics_summed_over_tiles_are_not_taken_for_those_of_the_whole(painter, monkeypatch, tile_side, computed):
    """Their last digits differ, and what was painted before would decide the bytes of an equal seed."""
    kept, aim = StyleTargets(None), aim_of(painter, DEFAULT)
    monkeypatch.setattr(painter.workshop, "style_targets", kept)
    for each in (replace(aim, tile_side=tile_side), aim):
        each._style_at(96)
    assert kept.computed == computed
