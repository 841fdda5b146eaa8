"""What people ask for after their first picture: a changed mind is said, named, and taken back."""

from __future__ import annotations

from bot.localchat.world.messages import Message
from bot.texts import texts_in
from tests.support.speaker import Speaker
from tests.support.studio import PHOTO, STYLE, Studio, send_two

EN = texts_in("en")


async def styles_of_latest(s: Studio) -> int:
    job = await s.queue.latest(owner=str(s.ann.id), group=str(s.private))
    return job.styles


async def test_a_style_named_for_a_photo_replaces_the_ones_that_wait(s: Studio) -> None:
    s.ann.send_text(s.private, "/style mosaic")
    await s.says("Got the style")
    s.ann.send_text(s.private, "/style wave")
    await s.says("Now 2 styles: mosaic + wave.")
    s.ann.send_photo(s.private, PHOTO, "/style ink")
    await s.result()
    assert await styles_of_latest(s) == 1


async def test_the_second_of_two_presses_says_what_is_chosen_and_takes_one_back(s: Studio) -> None:
    s.ann.send_text(s.private, "/style mosaic")
    await s.says("Got the style")
    s.ann.send_text(s.private, "/style wave")
    said = await s.says("Now 2 styles")
    assert said.buttons == ["Only wave", "Clear"]
    await s.chat.answered(s.ann.press(said, "Only wave"))
    s.ann.send_photo(s.private, PHOTO)
    await s.result()
    assert await styles_of_latest(s) == 1


async def test_only_the_last_style_is_said_to_come_too_late_for_a_picture_under_way(s: Studio) -> None:
    said = await two_styles(s)
    s.queue.painter = None
    s.ann.send_photo(s.private, PHOTO)
    await s.job()
    await s.chat.answered(s.ann.press(said, "Only ink"))
    await s.says("I am at it already", after=said)


async def test_only_the_last_style_paints_the_photo_that_two_were_too_many_for(s: Studio) -> None:
    await s.store.preferences.change(s.private, s.ann.id, recipe="cs231n")
    said = await two_styles(s)
    s.ann.send_photo(s.private, PHOTO)
    await s.says("I did not start: there are 2 styles here", after=said)
    await s.chat.answered(s.ann.press(said, "Only ink"))
    await s.result(after=said)
    assert await styles_of_latest(s) == 1


async def two_styles(s: Studio) -> Message:
    """Let Ann name two styles; return what is said of them, with the button that takes one back."""
    s.ann.send_text(s.private, "/style wave")
    await s.says("Got the style")
    s.ann.send_text(s.private, "/style ink")
    return await s.says("Now 2 styles: wave + ink.")


async def test_status_lists_what_waits_and_clear_empties_it(s: Studio) -> None:
    s.ann.send_text(s.private, "/style mosaic")
    await s.says("Got the style")
    s.ann.send_text(s.private, "/status")
    listed = await s.says("Waiting: photo none yet; styles mosaic.")
    await s.chat.answered(s.ann.press(listed, "Clear"))
    await s.says("Empty: nothing waits")
    assert (await s.store.drafts.load(s.private, s.ann.id)).is_empty
    s.ann.send_photo(s.private, PHOTO)
    await s.says("Got your photo")


async def test_where_a_photo_waits_it_is_shown_and_no_other_is_asked_for(speaker: Speaker) -> None:
    speaker.sends(PHOTO)
    asked = await speaker.reads(speaker.texts.got_content)
    speaker.says("/cancel")
    shown = await speaker.reads(speaker.texts.nothing_to_cancel.split("{")[0], after=asked)
    assert shown.buttons == [speaker.texts.button_clear]
    for command in ("/again", "/blend 40", "/frames"):
        speaker.says(command)
        shown = await speaker.reads(speaker.texts.need_style, after=shown)
        assert speaker.texts.begin not in shown.words


async def test_clear_leaves_a_painting_alone(s: Studio) -> None:
    await send_two(s)
    result = await s.result()
    s.ann.send_text(s.private, "/clear")
    cleared = await s.says("Empty: nothing waits", after=result)
    s.ann.send_photo(s.private, PHOTO)
    await s.says("Got your photo", after=cleared)
    s.ann.send_photo(s.private, STYLE)
    await s.result(after=cleared)
    assert len(s.results()) == 2


