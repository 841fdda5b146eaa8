"""In a group everybody's pictures and answers are their own: what Ben does to Ann's message leaves both alone."""

from __future__ import annotations

from bot.localchat.world.chats import chat_json, member_json, user_json
from bot.localchat.world.people import Person
from bot.texts import texts_in
from tests.support.pictures import picture
from tests.support.studio import PATIENCE_S, PHOTO, Studio, demo_in, pressed

EN = texts_in("en")
ANIMATION = {"file_id": "x", "file_unique_id": "x", "duration": 1, "width": 3, "height": 3}
_RIGHTS = (
    *("can_change_info", "can_invite_users", "can_pin_messages", "can_manage_topics", "can_edit_tag"),
    *("can_send_messages", "can_send_polls", "can_send_other_messages", "can_add_web_page_previews"),
    *("can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos"),
    *("can_send_video_notes", "can_send_voice_notes", "can_react_to_messages"),
)


async def test_the_question_of_forget_is_answered_by_whoever_was_asked(s: Studio, group: int, ben: Person) -> None:
    await demo_in(s, group, ben)
    s.ann.send_text(group, "/forget")
    asked = await s.says(EN.forget_sure, chat_id=group)
    assert await pressed(s, ben, asked, EN.button_forget) == EN.forget_not_yours
    assert await s.queue.latest(owner=str(ben.id), group=str(group)) is not None
    await pressed(s, s.ann, asked, EN.button_forget)
    await s.says("paintings (0) and settings are deleted", chat_id=group)


async def test_an_anonymous_admin_answers_forget_as_themselves(s: Studio, group: int) -> None:
    s.ann.write_anonymously(group)
    s.ann.send_text(group, "/forget")
    asked = await s.says(EN.forget_sure, chat_id=group)
    await pressed(s, s.ann, asked, EN.button_keep)
    await s.says(EN.forget_not, chat_id=group)


async def test_cancel_in_reply_to_somebody_elses_progress_stops_nothing(s: Studio, group: int, ben: Person) -> None:
    s.queue.painter = None
    s.ann.send_text(group, "/demo")
    progress = await s.chat.wait_for(group, lambda m: m.buttons == ["Stop"], PATIENCE_S)
    ben.send_text(group, "/demo")
    await s.job(ben, group)
    ben.send_text(group, "/cancel", reply_to=progress)
    await s.says(EN.painting_not_yours, chat_id=group)
    assert len(await s.queue.unfinished()) == 2


async def test_a_bot_that_is_only_restricted_keeps_what_the_group_has_set(s: Studio, group: int) -> None:
    s.ann.send_text(group, "/size 128")
    await s.says("now 128 pixels", chat_id=group)
    world = s.chat.world
    chat, bot = world.chats[group], user_json(world.bot)
    restricted = {"status": "restricted", "user": bot, "is_member": True, "until_date": 0}
    change = {"chat": chat_json(chat), "from": user_json(s.ann.user), "date": world.now}
    change |= {"old_chat_member": member_json(chat, world.bot)}
    change |= {"new_chat_member": restricted | dict.fromkeys(_RIGHTS, False)}
    world.updates.add("my_chat_member", change)
    s.ann.send_text(group, "/settings")
    await s.says("Size: 128 pixels", chat_id=group)


async def test_a_mix_that_an_admin_presses_for_stays_its_owners(s: Studio, group: int, ben: Person) -> None:
    result = await demo_in(s, group, ben)
    await pressed(s, s.ann, result, EN.button_mix)
    await pressed(s, s.ann, result, "40 %")
    mixed = await s.says("40 % painting", chat_id=group)
    ben.send_text(group, "/blend 70", reply_to=mixed)
    await s.says("70 % painting", chat_id=group)
    s.ann.send_text(group, "/blend 30", reply_to=mixed)
    await s.says(EN.painting_not_yours, chat_id=group)


async def test_remarks_about_somebody_elses_painting_get_no_advice(s: Studio, group: int, ben: Person) -> None:
    result = await demo_in(s, group, s.ann)
    remark = ben.send_text(group, "what did you do to the sky there", reply_to=result)
    ben.send_text(group, "/strength")
    await s.says("Strength is 60", chat_id=group, after=remark)
    assert not [m for m in s.chat.messages(group) if m.is_from_bot and m.words == EN.about_results]
    s.ann.send_text(group, "what did you do to the sky there", reply_to=result)
    await s.says(EN.about_results, chat_id=group)


async def test_what_people_send_each_other_about_somebody_elses_painting_is_not_answered(
    s: Studio, group: int, ben: Person
) -> None:
    result = await demo_in(s, group, s.ann)
    s.queue.painter = None
    asked = s.ann.send_text(group, "/again")
    progress = await s.chat.wait_for(group, lambda m: m.buttons == ["Stop"], PATIENCE_S, after=asked.id)
    ben.send_text(group, "I like that one", reply_to=progress)
    ben.send_text(group, "100", reply_to=result)
    ben.send_other(group, {"animation": ANIMATION}, result)
    ben.send_sticker(group, picture(512, 512, kind="WEBP"), reply_to=result)
    ben.send_text(group, "/strength")
    answer = await s.says("Strength is 60", chat_id=group, after=progress)
    assert [m for m in s.chat.messages(group) if m.is_from_bot and progress.id < m.id < answer.id] == []
    assert (await s.store.drafts.load(group, ben.id)).is_empty


async def test_buttons_about_what_waits_are_for_whoever_it_waits_for(s: Studio, group: int, ben: Person) -> None:
    photo = s.ann.send_photo(group, PHOTO, "/content")
    offer = await s.says("Got the photo", chat_id=group, after=photo)
    assert await pressed(s, ben, offer, EN.button_surprise) == EN.waits_for_another
    s.ann.send_text(group, "/status")
    listed = await s.says("Waiting: photo", chat_id=group, after=offer)
    ben.send_photo(group, PHOTO, "/content")
    await s.says("Got the photo", chat_id=group, after=listed)
    assert await pressed(s, ben, listed, EN.button_clear) == EN.waits_for_another
    assert (await s.store.drafts.load(group, ben.id)).content is not None
    assert await pressed(s, s.ann, listed, EN.button_clear) == ""
    await s.says("Empty: nothing waits", chat_id=group, after=listed)


async def test_buttons_in_a_topic_are_for_whoever_it_waits_for_not_for_its_opener(s: Studio, ben: Person) -> None:
    """What answers a message that is gone is shown there as an answer to the topic's opening."""
    group = s.chat.group("Topics", [ben, s.ann], is_forum=True)
    topic = ben.create_topic(group, "Painting")
    photo = s.ann.send_photo(group, PHOTO, "/content", thread_id=topic)
    s.ann.delete(photo)
    offer = await s.says("Got the photo", chat_id=group)
    assert await pressed(s, s.ann, offer, EN.button_surprise) == ""
