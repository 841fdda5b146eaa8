"""What a network sees, asked for in words: what the buttons under dreams, textures and neurons do."""

from __future__ import annotations

import pytest

from tests.stories.test_laboratory_in_chat import EN, dreamt, latest
from tests.support.studio import PATIENCE_S, PHOTO, Studio, send_two


async def test_a_style_in_words_after_a_dream_paints_the_dream(s: Studio) -> None:
    s.ann.send_text(s.private, "/dream")
    await dreamt(s)
    dream = await latest(s)
    s.ann.send_text(s.private, "now in watercolor")
    await s.result()
    painting = await latest(s)
    assert (await s.queue.request_of(painting.id)).content_image == (await s.queue.result_of(dream.id)).image_png


async def test_a_dream_is_painted_as_its_person_has_set(s: Studio) -> None:
    s.ann.send_text(s.private, "/strength 80")
    await s.says("Strength is now 80")
    s.ann.send_text(s.private, "/dream")
    await dreamt(s)
    s.ann.send_text(s.private, "now in watercolor")
    assert (await s.result()).words == "Here it is: watercolour, strength 80."


@pytest.mark.parametrize("words", ["deeper please", "Stronger!", "dream on", "更深"])
async def test_words_ask_for_what_a_dreams_buttons_do(s: Studio, words: str) -> None:
    s.ann.send_photo(s.private, PHOTO, "/dream")
    shown = await dreamt(s)
    first = await latest(s)
    s.ann.send_text(s.private, words)
    await dreamt(s, after=shown)
    request = await s.queue.request_of((await latest(s)).id)
    assert request.content_image == (await s.queue.result_of(first.id)).image_png


async def test_film_in_words_is_of_the_dream(s: Studio) -> None:
    s.ann.send_photo(s.private, PHOTO, "/dream")
    await dreamt(s)
    s.ann.send_text(s.private, "a film please")
    await s.says(EN.film_dreamt)


async def test_film_in_words_of_what_has_none_is_answered_by_what_has_one(s: Studio) -> None:
    s.ann.send_text(s.private, "/neurons relu3_1")
    await s.says("of the layer relu3_1")
    s.ann.send_text(s.private, "a film please")
    await s.says("I have no steps of that one.")


async def test_another_layer_in_words_offers_the_layers(s: Studio) -> None:
    s.ann.send_photo(s.private, PHOTO, "/dream")
    await dreamt(s)
    s.ann.send_text(s.private, "another layer")
    menu = await s.says(EN.which_layer)
    assert menu.buttons == ["relu1_1", "relu2_1", "relu3_1"]
    await s.chat.answered(s.ann.press(menu, "relu3_1"))
    await s.says("What the layer relu3_1 dreams into it.")


async def test_once_more_in_words_makes_a_texture_again(s: Studio) -> None:
    s.ann.send_text(s.private, "/texture wave")
    shown = await s.says(EN.texture_shown)
    s.ann.send_text(s.private, "once more")
    await s.says(EN.texture_shown, after=shown)


async def test_words_for_dreams_say_nothing_about_a_painting(s: Studio) -> None:
    await send_two(s)
    await s.result()
    s.ann.send_text(s.private, "deeper")
    await s.says(EN.about_last)


@pytest.mark.parametrize("is_reply", [True, False])
async def test_words_that_nobody_knows_after_a_sheet_are_told_what_can_be_done_with_it(
    s: Studio, is_reply: bool
) -> None:
    s.ann.send_text(s.private, "/layers")
    sheet = await s.says("layer by layer: ")
    s.ann.send_text(s.private, "deeper", reply_to=sheet if is_reply else None)
    await s.says(EN.about_experiment if is_reply else EN.about_last_experiment)


async def test_words_while_a_dream_is_dreamt_say_that_it_is_to_come(s: Studio) -> None:
    s.queue.painter = None
    s.ann.send_photo(s.private, PHOTO, "/dream")
    await s.job()
    s.ann.send_text(s.private, "how long?")
    await s.says(EN.already_painting)


async def test_again_after_another_size_dreams_at_that_size(s: Studio) -> None:
    s.ann.send_photo(s.private, PHOTO, "/dream")
    shown = await s.says(EN.dream_shown)
    s.ann.send_text(s.private, "/size 256")
    await s.says("256 pixels", after=shown)
    s.ann.send_text(s.private, "/again")
    await s.says(EN.dream_shown, after=shown)
    assert (await s.job()).options.edge_size == 256


@pytest.mark.parametrize("is_said", [True, False])
async def test_a_dream_that_is_stopped_leaves_nothing_for_go(s: Studio, is_said: bool) -> None:
    s.queue.painter = None
    s.ann.send_photo(s.private, PHOTO, "/dream")
    progress = await s.chat.wait_for(s.private, lambda m: m.buttons == ["Stop"], PATIENCE_S)
    if is_said:
        s.ann.send_text(s.private, "/cancel")
        assert (await s.says("Stopped.")).words == EN.stopped
    else:
        assert (await s.chat.answered(s.ann.press(progress, "Stop"))).answer == EN.stopped
