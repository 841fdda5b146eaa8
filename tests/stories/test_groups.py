"""Groups: whose settings hold, admins who act for others, what moves with a group."""

from __future__ import annotations

import pytest

from bot.domain.preferences import Preferences
from bot.localchat.world.people import Person
from bot.texts import texts_in
from tests.support.fakes import FakePainter
from tests.support.faults import Faults
from tests.support.studio import PATIENCE_S, PHOTO, SECOND_STYLE, STYLE, Studio, demo_in, pressed
from tests.support.until import eventually

EN = texts_in("en")


async def test_settings_say_who_has_set_what(s: Studio, group: int, ben: Person) -> None:
    s.ann.send_text(group, "/size 128")
    ben.send_text(group, "/strength 80")
    for picture in (STYLE, SECOND_STYLE):
        ben.send_photo(group, picture, "/style")
    ben.send_text(group, "/blend 70 30")
    await s.says("1: 70 %, 2: 30 %", chat_id=group)
    ben.send_text(group, "/settings")
    said = (await s.says("Recipe", chat_id=group)).words
    for line in (
        "Strength: 80 (yours)",
        "Styles: 1: 70 %, 2: 30 % (yours)",
        "Size: 128 pixels (this group's)",
        "Recipe: my own (as usual)",
        "Language: English (follows your Telegram)",
    ):
        assert line in said


async def test_a_members_reset_leaves_what_is_the_groups(s: Studio, group: int, ben: Person) -> None:
    s.ann.send_text(group, "/size 128")
    ben.send_text(group, "/strength 80")
    await s.says("Strength is now 80", chat_id=group)
    ben.send_text(group, "/reset")
    await s.says("strength 60. The size (128 pixels)", chat_id=group)


async def test_an_admin_presses_for_the_one_who_writes_as_the_group(s: Studio, group: int, ben: Person) -> None:
    s.ann.write_anonymously(group)
    s.ann.send_text(group, "/strength")
    offer = await s.says("Strength is 60", chat_id=group)
    s.ann.press(offer, "80")
    await s.says("Strength is now 80", chat_id=group)
    assert await s.store.preferences.of(group, group) == Preferences(strength=80)
    ben.press(offer, "20")
    await s.says("Strength is now 20", chat_id=group)
    assert await s.store.preferences.of(group, group) == Preferences(strength=80)


async def test_an_anonymous_admin_picks_a_drawn_style(s: Studio, group: int) -> None:
    photo = s.ann.send_photo(group, PHOTO)
    s.ann.write_anonymously(group)
    s.ann.send_text(group, "/content", reply_to=photo)
    await s.says("Got the photo", chat_id=group)
    s.ann.send_text(group, "/styles")
    offer = await s.says("Press one to use it", chat_id=group)
    s.ann.press(offer, "wave")
    await s.result(chat_id=group)


async def test_an_admin_stops_what_is_not_queued_yet(s: Studio, group: int, ben: Person) -> None:
    s.queue.is_available = False
    ben.send_text(group, "/demo")
    await s.says("I start as soon as I can", chat_id=group)
    order = (await s.store.orders.all())[0]
    progress = s.chat.world.message(group, order.ticket.progress_id or 0)
    assert progress is not None
    progress.markup = {"inline_keyboard": [[{"text": "Stop", "callback_data": f"stop:{order.job_id}"}]]}
    cleo = s.chat.person("Cleo")
    s.ann.add(cleo, group)
    assert await pressed(s, cleo, progress, "Stop") == EN.not_yours
    assert "Stopped" in await pressed(s, s.ann, progress, "Stop")
    s.queue.is_available = True


async def test_a_photo_that_cannot_be_seen_is_explained(s: Studio, group: int, ben: Person) -> None:
    ben.send_photo(group, PHOTO)
    for command, words in (("/content", EN.point_at_content_group), ("/go", EN.need_photo_group)):
        ben.send_text(group, command)
        await s.says(words, chat_id=group)
    ben.send_text(group, "/style")
    await s.says("In a group I only see what is meant for me", chat_id=group)


async def test_words_in_answer_to_a_result_are_told_how_to_change_it(s: Studio, group: int, ben: Person) -> None:
    result = await demo_in(s, group, ben)
    ben.send_text(group, "how lovely", reply_to=result)
    await s.says(EN.about_results, chat_id=group)