async def test_forget_asks_once(s: Studio) -> None:
    await send_two(s)
    await s.result()
    s.ann.send_text(s.private, "/forget")
    asked = await s.says(EN.forget_sure)
    await s.chat.answered(s.ann.press(asked, "Keep it"))
    await s.says("Nothing is deleted")
    assert await s.queue.latest(owner=str(s.ann.id), group=str(s.private)) is not None
    await s.chat.answered(s.ann.press(asked, "Yes, delete all"))
    await s.says("paintings (1) and settings are deleted")
    assert await s.queue.latest(owner=str(s.ann.id), group=str(s.private)) is None


async def test_status_shows_photo_and_styles_of_the_draft_as_small_pictures(s: Studio) -> None:
    s.ann.send_photo(s.private, PHOTO, "/content")
    await s.says("Got your photo")
    s.ann.send_text(s.private, "/status")
    listed = await s.says("Waiting: photo there; styles none yet.")
    assert listed.photo is not None
    assert listed.buttons == ["Clear"]


async def test_the_same_picture_twice_is_said(s: Studio) -> None:
    s.ann.send_photo(s.private, PHOTO)
    await s.says("Got your photo")
    s.ann.send_photo(s.private, PHOTO)
    await s.says("Both pictures are the same")
    await s.result()


async def test_a_sixth_style_is_left_out_and_that_is_said(s: Studio) -> None:
    s.ann.send_photo(s.private, PHOTO, "/style wave ink mosaic brush glass watercolor")
    await s.says("I mix at most 5 styles, so I left the rest out (1)")
    await s.result()
    assert await styles_of_latest(s) == 5


async def test_two_styles_are_refused_before_queueing_where_the_recipe_takes_one(s: Studio) -> None:
    await send_two(s)
    result = await s.result()
    await s.store.preferences.change(s.private, s.ann.id, recipe="cs231n")
    s.ann.send_photo(s.private, PHOTO, "/style wave ink")
    refused = await s.says("there are 2 styles here, and the recipe “cs231n” takes at most 1.", after=result)
    s.ann.send_text(s.private, "/recipe default")
    await s.says("The recipe is now", after=refused)
    s.ann.send_text(s.private, "/go")
    await s.result(after=refused)
    assert await styles_of_latest(s) == 2


async def refused(s: Studio) -> Message:
    """Name two styles where the recipe takes one; return what is said."""
    await s.store.preferences.change(s.private, s.ann.id, recipe="cs231n")
    s.ann.send_photo(s.private, PHOTO, "/style wave ink")
    return await s.says("I did not start")


async def test_one_style_named_after_the_refusal_takes_the_place_of_the_two(s: Studio) -> None:
    said = await refused(s)
    s.ann.send_text(s.private, "/style wave")
    await s.result(after=said)
    assert await styles_of_latest(s) == 1


async def test_again_after_the_refusal_paints_what_was_refused(s: Studio) -> None:
    await send_two(s)
    await s.result()
    said = await refused(s)
    s.ann.send_text(s.private, "/recipe default")
    await s.says("The recipe is now", after=said)
    s.ann.send_text(s.private, "/again")
    await s.result(after=said)
    assert await styles_of_latest(s) == 2


async def test_two_styles_after_a_recipe_of_one_are_mixed_by_the_recipe_of_today(s: Studio) -> None:
    await s.store.preferences.change(s.private, s.ann.id, recipe="cs231n")
    await send_two(s)
    result = await s.result()
    await s.store.preferences.change(s.private, s.ann.id, recipe=None)
    s.ann.send_text(s.private, "wave and ink")
    await s.result(after=result)
    job = await s.job()
    assert (job.options.recipe, job.styles) == ("default", 2)


async def test_words_for_two_styles_are_to_be_said_again_after_a_recipe_of_one(s: Studio) -> None:
    await s.store.preferences.change(s.private, s.ann.id, recipe="cs231n")
    await send_two(s)
    result = await s.result()
    s.ann.send_text(s.private, "wave and ink")
    said = await s.says("I did not start: there are 2 styles here", after=result)
    assert "/recipe default, which mixes up to five, and ask again." in said.words
    s.ann.send_text(s.private, "/recipe default")
    s.ann.send_text(s.private, "wave and ink")
    await s.result(after=said)
    assert await styles_of_latest(s) == 2
