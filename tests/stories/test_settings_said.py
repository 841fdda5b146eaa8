"""Settings, limits and what the bot says of itself, in conversation."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.domain.preferences import Preferences
from bot.localchat.world.people import Person
from bot.texts import texts_in
from tests.support.studio import PHOTO, Studio, send_two, studio

EN = texts_in("en")


async def test_settings_are_told_set_and_reset(s: Studio) -> None:
    s.ann.send_text(s.private, "/size 128")
    await s.says("now 128 pixels")
    s.ann.send_text(s.private, "/settings")
    said = await s.says("Size: 128 pixels")
    assert "each picture's own" in said.words
    assert "Strokes:" not in said.words
    s.ann.send_text(s.private, "/reset")
    await s.says("as at the beginning: strength 60, 64 pixels")


async def test_quick_paintings_are_asked_for_and_taken_back(s: Studio) -> None:
    s.ann.send_text(s.private, "/quick")
    said = await s.says("From now on my quick network paints")
    assert "/again" not in said.words
    await send_two(s)
    result = await s.result()
    s.ann.send_text(s.private, "/settings")
    said = await s.says("Network: the quick one (yours)", after=result)
    s.ann.send_text(s.private, "/quick off")
    said = await s.says("My whole network paints again", after=said)
    s.ann.send_text(s.private, "/again")
    await s.result(after=result)
    assert [entry.job.options.is_quick for entry in s.queue.jobs.entries.values()] == [True, False]


async def test_the_quick_way_stands_under_the_sizes(s: Studio) -> None:
    s.ann.send_text(s.private, "/size")
    asked = await s.says("Which size would you like?")
    s.ann.press(asked, "Quick: half the time")
    await s.says("From now on my quick network paints", after=asked)
    s.ann.send_text(s.private, "/recipe default")
    said = await s.says("The recipe is now")
    s.ann.send_text(s.private, "/reset")
    await s.says("as at the beginning", after=said)
    assert not (await s.store.preferences.of(s.private, s.ann.id)).is_quick


async def test_a_published_recipe_is_not_painted_quickly_and_that_is_said(s: Studio) -> None:
    await s.store.preferences.change(s.private, s.ann.id, recipe="cs231n")
    s.ann.send_text(s.private, "/quick")
    await s.says("“cs231n” takes the whole network")


async def test_where_the_quick_network_paints_anyway_that_is_said(s: Studio) -> None:
    await s.store.preferences.change(s.private, s.ann.id, is_quick=True)
    s.queue.painter.network = "quick"
    s.ann.send_text(s.private, "/quick off")
    said = await s.says("My quick network paints here anyway")
    assert await s.store.preferences.of(s.private, s.ann.id) == Preferences()
    s.ann.send_text(s.private, "/settings")
    await s.says("Network: the quick one (as usual)", after=said)


async def test_settings_name_the_network_that_paints_by_a_published_recipe(s: Studio) -> None:
    await s.store.preferences.change(s.private, s.ann.id, is_quick=True, recipe="cs231n")
    s.ann.send_text(s.private, "/settings")
    await s.says("Network: the whole one (as usual)")


@pytest.mark.parametrize(("words", "said"), [("on", "From now on"), ("关", "whole network"), ("stop", "or /quick off")])
async def test_quick_takes_on_and_off_and_says_so_of_anything_else(s: Studio, words: str, said: str) -> None:
    s.ann.send_text(s.private, f"/quick {words}")
    await s.says(said)
    assert bool((await s.store.preferences.of(s.private, s.ann.id)).is_quick) == (words == "on")


async def test_quick_holds_for_the_next_style_of_the_same_photo_and_for_small_ones(s: Studio) -> None:
    await send_two(s)
    first = await s.result()
    s.ann.send_text(s.private, "/quick")
    said = await s.says("/again paints your last picture that way", after=first)
    s.ann.send_text(s.private, "ink")
    second = await s.result(after=said)
    s.ann.send_text(s.private, "/try")
    await s.says("Small and quick", after=second)
    assert [entry.job.options.is_quick for entry in s.queue.jobs.entries.values()] == [False, True, True]


async def test_quick_may_stand_with_other_words_under_a_picture(s: Studio) -> None:
    s.ann.send_photo(s.private, PHOTO, "/style wave /strength 80 /quick")
    await s.result()
    (entry,) = s.queue.jobs.entries.values()
    assert (entry.job.options.is_quick, entry.job.options.strength) == (True, 80)


async def test_size_tells_the_minutes_of_the_recipe_and_the_network_that_paint(s: Studio) -> None:
    s.ann.send_text(s.private, "/size 2048")
    whole = (await s.says("Here one takes")).words
    s.ann.send_text(s.private, "/quick")
    said = await s.says("From now on")
    s.ann.send_text(s.private, "/size 2048")
    assert (await s.says("Here one takes", after=said)).words != whole


async def test_the_language_can_be_chosen(s: Studio) -> None:
    s.ann.send_text(s.private, "/language zh")
    await s.says("好，现在用中文")
    s.ann.send_text(s.private, "/help")
    await s.says("发一张照片")
    s.ann.send_text(s.private, "/language auto")
    await s.says("We speak English now")


async def test_only_admins_choose_the_language_of_a_group(s: Studio, ben: Person, group: int) -> None:
    ben.send_text(group, "/language zh")
    await s.says("only its admins", chat_id=group)
    s.ann.send_text(group, "/language zh")
    await s.says("好，现在用中文", chat_id=group)


async def test_about_names_the_network_and_privacy_the_hours(s: Studio) -> None:
    s.ann.send_text(s.private, "/about")
    said = await s.says("paints with the network fake, on a processor")
    await s.chat.answered(s.ann.press(said, "More…"))
    await s.says("fake, cpu, float32")
    s.ann.send_text(s.private, "/privacy")
    await s.says("48 hours")


async def test_people_who_are_not_on_the_list_are_told_so(tmp_path: Path) -> None:
    async with studio(tmp_path, allowed_people=frozenset({1})) as s:
        s.ann.start()
        await s.says(f"your id is {s.ann.id}")


async def test_a_group_that_is_not_on_the_list_is_left(tmp_path: Path) -> None:
    async with studio(tmp_path, allowed_chats=frozenset({-1})) as s:
        group = s.chat.group("Studio", [s.ann])
        s.ann.send_text(group, "/help")
        while s.chat.world.bot.id in s.chat.world.chats[group].members and (
            s.chat.world.chats[group].members[s.chat.world.bot.id].value not in ("left", "kicked")
        ):
            await s.chat.world.change()


async def test_too_many_starts_in_ten_minutes_wait(tmp_path: Path) -> None:
    async with studio(tmp_path, jobs_per_10_min=1) as s:
        await send_two(s)
        await s.result()
        s.ann.send_text(s.private, "/again")
        refused = await s.says("That was a lot for ten minutes")
        s.ann.send_text(s.private, "/forget yes")
        s.ann.send_text(s.private, "/demo")
        await s.says("That was a lot for ten minutes", after=refused)


async def test_the_size_of_a_group_belongs_to_its_admins(s: Studio, ben: Person, group: int) -> None:
    ben.send_text(group, "/size 128")
    await s.says("only its admins", chat_id=group)
    s.ann.send_text(group, "/size 128")
    await s.says("now 128 pixels", chat_id=group)
    ben.send_text(group, "/settings")
    await s.says("Size: 128 pixels", chat_id=group)


async def test_the_largest_size_fits_the_device_that_paints(s: Studio) -> None:
    s.ann.send_text(s.private, "/size 4096")
    await s.says("from 64 to 2048")
    s.queue.painter.device = "cuda"
    s.ann.send_text(s.private, "/size 4096")
    await s.says("now 4096 pixels")


async def test_a_size_that_takes_minutes_says_so_before_it_is_asked_for(s: Studio) -> None:
    s.ann.send_text(s.private, "/size 2048")
    assert re.search(r"Here one takes about \d+ min", (await s.says("now 2048 pixels")).words)
    s.ann.send_text(s.private, "/size 256")
    assert "Here one takes" not in (await s.says("now 256 pixels")).words


@pytest.mark.parametrize("limit", ["jobs_per_group", "jobs_per_group_10_min"])
async def test_a_group_with_too_much_going_on_waits(tmp_path: Path, limit: str) -> None:
    async with studio(tmp_path, **{limit: 1}) as s:
        s.queue.painter = None
        ben = s.chat.person("Ben")
        group = s.chat.group("Studio", [s.ann, ben])
        s.ann.send_text(group, "/demo")
        await s.says("I start painting", chat_id=group)
        ben.send_text(group, "/demo")
        await s.says("This group has had many pictures", chat_id=group)


@pytest.mark.parametrize(
    ("words", "shows", "setting", "said"),
    [
        ("/dream", EN.dream_shown, "/strength 80", "Strength is now 80"),
        ("/try", EN.tries_offer, "/strength 80", "Strength is now 80"),
        ("/try", EN.tries_offer, "/recipe default", "The recipe is now"),
        ("/layers", "layer by layer: relu1_1", "/size 128", "128 pixels"),
    ],
)
async def test_again_is_not_named_where_it_repeats_what_the_setting_does_not_change(
    s: Studio, words: str, shows: str, setting: str, said: str
) -> None:
    await send_two(s)
    await s.result()
    s.ann.send_text(s.private, words)
    shown = await s.says(shows)
    s.ann.send_text(s.private, setting)
    assert "/again" not in (await s.says(said, after=shown)).words


async def test_again_is_named_for_a_strength_that_it_paints_with(s: Studio) -> None:
    await send_two(s)
    await s.result()
    s.ann.send_text(s.private, "/strength 80")
    assert "/again paints your last picture that way" in (await s.says("Strength is now 80")).words
