"""engine.painting.checkpoint: a painting that was cut short goes on elsewhere, and comes out the same."""

import io
from dataclasses import replace

import numpy as np
import pytest
import torch

from engine.options.recipe_changes import RecipeChanges
from engine.options.style_options import StyleOptions
from engine.painting.checkpoint import Checkpoint, key_of
from engine.recipes.climbing import PUBLISHED
from engine.recipes.default import DEFAULT
from engine.recipes.one_sided import TEXTURE_GRAM_OCTAVES
from engine.recipes.published import CS231N, KERAS_VGG16
from engine.request import StyleRequest
from engine.schedule.pyramid import octaves
from tests.support.small_paintings import clouds

SHALLOW = RecipeChanges(content_layers=(("relu2_1", 1.0),), style_layers=(("relu1_1", 1.0),))  # quick
A_ROUND = KERAS_VGG16.descent.evaluations
CASES = {
    "default": StyleOptions(edge_size=64, schedule=((32, 4), (48, 3), (64, 3)), seed=3),
    "published": StyleOptions(edge_size=64, recipe=KERAS_VGG16.name, changes=SHALLOW, schedule=((64, A_ROUND + 2),)),
    "octaves": StyleOptions(
        edge_size=128, recipe=TEXTURE_GRAM_OCTAVES.name, changes=RecipeChanges(style_layers=(("relu1_1", 1.0),))
    ),
}
KEPT = {"default": 2, "published": 1, "octaves": 1}


class Killed(BaseException):
    """As kill -9: no code of the painter's answers it."""


def kept_by_one_that_is_killed(painter, request, after):
    """Return what a painting had given away when its process ended, just before the picture was finished."""
    kept = []

    def on_iterate(iterate):
        if iterate.evaluation == after:
            raise Killed

    with pytest.raises(Killed):
        painter.paint(request, on_iterate=on_iterate, on_checkpoint=lambda encoded, _done: kept.append(encoded))
    return kept


@pytest.mark.parametrize("case", CASES)
def test_painting_killed_at_the_end_goes_on_and_is_the_same_to_the_byte(case, painter):
    request = StyleRequest(content_image=clouds(1), style_images=(clouds(2),), options=CASES[case])
    whole = painter.paint(request)
    kept = kept_by_one_that_is_killed(painter, request, after=whole.report["evaluations"])
    assert len(kept) == KEPT[case]
    again = painter.paint(request, checkpoint=kept[-1])
    assert again.image_png == whole.image_png
    assert again.report["parts_taken_up"] == len(kept)
    assert [made["evaluations"] for made in again.report["levels"]] == [
        made["evaluations"] for made in whole.report["levels"]
    ]
    assert again.report.get("rounds") == whole.report.get("rounds")
    assert again.report["full_resolution_evaluations"] == whole.report["full_resolution_evaluations"]
    if case == "published":
        assert whole.report["full_resolution_evaluations"] == whole.report["evaluations"]


def test_one_that_goes_on_counts_on_where_the_other_ended(painter):
    request = StyleRequest(content_image=clouds(1), style_images=(clouds(2),), options=CASES["default"])
    kept, seen = {}, []
    painter.paint(request, on_checkpoint=lambda encoded, done: kept.update({done: encoded}))
    assert list(kept) == [1, 2]
    painter.paint(request, on_iterate=seen.append, checkpoint=kept[1])
    assert [iterate.evaluation for iterate in seen] == [5, 6, 7, 8, 9, 10]
    assert (seen[0].level, seen[0].levels) == (1, 3)


def test_published_recipe_that_goes_on_tells_that_its_first_rounds_are_made(painter):
    request = StyleRequest(content_image=clouds(1), style_images=(clouds(2),), options=CASES["published"])
    kept, seen = [], []
    painter.paint(request, on_checkpoint=lambda encoded, _done: kept.append(encoded))
    painter.paint(request, on_iterate=seen.append, checkpoint=kept[0])
    assert seen[0].evaluation == A_ROUND + 1
    assert seen[0].fraction == pytest.approx((A_ROUND + 1) / (A_ROUND + 2))


def checkpoint(key="key", **facts):
    return Checkpoint(key=key, done=1, picture=torch.rand(1, 3, 6, 8) * 1.2 - 0.1, **facts)


def test_checkpoint_comes_back_in_all_its_digits():
    kept = checkpoint(made=[{"loss": 0.1}], rounds=[{"number": 1}])
    back = Checkpoint.decoded(kept.encoded(), "key")
    assert back is not None
    assert torch.equal(back.picture, kept.picture)
    assert (back.done, back.made, back.rounds) == (1, kept.made, kept.rounds)


def test_checkpoint_takes_twelve_bytes_a_pixel():
    assert len(checkpoint().encoded()) < 12 * 6 * 8 + 1500


def test_checkpoint_of_another_painting_is_not_taken_up():
    assert Checkpoint.decoded(checkpoint("other").encoded(), "key") is None


@pytest.mark.parametrize(
    "damage", [lambda kept: b"", lambda kept: kept[: len(kept) // 2], lambda kept: b"PK" + kept[2:9]]
)
def test_damaged_checkpoint_is_not_taken_up(damage, caplog):
    assert Checkpoint.decoded(damage(checkpoint().encoded()), "key") is None
    assert "cannot be read" in caplog.text


def test_checkpoint_holds_no_code():
    stored = io.BytesIO()
    np.savez(stored, facts=np.array([{"key": "key"}], dtype=object), picture=np.zeros((1, 3, 2, 2)))
    assert Checkpoint.decoded(stored.getvalue(), "key") is None


def test_key_tells_networks_options_sizes_and_recipes_apart():
    levels = octaves((96, 72), 96, 32, (4,), 8)
    options = StyleOptions(edge_size=96)
    keys = {
        key_of("a", options, levels, DEFAULT),
        key_of("b", options, levels, DEFAULT),
        key_of("a", StyleOptions(edge_size=96, seed=1), levels, DEFAULT),
        key_of("a", options, octaves((72, 96), 96, 32, (4,), 8), DEFAULT),
        key_of("a", options, levels, replace(DEFAULT, fine_luma=1.0)),
    }
    assert len(keys) == 5


@pytest.mark.parametrize(
    ("constants", "words"),
    [
        (CS231N, {"deviations": ("Told otherwise.",), "article": "Elsewhere", "faces_lost_on": ("builtin",)}),
        (PUBLISHED, {"source": "Elsewhere", "deviations": (), "of_layers": ()}),
    ],
    ids=["recipe", "ascent"],
)
def test_key_stays_where_a_recipe_is_only_told_otherwise(constants, words):
    levels, options = octaves((96, 72), 96, 32, (4,), 8), StyleOptions(edge_size=96)
    told, changed = replace(constants, **words), replace(constants, name="another")
    assert key_of("a", options, levels, told) == key_of("a", options, levels, constants)
    assert key_of("a", options, levels, changed) != key_of("a", options, levels, constants)
