"""What a group's admins decide: sizes, recipes, limits."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.preferences import Preferences
from bot.localchat.world.people import Person
from bot.texts import texts_in
from tests.support.painter import WHOLE
from tests.support.studio import Studio, demo_in, pressed, studio

EN = texts_in("en")


async def test_a_member_gets_no_larger_pictures_than_the_group_and_its_admin_does(
    s: Studio, group: int, ben: Person
) -> None:
    s.ann.send_text(group, "/size 256")
    await s.says("now 256 pixels", chat_id=group)
    result = await demo_in(s, group, ben)
    await pressed(s, ben, result, "256 px")
    assert "256 px" in result.buttons
    await pressed(s, s.ann, result, "256 px")
    assert "512 px" in result.buttons


async def test_a_card_of_before_the_size_was_lowered_paints_the_lower_one(s: Studio, group: int, ben: Person) -> None:
    result = await demo_in(s, group, ben)
    await pressed(s, ben, result, "64 px")
    assert "256 px" in result.buttons
    s.ann.send_text(group, "/size 128")
    await s.says("now 128 pixels", chat_id=group)
    await pressed(s, ben, result, "Paint again")
    await s.result(chat_id=group, after=result)
    assert (await s.queue.latest(owner=str(ben.id), group=str(group))).options.edge_size == 128


async def test_only_admins_choose_a_slow_recipe_in_a_group(s: Studio, group: int, ben: Person) -> None:
    s.queue.painter.layers = WHOLE
    ben.send_text(group, "/recipe cs231n")
    await s.says("only its admins choose it", chat_id=group)
    s.ann.send_text(group, "/recipe cs231n")
    asked = await s.says("min a picture here", chat_id=group)
    ben.press(asked, EN.recipe_yes)
    await s.says("only its admins choose it", chat_id=group, after=asked)
    assert await s.store.preferences.of(group, ben.id) == Preferences()
    s.ann.press(asked, EN.recipe_yes)
    await s.says("The recipe is now “cs231n”", chat_id=group)


async def test_a_recipe_in_a_private_chat_is_everybodys_own(s: Studio, ben: Person) -> None:
    s.queue.painter.layers = WHOLE
    ben.send_text(ben.id, "/recipe cs231n")
    await s.says("min a picture here", chat_id=ben.id)


async def test_admins_limit_their_group_by_words_and_buttons(s: Studio, group: int, ben: Person) -> None:
    s.ann.send_text(group, "/limits")
    offer = await s.says("any number, and any number in ten minutes", chat_id=group)
    ben.press(offer, "1 at once")
    refused = await s.says(EN.only_admins, chat_id=group)
    s.ann.press(offer, "1 at once")
    await s.says("1, and any number in ten minutes", chat_id=group, after=refused)
    s.ann.send_text(group, "/limits 2，５")
    await s.says("2, and 5 in ten minutes", chat_id=group)
    ben.send_text(group, "/settings")
    await s.says("Pictures at once: 2, and 5 in ten minutes (this group's)", chat_id=group)
    s.ann.send_text(group, "/reset")
    said = await s.says("as at the beginning", chat_id=group)
    ben.send_text(group, "/limits")
    await s.says("any number, and any number", chat_id=group, after=said)


@pytest.mark.parametrize("limits", ["1", "9 1"])
async def test_a_groups_own_limits_hold(s: Studio, group: int, ben: Person, limits: str) -> None:
    s.queue.painter = None
    s.ann.send_text(group, f"/limits {limits}")
    await s.says("from now on", chat_id=group)
    s.ann.send_text(group, "/demo")
    await s.says(EN.started, chat_id=group)
    ben.send_text(group, "/demo")
    await s.says("This group has had many pictures", chat_id=group)


async def test_a_groups_limits_are_never_above_the_operators(tmp_path: Path) -> None:
    async with studio(tmp_path, jobs_per_group=2, jobs_per_group_10_min=5) as s:
        group = s.chat.group("Studio", [s.ann])
        s.ann.send_text(group, "/limits 50 100")
        await s.says("2, and 5 in ten minutes. More is not possible here", chat_id=group)


@pytest.mark.parametrize("words", ["many", "-1", "1 2 3", "0.5"])
async def test_limits_that_are_none_are_refused(s: Studio, group: int, words: str) -> None:
    s.ann.send_text(group, f"/limits {words}")
    await s.says("is not a limit", chat_id=group)
