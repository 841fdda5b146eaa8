"""Small quick paintings to choose from: strengths as an album, surprises, and one of them painted large."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.localchat.world.messages import Message
from bot.wording.styles import style_named
from engine.queue.job import Job
from tests.support.fakes import FakePainter, picture
from tests.support.studio import PATIENCE_S, PHOTO, SECOND_STYLE, Studio, send_two, studio

pytestmark = pytest.mark.usefixtures("plain_styles")

OFFER = "Small and quick, in this order. Press one to paint it large."


@pytest.fixture
async def s(tmp_path: Path) -> AsyncIterator[Studio]:
    """Paint 320 px as usual, so that tries are smaller."""
    async with studio(tmp_path, edge_size=320) as opened:
        yield opened


async def press(s: Studio, message: Message, button: str) -> str:
    return (await s.chat.answered(s.ann.press(message, button))).answer or ""


async def latest(s: Studio) -> Job:
    return await s.queue.latest(owner=str(s.ann.id), group=str(s.private))


def album(s: Studio, offer: Message) -> list[Message]:
    """Return the pictures that came before the offer."""
    return [m for m in s.chat.messages(s.private) if m.is_from_bot and m.album and m.id < offer.id]


async def test_strengths_come_small_as_one_album_and_a_press_paints_one_large(s: Studio) -> None:
    await send_two(s)
    result = await s.opened(await s.result())
    await press(s, result, "Try strengths")
    offer = await s.says(OFFER)
    assert offer.buttons == ["Strength 30", "Strength 60", "Strength 90"]
    shown = album(s, offer)
    assert [m.words for m in shown] == offer.buttons
    assert {m.photo.sizes[-1].width for m in shown} == {256}
    assert len(s.queue.jobs.entries) == 2  # one place in the queue for all three
    await press(s, offer, "Strength 90")
    large = await s.result(after=offer)
    assert "strength 90" in (large.words or "")
    assert ((await latest(s)).options.edge_size, (await latest(s)).options.tries) == (320, ())


async def test_one_painted_large_may_take_as_long_as_any_picture(tmp_path: Path) -> None:
    async with studio(tmp_path, edge_size=320, budget_s=90) as s:
        s.ann.send_photo(s.private, PHOTO, "/surprise")
        offer = await s.says(OFFER)
        await press(s, offer, offer.buttons[0])
        await s.result(after=offer)
        assert (await latest(s)).options.limit_s == 90


async def test_small_ones_taken_as_they_are_offer_those_that_came(tmp_path: Path) -> None:
    async with studio(tmp_path, painter=FakePainter(iterates=2000, pace_s=0.01)) as s:
        s.ann.send_photo(s.private, PHOTO, "/surprise")
        progress = await s.chat.wait_for(s.private, lambda m: "Keep it as it is" in m.buttons, PATIENCE_S)
        await press(s, progress, "Keep it as it is")
        offer = await s.says("Small and quick: ")
        (button,) = offer.buttons
        assert offer.words == f"Small and quick: {button}. Press the button to paint it large."
        assert offer.photo
        s.ann.send_text(s.private, "/save", reply_to=offer)
        await s.says("Saved as “mine 1”")


async def test_a_photo_alone_is_surprised_by_its_button_and_the_choice_is_painted_large(s: Studio) -> None:
    s.ann.send_photo(s.private, PHOTO)
    got = await s.says("Got your photo")
    await press(s, got, "Surprise me")
    offer = await s.says(OFFER)
    assert len(set(offer.buttons)) == 3
    await press(s, offer, offer.buttons[1])
    await s.result(after=offer)
    job = await latest(s)
    assert (job.styles, job.ticket["style_names"], job.options.edge_size) == (1, [style_named(offer.buttons[1])], 320)


@pytest.mark.parametrize("command", ["/go", "/surprise", "/try"])
async def test_a_photo_alone_gets_three_small_ones_by_command(s: Studio, command: str) -> None:
    s.ann.send_photo(s.private, PHOTO)
    got = await s.says("Got your photo")
    s.ann.send_text(s.private, command)
    await s.says(OFFER, after=got)


async def test_go_in_reply_to_the_photo_that_waits_gives_three_small_ones(s: Studio) -> None:
    photo = s.ann.send_photo(s.private, PHOTO)
    got = await s.says("Got your photo")
    s.ann.send_text(s.private, "/go", reply_to=photo)
    await s.says(OFFER, after=got)


async def test_a_new_photo_after_a_surprise_begins_afresh(s: Studio) -> None:
    s.ann.send_photo(s.private, PHOTO, "/surprise")
    offer = await s.says(OFFER)
    s.ann.send_photo(s.private, picture("green"))
    await s.says("Got your photo", after=offer)


async def test_try_in_answer_to_nothing_takes_the_last_painting(s: Studio) -> None:
    await send_two(s)
    result = await s.result()
    s.ann.send_text(s.private, "/try")
    offer = await s.says(OFFER, after=result)
    assert offer.buttons[0] == "Strength 30"


async def test_surprise_stands_in_the_sheet_and_shows_other_styles(s: Studio) -> None:
    s.ann.send_photo(s.private, PHOTO, "/style wave")
    result = await s.result()
    await press(s, result, "Another style")
    sheet = await s.says("Which style for the same photo?")
    assert sheet.buttons[-1] == "Surprise me"
    await press(s, sheet, "Surprise me")
    offer = await s.says(OFFER, after=sheet)
    assert "wave" not in offer.buttons


async def test_again_after_small_ones_makes_small_ones(s: Studio) -> None:
    s.ann.send_photo(s.private, PHOTO, "/surprise")
    offer = await s.says(OFFER)
    s.ann.send_text(s.private, "/again")
    other = await s.says(OFFER, after=offer)
    assert (other.buttons, (await latest(s)).options.seed) == (offer.buttons, 1)


async def test_surprise_without_any_photo_asks_for_one(s: Studio) -> None:
    s.ann.send_text(s.private, "/surprise")
    await s.says("I have no photo yet")


async def test_a_style_named_after_a_surprise_paints_the_photo_large_in_it(s: Studio) -> None:
    s.ann.send_photo(s.private, PHOTO, "/surprise")
    offer = await s.says(OFFER)
    s.ann.send_text(s.private, "ink")
    await s.result(after=offer)
    job = await latest(s)
    assert (job.options.tries, job.options.edge_size, job.styles) == ((), 320, 1)


async def test_a_style_in_reply_to_the_offer_of_small_ones_paints_their_photo(s: Studio) -> None:
    await send_two(s)
    await s.result()
    s.ann.send_text(s.private, "/try")
    offer = await s.says(OFFER)
    s.ann.send_text(s.private, "/style ink", reply_to=offer)
    await s.result(after=offer)
    painted = [entry.request for entry in s.queue.jobs.entries.values()]
    assert painted[2].content_image == painted[1].content_image
    assert (len(painted[2].style_images), painted[2].options.tries) == (1, ())


async def test_strengths_of_two_styles_are_refused_where_the_recipe_takes_one(s: Studio) -> None:
    s.ann.send_photo(s.private, PHOTO, "/style wave ink")
    result = await s.result()
    s.ann.send_text(s.private, "/try")
    offer = await s.says(OFFER, after=result)
    await s.store.preferences.change(s.private, s.ann.id, recipe="cs231n")
    s.ann.send_text(s.private, "/again", reply_to=offer)
    await s.says("I did not start: there are 2 styles here", after=offer)


@pytest.mark.parametrize("command", ["/surprise", "/try"])
async def test_a_photo_that_waits_comes_before_an_older_painting(s: Studio, command: str) -> None:
    await send_two(s)
    first = await s.result()
    s.ann.send_photo(s.private, SECOND_STYLE)
    got = await s.says("Got your photo", after=first)
    s.ann.send_text(s.private, command, reply_to=got if command == "/surprise" else None)
    await s.says(OFFER, after=got)
    painted = (await s.queue.request_of((await latest(s)).id)).content_image
    assert painted != (await s.queue.request_of(next(iter(s.queue.jobs.entries)))).content_image


@pytest.mark.parametrize("words", ["/try", "/surprise"])
async def test_small_ones_of_a_large_painting_are_small(s: Studio, words: str) -> None:
    s.ann.send_photo(s.private, picture("navy", (640, 480)))
    s.ann.send_photo(s.private, SECOND_STYLE)
    await press(s, await s.opened(result := await s.result()), "Large")
    await press(s, result, next(button for button in result.buttons if "Paint it large" in button))
    large = await s.result(after=result)
    s.ann.send_text(s.private, words, reply_to=large)
    await s.says(OFFER, after=large)
    assert not (await latest(s)).options.is_large


async def test_again_after_another_strength_makes_small_ones_at_that_strength(s: Studio) -> None:
    s.ann.send_photo(s.private, PHOTO, "/surprise")
    offer = await s.says(OFFER)
    s.ann.send_text(s.private, "/strength 80 /again")
    await s.says(OFFER, after=offer)
    assert {each.strength for each in (await latest(s)).options.tries} == {80}


@pytest.mark.parametrize("is_reply", [True, False])
async def test_words_after_small_ones_are_answered_by_what_can_be_done_with_them(s: Studio, is_reply: bool) -> None:
    s.ann.send_photo(s.private, PHOTO, "/surprise")
    offer = await s.says(OFFER)
    s.ann.send_text(s.private, "stronger", reply_to=offer if is_reply else None)
    await s.says("press one to paint it large, or reply “ink” to them")
