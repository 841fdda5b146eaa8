"""Published recipes in the chat: what they do not know stands on no button, and nothing is painted twice the same."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from engine.recipes.published import UNTUNED
from tests.support.fakes import FakePainter
from tests.support.painter import WHOLE
from tests.support.studio import PHOTO, Studio, press, send_two, studio


async def painted_by(s: Studio, recipe: str) -> list[str]:
    """Have a picture painted by the recipe; return the words on its card."""
    await s.store.preferences.change(s.private, s.ann.id, recipe=recipe)
    await send_two(s)
    return (await s.opened(await s.result())).buttons


async def test_a_recipe_of_one_size_offers_neither_sizes_nor_strokes(s: Studio) -> None:
    buttons = await painted_by(s, "keras-vgg16")
    assert {"64 px", "Large", "Try strengths"}.isdisjoint(buttons)
    assert "Swap pictures" in buttons
    assert not [button for button in buttons if button.startswith("Strokes")]
    s.ann.send_text(s.private, "bigger", reply_to=s.results()[0])
    await s.says("“keras-vgg16” paints at a size of its own")


async def test_a_recipe_of_any_size_offers_sizes_and_no_strokes(s: Studio) -> None:
    buttons = await painted_by(s, "cs231n")
    assert {"64 px", "Large"} <= set(buttons)
    assert not [button for button in buttons if button.startswith("Strokes")]


@pytest.mark.parametrize("command", ["/again", "/go"])
async def test_what_would_come_out_the_same_is_not_painted_again(s: Studio, command: str) -> None:
    await painted_by(s, "cs231n")
    s.ann.send_text(s.private, command)
    await s.says("“cs231n” begins with your photo and leaves nothing to chance")
    assert len(s.queue.jobs.entries) == 1
    s.ann.send_text(s.private, "/strength 80 /again")
    await s.result(after=s.results()[0])


async def test_paint_again_says_that_it_would_come_out_the_same(s: Studio) -> None:
    await painted_by(s, "cs231n")
    assert "once more would be the same picture" in await press(s, s.results()[0], "again")
    await press(s, s.results()[0], "stronger")
    await press(s, s.results()[0], "again")
    await s.result(after=s.results()[0])


async def test_what_was_kept_as_it_was_can_be_painted_to_its_end(tmp_path: Path) -> None:
    painter = FakePainter(iterates=2000, pace_s=0.01)
    async with studio(tmp_path, painter=painter) as s:
        await s.store.preferences.change(s.private, s.ann.id, recipe="cs231n")
        await send_two(s)
        progress = await s.says("Painting")
        await s.chat.answered(s.ann.press(progress, "Keep it as it is"))
        first = await s.result()
        painter.iterates = 3
        s.ann.send_text(s.private, "/again")
        await s.result(after=first)


async def test_a_recipe_that_begins_with_noise_paints_once_more(s: Studio) -> None:
    await painted_by(s, "keras-vgg16")
    s.ann.send_text(s.private, "/again")
    await s.result(after=s.results()[0])


async def test_a_deleted_painting_is_painted_again_though_it_is_the_same(s: Studio) -> None:
    await painted_by(s, "cs231n")
    first = s.results()[0]
    await press(s, first, "delete")
    await press(s, first, "sure")
    s.ann.send_text(s.private, "/again")
    await s.result()


async def test_a_recipe_of_one_size_makes_no_small_ones_and_says_so(s: Studio) -> None:
    await painted_by(s, "keras-vgg16")
    s.ann.send_text(s.private, "/try")
    said = await s.says("“keras-vgg16” paints at a size of its own, so it makes no small ones to choose from")
    s.ann.send_photo(s.private, PHOTO, "/surprise")
    said = await s.says("it makes no small ones to choose from", after=said)
    s.ann.send_text(s.private, "/recipe default")
    s.ann.send_text(s.private, "/try", reply_to=s.results()[0])
    await s.says("Small and quick", after=said)


async def test_a_size_is_said_to_hold_later_where_the_recipe_has_one_of_its_own(s: Studio) -> None:
    await painted_by(s, "keras-vgg16")
    s.ann.send_text(s.private, "/size 2048")
    said = await s.says("2048 pixels")
    assert said.words.endswith(" It holds once another recipe paints: “keras-vgg16” has a size of its own.")


async def test_again_is_not_named_for_a_size_where_it_makes_small_ones(s: Studio) -> None:
    s.ann.send_photo(s.private, PHOTO, "/surprise")
    offer = await s.says("Small and quick")
    s.ann.send_text(s.private, "/size 128")
    assert "/again" not in (await s.says("128 pixels", after=offer)).words


async def test_again_is_named_only_where_something_was_painted(s: Studio) -> None:
    s.ann.send_text(s.private, "/recipe default")
    assert (await s.says("The recipe is now")).words == "The recipe is now “my own”."
    s.ann.send_text(s.private, "/size 128")
    assert "/again" not in (await s.says("128 pixels")).words
    s.ann.send_photo(s.private, PHOTO, "/style wave")
    result = await s.result()
    s.ann.send_text(s.private, "/recipe default")
    said = await s.says("The recipe is now", after=result)
    assert said.words == "The recipe is now “my own”. /again paints your last picture that way."
    s.ann.send_text(s.private, "/size 64")
    await s.says("larger ones take longer. /again paints your last picture that way.", after=result)


async def test_recipe_alone_says_that_the_usual_one_is_fast_where_another_is_chosen(s: Studio) -> None:
    s.queue.painter.layers = WHOLE
    s.ann.send_text(s.private, "/recipe")
    usual = await s.says("I paint by the recipe “my own”. The others are as published, and slow.")
    await s.store.preferences.change(s.private, s.ann.id, recipe="keras-vgg16")
    s.ann.send_text(s.private, "/recipe")
    said = await s.says("I paint by the recipe “keras-vgg16”, as it was published, and slowly.", after=usual)
    assert "“my own” is fast" in said.words


async def test_a_press_on_a_card_leaves_the_warning_about_a_recipe_there(s: Studio) -> None:
    await painted_by(s, "cs231n")
    (entry,) = s.queue.jobs.entries.values()
    entry.result = dataclasses.replace(entry.result, report={**entry.result.report, "notes": [UNTUNED]})
    await press(s, s.results()[0], "stronger")
    assert "was tuned for another network" in (s.results()[0].words or "")
