"""What a button says can be said, too: about the painting that a message replies to, or about the last one."""

from __future__ import annotations

import pytest

from bot.telegram.reacting import GLAD
from bot.texts import texts_in
from tests.support.fakes import picture
from tests.support.speaker import Speaker
from tests.support.studio import PHOTO, Studio, press, send_two
from tests.support.until import until

EN = texts_in("en")


@pytest.mark.parametrize(
    ("words", "begins"),
    [
        ("stronger please", "Once more: Strength 80…"),
        ("Less!", "Once more: Strength 40…"),
        ("More like the photo", "Once more: Strength 40…"),
        ("再浓一点", "Once more: Strength 80…"),
        ("keep my colours", "Once more: Colours: your photo's…"),
        ("The same with my colours", "Once more: Colours: your photo's…"),
        ("but stronger", "Once more: Strength 80…"),
        ("now in watercolor", "Now in the style “watercolour”…"),
        ("can you do it in the style of glass?", "Now in the style “glass”…"),
        ("paint it in wave and ink", "Now in the style “wave + ink”…"),
        ("换成水墨和海浪", "Now in the style “ink + wave”…"),
        ("用水墨", "Now in the style “ink”…"),
        ("但是浓一点", "Once more: Strength 80…"),
        ("换成水彩吧", "Now in the style “watercolour”…"),
        ("another style", EN.another_style_offer),
    ],
)
async def test_a_wish_in_words_is_done(s: Studio, words: str, begins: str) -> None:
    await send_two(s)
    s.ann.send_text(s.private, words, reply_to=await s.result())
    await s.says(begins)


async def test_what_asked_for_a_painting_once_more_is_no_copy_of_it(s: Studio) -> None:
    await send_two(s)
    result = await s.result()
    asked = s.ann.send_text(s.private, "once more")
    second = await s.result(after=result)
    for verb in ("more", "delete", "sure"):
        await press(s, result, verb)
    assert [message in s.chat.messages(s.private) for message in (result, asked, second)] == [False, True, True]


@pytest.mark.parametrize(
    ("words", "kind"), [("a film", "animation"), ("/film", "animation"), ("as a sticker", "sticker")]
)
async def test_a_keepsake_is_asked_for_in_words(s: Studio, words: str, kind: str) -> None:
    await send_two(s)
    await s.result()
    s.ann.send_text(s.private, words)
    await s.chat.wait_for(s.private, lambda m: m.is_from_bot and getattr(m, kind) is not None, 60)


async def test_large_is_offered_under_the_painting_itself(s: Studio) -> None:
    await send_two(s)
    result = await s.result()
    s.ann.send_text(s.private, "bigger", reply_to=result)
    await s.chat.wait_for(s.private, lambda m: any("Paint it large" in b for b in m.buttons), 60)


async def test_large_is_offered_of_the_last_painting_where_words_answer_none(s: Studio) -> None:
    await send_two(s)
    result = await s.result()
    s.ann.send_text(s.private, "delete")
    told = await s.says(EN.about_which)
    s.ann.send_text(s.private, "bigger")
    offer = await s.says(EN.large_offer, after=told)
    (button,) = offer.buttons
    await s.chat.answered(s.ann.press(offer, button))
    await s.result(after=result)
    assert (await s.job()).options.is_large


@pytest.mark.parametrize("words", ["once more", "再来一次", "again"])
async def test_once_more_of_the_last_painting_heeds_the_settings_as_again_does(s: Studio, words: str) -> None:
    await send_two(s)
    first = await s.result()
    s.ann.send_text(s.private, "/strength 80")
    s.ann.send_text(s.private, words)
    assert (await s.result(after=first)).words == "Here it is, strength 80."


async def test_once_more_in_reply_to_a_painting_is_as_that_was(s: Studio) -> None:
    await send_two(s)
    first = await s.result()
    s.ann.send_text(s.private, "/strength 80")
    s.ann.send_text(s.private, "once more", reply_to=first)
    assert (await s.result(after=first)).words == "Here it is, strength 60."


async def test_a_style_said_after_a_painting_was_stopped_paints_its_photo(s: Studio) -> None:
    painter, s.queue.painter = s.queue.painter, None
    await send_two(s)
    await s.job()
    s.ann.send_text(s.private, "/cancel")
    stopped = await s.says(EN.cancelled)
    s.queue.painter = painter
    s.ann.send_text(s.private, "now in ink")
    assert (await s.result(after=stopped)).words == "Here it is: ink, strength 60."


async def test_what_is_said_behind_again_and_go_is_done(s: Studio) -> None:
    await send_two(s)
    first = await s.result()
    s.ann.send_text(s.private, "/again but stronger")
    await s.says("Once more: Strength 80…")
    second = await s.result(after=first)
    s.ann.send_text(s.private, "/go ink")
    third = await s.result(after=second)
    assert third.words == "Here it is: ink, strength 80."
    s.ann.send_text(s.private, "/again 80")
    await s.says("Then say /strength 80", after=third)
    s.ann.send_text(s.private, "/again, please")
    await s.result(after=third)
    assert len(s.queue.jobs.entries) == 4


@pytest.mark.parametrize("words", ["/go ink", "/again ink"])
async def test_a_style_behind_go_paints_the_last_photo_in_a_group_too(in_group: Speaker, words: str) -> None:
    in_group.says("/style wave", in_group.sends(PHOTO))
    first = await in_group.sees()
    in_group.says(words)
    await in_group.sees(after=first)
    one, other = in_group.requests
    assert one.content_image == other.content_image
    assert one.style_images != other.style_images