async def test_styles_come_although_their_topic_is_gone(s: Studio, faults: Faults) -> None:
    group = s.chat.group("Studio", [s.ann], is_forum=True)
    topic = s.ann.create_topic(group, "Painting")
    await s.says("Hello", chat_id=group)
    for method in ("sendChatAction", "sendMediaGroup", "sendMessage"):
        faults.add(method, "Bad Request: message thread not found")
    s.ann.send_text(group, "/styles", thread_id=topic)
    await s.says("Press one to use it", chat_id=group)
    assert not any(fault.times for fault in faults.faults)  # each was met, and answered


async def test_a_picture_that_telegram_does_not_delete_is_spoken_of(
    s: Studio, group: int, ben: Person, faults: Faults
) -> None:
    result = await demo_in(s, group, ben)
    faults.add("deleteMessage", "Bad Request: message can't be deleted for everyone", times=9)
    await pressed(s, ben, result, "Delete")
    assert await pressed(s, ben, result, EN.button_sure) == EN.not_deleted


async def test_everything_set_moves_with_its_group(s: Studio, ben: Person) -> None:
    old = s.chat.group("Studio", [s.ann, ben], kind="group")
    for words in ("/size 128", "/language zh", "/limits 2 5"):
        s.ann.send_text(old, words)
    ben.send_text(old, "/strength 80")
    s.ann.write_anonymously(old)
    s.ann.send_text(old, "/strength 20")
    await s.says("强度改为 20", chat_id=old)
    s.queue.painter = None
    ben.send_text(old, "/demo")
    await s.job(ben, old)
    new = s.chat.migrate(old, by=s.ann)
    ben.send_text(new, "/settings")
    said = (await s.says("画法", chat_id=new)).words
    assert "强度：80（你的）" in said
    assert "大小：128 像素（本群的）" in said
    assert "2，十分钟内 5（本群的）" in said
    s.ann.send_text(new, "/strength")
    await s.says("强度是 20", chat_id=new)
    s.queue.painter = FakePainter()
    await s.chat.wait_for(new, lambda m: "画好了" in m.words, PATIENCE_S)


async def test_the_size_of_a_gpu_holds_while_its_worker_starts_again(s: Studio) -> None:
    assert isinstance(s.queue.painter, FakePainter)
    s.queue.painter.device = "cuda"
    s.ann.send_text(s.private, "/size 4096")
    await s.says("now 4096 pixels")
    s.queue.painter = None
    s.ann.send_text(s.private, "/size 4096")
    await s.says("now 4096 pixels", after=await s.says("now 4096 pixels"))
    s.queue.painter = FakePainter()  # on a CPU, meanwhile
    s.ann.send_text(s.private, "/settings")
    await s.says("Size: 4096 pixels")


async def test_a_painting_of_the_group_itself_is_found_after_its_move(s: Studio) -> None:
    old = s.chat.group("Studio", [s.ann], kind="group")
    s.ann.write_anonymously(old)
    s.ann.send_text(old, "/demo")
    await s.result(chat_id=old)
    new = s.chat.migrate(old, by=s.ann)
    s.ann.send_text(new, "/again")
    await s.result(chat_id=new)


async def test_what_the_group_itself_has_forgotten_is_deleted_under_its_earlier_id_too(s: Studio) -> None:
    old = s.chat.group("Studio", [s.ann], kind="group")
    s.ann.write_anonymously(old)
    s.ann.send_text(old, "/demo")
    result = await s.result(chat_id=old)
    await eventually(lambda: s.store.cards.at(old, result.id))
    new = s.chat.migrate(old, by=s.ann)
    s.ann.send_text(new, "/forget yes")
    await s.says("paintings (1) and settings are deleted", chat_id=new)
    assert await s.queue.latest(owner=str(old), group=str(old)) is None
    assert await s.store.cards.at(old, result.id) is None


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("strength 80", "Strength is now 80"),
        ("again", "There is nothing to paint again yet"),
        ("80", "Is that the strength? Then say /strength 80."),
        ("/wave", "Then say /style wave."),
    ],
)
async def test_what_is_said_behind_the_bots_name_is_understood(s: Studio, words: str, answer: str) -> None:
    group = s.chat.group("Friends", [s.ann], privacy=False)
    s.ann.send_text(group, f"@stylegram_local_bot {words}")
    await s.says(answer, chat_id=group)
