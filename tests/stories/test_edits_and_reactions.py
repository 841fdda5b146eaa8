"""A corrected message counts, a reaction says what needs no sentence, and a group is not filled with answers."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from bot.localchat.world.messages import Message
from bot.texts import texts_in
from tests.support.fakes import picture
from tests.support.faults import Faults
from tests.support.hurry import HURRY
from tests.support.studio import PATIENCE_S, PHOTO, SECOND_STYLE, STYLE, Studio, send_two, studio
from tests.support.until import until

EN = texts_in("en")


def reaction_of(s: Studio, message: Message) -> str | None:
    shown = s.chat.world.message(message.chat.id, message.id)
    return shown.reaction if shown else None


async def test_a_corrected_command_counts(s: Studio) -> None:
    message = s.ann.send_text(s.private, "/strength 8")
    said = await s.says("Strength is now 8:")
    s.ann.edit_text(message, "/strength 80")
    await s.says("Strength is now 80", after=said)


async def test_a_corrected_caption_paints_the_photo_anew(s: Studio) -> None:
    photo = s.ann.send_photo(s.private, PHOTO, "/style wave")
    first = await s.result()
    s.ann.edit_text(photo, "/style ink /strength 30")
    second = await s.result(after=first)
    assert "strength 30" in (second.words or "")


async def test_a_caption_that_is_corrected_to_a_wish_without_a_slash_counts(s: Studio) -> None:
    photo = s.ann.send_photo(s.private, PHOTO, "in inc")
    await s.says("Got your photo")
    s.ann.edit_text(photo, "in ink")
    assert (await s.result()).words == "Here it is: ink, strength 60."


async def test_a_picture_whose_caption_is_corrected_to_a_style_for_a_painting_waits_no_more(s: Studio) -> None:
    await send_two(s)
    painting = await s.result()
    await s.delivered()
    style = s.ann.send_photo(s.private, picture("red"), reply_to=painting)
    got = await s.says("Got your photo", after=painting)
    s.ann.edit_text(style, "/style")
    await s.result(after=got)
    assert (await s.store.drafts.load(s.private, s.ann.id)).is_empty
    first, second = (entry.request for entry in s.queue.jobs.entries.values())
    assert first.content_image == second.content_image


async def test_an_edit_that_changes_no_word_does_nothing(s: Studio) -> None:
    message = s.ann.send_text(s.private, "/strength 10")
    said = await s.says("Strength is now 10")
    s.chat.world.edited(message)
    s.ann.send_text(s.private, "/help")
    assert (await s.chat.wait_for(s.private, lambda m: m.words, PATIENCE_S, after=said.id)).words == EN.help


async def test_an_edit_after_a_minute_does_nothing(s: Studio) -> None:
    message = s.ann.send_text(s.private, "/strength 10")
    said = await s.says("Strength is now 10")
    message.date -= 100
    s.ann.edit_text(message, "/strength 90")
    s.ann.send_text(s.private, "/strength")
    await s.says("Strength is 10", after=said)


async def test_a_photo_that_is_taken_and_a_painting_that_is_there_get_a_reaction(s: Studio) -> None:
    photo = s.ann.send_photo(s.private, PHOTO)
    await until(lambda: reaction_of(s, photo) == "👀")
    style = s.ann.send_photo(s.private, PHOTO)
    await s.result()
    await until(lambda: reaction_of(s, style) == "🎉")


async def test_a_style_for_the_painting_that_it_answers_gets_a_reaction(s: Studio) -> None:
    await send_two(s)
    painting = await s.result()
    s.queue.painter = None
    style = s.ann.send_photo(s.private, picture("red"), "/style", painting)
    await until(lambda: reaction_of(s, style) == "👀")


async def test_a_chat_that_allows_no_reactions_gets_its_paintings(s: Studio, faults: Faults) -> None:
    faults.add("setMessageReaction", "400", times=9)
    await send_two(s)
    await s.result()


async def test_answers_about_settings_do_not_fill_a_group(tmp_path: Path) -> None:
    async with studio(tmp_path, pace=dataclasses.replace(HURRY, brief_s=0.05)) as s:
        group = s.chat.group("Studio", [s.ann])
        s.ann.send_text(group, "/strength 30")
        said = await s.says("Strength is now 30", chat_id=group)
        await until(lambda: said.is_deleted)
        s.ann.send_text(s.private, "/strength 30")
        kept = await s.says("Strength is now 30")
        refused = s.ann.send_text(group, "/style picasso")
        told = await s.says("no style called", chat_id=group, after=refused)
        await until(lambda: told.is_deleted)
        assert not kept.is_deleted


async def test_a_group_is_told_how_to_begin_in_one_step(s: Studio) -> None:
    group = s.chat.group("Studio", [s.ann])
    hello = await s.says("Hello", chat_id=group)
    assert "Reply /style wave to any photo" in hello.words
    assert "/demo" in hello.words
    photo = s.ann.send_photo(group, PHOTO)
    s.ann.send_text(group, "/style wave", reply_to=photo)
    await s.result(chat_id=group)


@pytest.mark.parametrize("words", ["/strength 80", "/size 128", "/go"])
async def test_a_caption_that_is_corrected_under_a_photo_that_waits_makes_no_style_of_it(s: Studio, words: str) -> None:
    photo = s.ann.send_photo(s.private, PHOTO)
    got = await s.says("Got your photo")
    s.ann.edit_text(photo, words)
    await s.says("Got your photo", after=got)
    assert (await s.store.drafts.load(s.private, s.ann.id)).styles == ()
    assert await s.store.orders.all() == []


async def test_a_caption_that_is_corrected_while_its_photo_is_painted_keeps_no_style(s: Studio) -> None:
    s.queue.painter = None
    photo = s.ann.send_photo(s.private, PHOTO, "/style wave")
    await s.job()
    s.ann.edit_text(photo, "/strength 80")
    await s.says("Strength is now 80")
    asked = s.ann.send_text(s.private, "/status")
    await s.says("", after=asked)
    assert not [m for m in s.chat.messages(s.private) if "Kept as style" in (m.words or "")]
    assert len((await s.store.drafts.load(s.private, s.ann.id)).styles) == 1


async def test_shares_in_a_caption_that_is_corrected_while_its_photo_is_painted_hold_for_the_next(s: Studio) -> None:
    s.queue.painter = None
    photo = s.ann.send_photo(s.private, PHOTO, "/style wave ink")
    await s.job()
    s.ann.edit_text(photo, "/blend 70 30")
    await s.says("The styles now share it like this: wave: 70 %, ink: 30 %.")


@pytest.mark.parametrize(
    ("styles", "words", "said"),
    [
        ("wave", "/blend 40", EN.mix_later),
        ("wave", "/blend 70 30", "Noted for 2 styles"),
        ("wave ink mosaic", "/blend 70 30", "I need a number for each of the 3 styles."),
    ],
)
async def test_shares_in_a_corrected_caption_that_fit_no_style_are_answered(
    s: Studio, styles: str, words: str, said: str
) -> None:
    s.queue.painter = None
    photo = s.ann.send_photo(s.private, PHOTO, f"/style {styles}")
    await s.job()
    s.ann.edit_text(photo, words)
    await s.says(said)
    kept = "70 30" if said.startswith("Noted") else ""
    assert (await s.store.drafts.load(s.private, s.ann.id)).wanted == kept


async def test_shares_in_a_caption_of_an_album_that_is_corrected_hold_for_the_next(s: Studio) -> None:
    s.queue.painter = None
    group = s.chat.group("Studio", [s.ann], privacy=False)
    first, *_ = s.ann.send_album(group, [PHOTO, STYLE, SECOND_STYLE], "/content")
    await s.job(group=group)
    s.ann.edit_text(first, "/blend 70 30")
    await s.says("The styles now share it like this: 1: 70 %, 2: 30 %.", chat_id=group)
    assert EN.album_unseen not in [message.words for message in s.chat.messages(group)]


async def test_a_photo_that_is_named_the_photo_once_more_is_said_to_be_painted(s: Studio) -> None:
    s.queue.painter = None
    photo = s.ann.send_photo(s.private, PHOTO, "/style wave")
    await s.job()
    s.ann.send_text(s.private, "/content", reply_to=photo)
    await s.says(EN.already_painting)