@pytest.mark.parametrize("words", ["stop!", "/stop"])
async def test_stop_stops_what_is_painted(s: Studio, words: str) -> None:
    s.queue.painter = None
    await send_two(s)
    await s.job()
    s.ann.send_text(s.private, words)
    await s.says(EN.cancelled)


@pytest.mark.parametrize("words", ["what is that?", "strongest coffee ever", "another day in paradise"])
async def test_other_words_are_answered_as_before(s: Studio, words: str) -> None:
    await send_two(s)
    s.ann.send_text(s.private, words, reply_to=await s.result())
    await s.says(EN.about_results)


@pytest.mark.parametrize("words", ["stronger", "bigger", "undo", "delete"])
async def test_words_in_reply_to_what_is_no_painting_press_nothing(s: Studio, words: str) -> None:
    await send_two(s)
    painted = await s.result()
    photo = s.ann.send_photo(s.private, picture("red"))
    got = await s.says("Got your photo", after=painted)
    for answered in (photo, got):
        asked = s.ann.send_text(s.private, words, reply_to=answered)
        said = await s.chat.wait_for(s.private, lambda m: m.is_from_bot, 60, after=asked.id)
        assert (said.words or "").startswith("I have your photo.")
        assert await s.store.cards.at(s.private, answered.id) is None
    assert len(s.queue.jobs.entries) == 1
    assert not {"Delete", "Back"} & {button for m in s.chat.messages(s.private) for button in m.buttons}


async def test_a_style_said_after_a_painting_paints_the_same_photo(s: Studio) -> None:
    await send_two(s)
    first = await s.result()
    s.ann.send_text(s.private, "and now in ink, please")
    assert (await s.result(after=first)).words == "Here it is: ink, strength 60."


async def test_two_styles_that_are_named_are_mixed(s: Studio) -> None:
    s.ann.send_photo(s.private, PHOTO)
    await s.says("Got your photo")
    s.ann.send_text(s.private, "/style wave mosaic")
    first = await s.result()
    assert first.words == "Here it is, strength 60, styles wave: 50 %, mosaic: 50 %."
    s.ann.send_text(s.private, "now in ink and glass")
    assert (await s.result(after=first)).words == "Here it is, strength 60, styles ink: 50 %, glass: 50 %."


async def test_two_styles_named_in_a_group_are_mixed_for_the_photo_that_they_answer(s: Studio) -> None:
    group = s.chat.group("Friends", [s.ann])
    s.ann.send_text(group, "/style wave mosaic", s.ann.send_photo(group, PHOTO))
    assert (await s.result(chat_id=group)).words == "Here it is, strength 60, styles wave: 50 %, mosaic: 50 %."


async def test_a_style_said_while_a_photo_waits_is_for_that_photo(s: Studio) -> None:
    await send_two(s)
    first = await s.result()
    s.ann.send_photo(s.private, PHOTO)
    await s.says("Got your photo", after=first)
    s.ann.send_text(s.private, "ink")
    await s.says(EN.started, after=first)


@pytest.mark.parametrize("words", ["thanks!", "👍", "谢谢你！", "please and thank you"])
async def test_thanks_are_answered_by_a_reaction_alone(s: Studio, words: str) -> None:
    await send_two(s)
    await s.result()
    asked = s.ann.send_text(s.private, words)
    await until(lambda: s.chat.messages(s.private)[-1].reaction == GLAD)
    assert s.chat.messages(s.private)[-1].id == asked.id


async def test_words_that_nobody_knows_are_answered_with_what_can_be_said_of_the_last_painting(s: Studio) -> None:
    await send_two(s)
    await s.result()
    s.ann.send_text(s.private, "could you do less blue")
    await s.says(EN.about_last)


async def test_before_the_first_painting_nothing_is_pressed(s: Studio) -> None:
    s.ann.send_text(s.private, "stronger")
    await s.says(EN.say_photo)


async def test_another_persons_painting_is_theirs_but_can_be_painted_in_a_style(s: Studio) -> None:
    ben = s.chat.person("Ben")
    group = s.chat.group("Friends", [s.ann, ben])
    photo = ben.send_photo(group, PHOTO)
    ben.send_text(group, "/style wave", photo)
    result = await s.result(chat_id=group)
    s.ann.send_text(group, "stronger", result)
    await s.says(EN.not_yours, chat_id=group)
    s.ann.send_text(group, "mosaic", result)
    second = await s.result(chat_id=group, after=result)
    assert second.words == "Here it is: mosaic, strength 60."


async def test_a_wish_behind_the_bots_name_is_about_the_last_painting_of_who_says_it(s: Studio) -> None:
    group = s.chat.group("Friends", [s.ann], privacy=False)
    s.ann.send_text(group, "/demo")
    await s.result(chat_id=group)
    s.ann.send_text(group, "@stylegram_local_bot stronger")
    await s.says("Once more: Strength 80…", chat_id=group)


async def test_a_named_mention_paints_the_photo_that_it_answers(s: Studio) -> None:
    group = s.chat.group("Friends", [s.ann], privacy=False)
    photo = s.ann.send_photo(group, PHOTO)
    s.ann.send_text(group, "@stylegram_local_bot mosaic please", photo)
    assert (await s.result(chat_id=group)).words == "Here it is: mosaic, strength 60."
