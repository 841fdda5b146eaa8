"""Commands under pictures do what they do alone; which are ours, and what a group's other bots may say without us."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from bot.handlers.commands import BY_NAME
from tests.support.hurry import HURRY
from tests.support.studio import PATIENCE_S, PHOTO, SECOND_STYLE, STYLE, Studio, studio

ALONE = {  # say nothing beside what the picture says
    *("forget", "demo", "content", "style", "blend", "go", "again", "dream", "texture", "layers"),
    *("save", "surprise", "try"),
}


@pytest.mark.parametrize("name", sorted(BY_NAME.keys() - ALONE))
async def test_a_command_under_a_photo_is_answered_and_the_photo_taken(s: Studio, name: str) -> None:
    s.ann.send_photo(s.private, PHOTO, f"/{name}")
    await s.chat.wait_for(s.private, lambda m: "Got your photo" in m.words, PATIENCE_S)
    answers = [m for m in s.chat.messages(s.private) if m.is_from_bot]
    if len(answers) < 2:
        await s.chat.wait_for(s.private, lambda m: m.words, PATIENCE_S, after=answers[0].id)


@pytest.mark.parametrize("name", ["go", "again"])
async def test_what_a_photo_to_paint_lacks_is_said_once(s: Studio, name: str) -> None:
    s.ann.send_photo(s.private, PHOTO, f"/{name}")
    s.ann.send_text(s.private, "/privacy")
    await s.says("I use your pictures only")
    assert len([m for m in s.chat.messages(s.private) if m.is_from_bot]) == 2


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("80", "say /strength 80"),
        ("70 30", "say /blend 70 30"),
        ("wave", "say /style wave"),
        ("/ink", "say /style ink"),
    ],
)
async def test_words_under_a_photo_are_taken_as_those_alone(s: Studio, words: str, answer: str) -> None:
    """A caption does what a message would, also where it lacks its command."""
    s.ann.send_photo(s.private, PHOTO, words)
    await s.says("Got your photo")
    await s.says(answer)


@pytest.mark.parametrize("words", ["in ink", "/go ink"])
async def test_a_wish_under_a_photo_needs_no_slash(s: Studio, words: str) -> None:
    s.ann.send_photo(s.private, PHOTO, words)
    assert (await s.result()).words == "Here it is: ink, strength 60."


async def test_a_strength_under_a_photo_needs_no_slash(s: Studio) -> None:
    s.ann.send_photo(s.private, PHOTO, "强度80")
    await s.says("Strength is now 80")
    await s.says("Got your photo")


async def test_an_album_of_several_styles_says_which_is_the_photo(s: Studio) -> None:
    s.ann.send_album(s.private, [PHOTO, STYLE, SECOND_STYLE])
    await s.says("I paint the first picture in the styles of the other 2…")
    await s.result()


async def test_a_demo_under_a_photo_paints_that_photo(s: Studio) -> None:
    group = s.chat.group("Studio", [s.ann])
    asked = s.ann.send_photo(group, PHOTO, "/demo")
    result = await s.result(chat_id=group)
    assert result.reply_to is asked
    painted = await s.queue.latest(owner=str(s.ann.id), group=str(group))
    assert len((await s.queue.request_of(painted.id)).content_image) < 2000  # one colour, not a drawn scene


async def test_a_photo_that_asks_to_be_forgotten_is_not_kept(s: Studio) -> None:
    s.ann.send_photo(s.private, PHOTO, "/forget yes")
    await s.says("Done: your pictures")
    assert (await s.store.drafts.load(s.private, s.ann.id)).is_empty


async def test_two_settings_under_one_photo_both_count(s: Studio) -> None:
    s.ann.send_album(s.private, [PHOTO, STYLE, SECOND_STYLE], "/strength 80 /blend 70 30")
    assert "strength 80, styles 1: 70 %, 2: 30 %" in ((await s.result()).words or "")


async def test_shares_under_an_album_count_in_two_lines_too(s: Studio) -> None:
    s.ann.send_album(s.private, [PHOTO, STYLE, SECOND_STYLE], "for my mother\n/blend 2:1\n/strength 20")
    assert "strength 20, styles 1: 67 %, 2: 33 %" in ((await s.result()).words or "")


async def test_shares_that_do_not_fit_an_album_are_refused_and_it_is_painted(s: Studio) -> None:
    s.ann.send_album(s.private, [PHOTO, STYLE, SECOND_STYLE], "/blend 70 20 10")
    await s.says("a number for each of the 2 styles")
    await s.result()


async def test_shares_under_the_first_style_wait_for_the_second(s: Studio) -> None:
    group = s.chat.group("Studio", [s.ann])
    s.ann.send_photo(group, STYLE, "/style /blend 70 30")
    await s.says("Got the style", chat_id=group)
    s.ann.send_photo(group, SECOND_STYLE, "/style")
    await s.says("1: 70 %, 2: 30 %", chat_id=group)
    s.ann.send_photo(group, PHOTO, "/content")
    assert "1: 70 %, 2: 30 %" in ((await s.result(chat_id=group)).words or "")


async def test_shares_said_before_any_picture_hold(s: Studio) -> None:
    s.ann.send_text(s.private, "/blend 70 30")
    await s.says("Noted for 2 styles")
    s.ann.send_album(s.private, [PHOTO, STYLE, SECOND_STYLE])
    assert "1: 70 %, 2: 30 %" in ((await s.result()).words or "")


async def test_a_photo_with_another_bots_command_is_left_alone_in_a_group(s: Studio) -> None:
    group = s.chat.group("Studio", [s.ann], privacy=False)
    await s.says("", chat_id=group)  # hello
    s.ann.send_photo(group, PHOTO, caption="/ban")
    asked = s.ann.send_text(group, "/status")
    await s.says("", chat_id=group, after=asked)
    assert (await s.store.drafts.load(group, s.ann.id)).is_empty


async def test_a_drawn_style_under_a_photo_paints_it_in_that_style(s: Studio) -> None:
    s.ann.send_photo(s.private, PHOTO, "/style wave")
    await s.result()


@pytest.mark.parametrize("words", ["wave", "海浪", "Wave please", "the watercolour one"])
async def test_a_drawn_style_is_named_in_any_language(s: Studio, words: str) -> None:
    s.ann.send_photo(s.private, PHOTO)
    await s.says("Got your photo")
    s.ann.send_text(s.private, f"/style {words}")
    await s.result()


async def test_a_drawn_style_in_reply_to_a_photo_paints_that_photo(s: Studio) -> None:
    group = s.chat.group("Studio", [s.ann])
    photo = s.ann.send_photo(group, PHOTO)
    s.ann.send_text(group, "/style 水墨", reply_to=photo)
    await s.result(chat_id=group)


async def test_an_unknown_style_is_answered_with_all_names_in_the_language_of_the_person(s: Studio) -> None:
    li = s.chat.person("Li", language="zh-hans")
    li.send_text(li.id, "/style 莫奈")
    said = await s.says("莫奈", chat_id=li.id)
    assert "油画、海浪、马赛克" in said.words


async def test_an_unknown_style_under_a_picture_is_answered_and_the_picture_kept(s: Studio) -> None:
    s.ann.send_photo(s.private, PHOTO, "/style wvae")
    await s.says("Got the style")
    await s.says("no style called “wvae”")
    assert len((await s.store.drafts.load(s.private, s.ann.id)).styles) == 1


async def test_an_unknown_style_in_reply_to_a_picture_is_answered_with_the_saved_ones_too(s: Studio) -> None:
    await s.store.saved.add(s.ann.id, "leaf", STYLE)
    photo = s.ann.send_photo(s.private, PHOTO)
    await s.says("Got your photo")
    s.ann.send_text(s.private, "/style laef", reply_to=photo)
    assert "leaf. Say for example" in (await s.says("no style called “laef”")).words


async def test_two_albums_at_once_are_two_pictures(s: Studio) -> None:
    s.ann.send_album(s.private, [PHOTO, STYLE])
    s.ann.send_album(s.private, [PHOTO, SECOND_STYLE], "/blend 40")
    first = await s.result()
    second = await s.result(after=first)
    assert "styles" not in (first.words or "") + (second.words or "")


async def test_two_albums_before_go_are_two_pictures(s: Studio) -> None:
    s.ann.send_album(s.private, [PHOTO, STYLE])
    s.ann.send_album(s.private, [PHOTO, SECOND_STYLE])
    s.ann.send_text(s.private, "/go")
    first = await s.result()
    second = await s.result(after=first)
    assert "styles" not in (first.words or "") + (second.words or "")


async def test_a_style_named_while_an_album_is_coming_is_mixed_with_the_albums(tmp_path: Path) -> None:
    async with studio(tmp_path, pace=dataclasses.replace(HURRY, album_s=PATIENCE_S)) as s:
        s.ann.send_album(s.private, [PHOTO, STYLE])
        s.ann.send_text(s.private, "/style wave")
        await s.result()
        assert (await s.job()).styles == 2


async def test_blend_alone_shows_shares_and_buttons_that_move_them(s: Studio) -> None:
    for picture in (STYLE, SECOND_STYLE):
        s.ann.send_photo(s.private, picture, "/style")
    s.ann.send_text(s.private, "/blend")
    offer = await s.says("1: 50 %, 2: 50 %")
    s.ann.press(offer, "2: 50 %")
    await s.says("1: 40 %, 2: 60 %")
    s.ann.send_photo(s.private, PHOTO)
    assert "1: 40 %, 2: 60 %" in ((await s.result()).words or "")


async def test_blend_alone_in_answer_to_a_result_offers_its_shares(s: Studio) -> None:
    s.ann.send_album(s.private, [PHOTO, STYLE, SECOND_STYLE])
    result = await s.result()
    s.ann.send_text(s.private, "/blend", reply_to=result)
    offer = await s.says("The styles share it", after=result)
    await s.chat.answered(s.ann.press(offer, "1: 50 %"))
    s.ann.press(offer, "Paint again")
    assert "1: 60 %" in ((await s.result(after=offer)).words or "")


@pytest.mark.parametrize(("words", "shows"), [("/style wave", "Here it is: wave"), ("/dream", "dreams into it")])
async def test_of_an_album_the_picture_is_taken_whose_caption_takes_one(s: Studio, words: str, shows: str) -> None:
    s.ann.send_album(s.private, [PHOTO, STYLE, SECOND_STYLE], words)
    await s.says("Of that album I take only the picture that you wrote under.")
    await s.chat.wait_for(s.private, lambda m: bool(m.photo) and shows in (m.words or ""), PATIENCE_S)
    assert len(s.queue.jobs.entries) == 1
    assert (await s.store.drafts.load(s.private, s.ann.id)).unsorted == ()


async def test_of_an_album_the_picture_in_the_middle_is_taken_where_its_caption_takes_one(s: Studio) -> None:
    s.ann.send_album(s.private, [PHOTO, STYLE, SECOND_STYLE], "/dream", captioned=1)
    await s.says("Of that album I take only the picture that you wrote under.")
    await s.says("dreams into it")
    assert (await s.store.drafts.load(s.private, s.ann.id)).is_empty
    assert len(s.queue.jobs.entries) == 1


async def test_of_an_album_whose_last_picture_is_taken_the_others_are_said_to_be_left_out(s: Studio) -> None:
    s.ann.send_album(s.private, [STYLE, SECOND_STYLE, PHOTO], "/dream", captioned=2)
    await s.says("dreams into it")
    said = [m.words for m in s.chat.messages(s.private) if m.is_from_bot and "Of that album I take only" in m.words]
    assert len(said) == 1


async def test_words_under_the_last_of_several_files_are_for_all_of_them(s: Studio) -> None:
    """Telegram's apps send files together as an album, and the words under its last part."""
    for number, sent in enumerate((PHOTO, STYLE, SECOND_STYLE)):
        words = "/blend 70 30" if number == 2 else None
        s.ann.send_document(s.private, sent, f"{number}.png", "image/png", words, album="1")
    assert "1: 70 %, 2: 30 %" in ((await s.result()).words or "")
    assert len(s.queue.jobs.entries) == 1
