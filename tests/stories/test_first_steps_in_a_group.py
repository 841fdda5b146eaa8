"""The first steps in a group: replies, privacy mode, topics, other bots."""

from __future__ import annotations

from bot.localchat.world.people import Person
from tests.support.studio import PHOTO, SECOND_STYLE, STYLE, Studio


async def test_a_pair_of_replies_starts_in_a_group_with_privacy_mode(s: Studio) -> None:
    ben = s.chat.person("Ben")
    group = s.chat.group("Studio", [s.ann, ben], privacy=True)
    photo, style = s.ann.send_photo(group, PHOTO), ben.send_photo(group, STYLE)
    s.ann.send_text(group, "/content", reply_to=photo)
    await s.says("Now reply /style", chat_id=group)
    asked = s.ann.send_text(group, "/style", reply_to=style)
    result = await s.result(chat_id=group)
    assert result.reply_to is not None
    assert result.reply_to.id == asked.id


async def test_plain_photos_in_a_group_are_left_alone(s: Studio) -> None:
    group = s.chat.group("Studio", [s.ann], privacy=False)
    s.ann.send_photo(group, PHOTO)
    s.ann.send_text(group, "/status")
    await s.says("not painting anything", chat_id=group)
    assert not any("Got" in (m.words or "") for m in s.chat.messages(group))


async def test_two_people_in_a_group_have_drafts_of_their_own(s: Studio, ben: Person, group: int) -> None:
    photo = s.ann.send_photo(group, PHOTO)
    s.ann.send_text(group, "/content", reply_to=photo)
    await s.says("Got the photo", chat_id=group)
    ben.send_text(group, "/style", reply_to=photo)
    await s.says("Got the style", chat_id=group)
    assert s.results(group) == []


async def test_a_command_for_another_bot_is_not_ours(s: Studio) -> None:
    group = s.chat.group("Studio", [s.ann], privacy=False)
    s.ann.send_photo(group, PHOTO, "/content@other_bot")
    s.ann.send_text(group, "/go@other_bot")
    s.ann.send_text(group, "/go@stylegram_local_bot")
    await s.says("no photo of yours", chat_id=group)
    assert len([m for m in s.chat.messages(group) if m.is_from_bot and "photo" in (m.words or "")]) <= 2


async def test_an_answer_stays_in_its_topic(s: Studio) -> None:
    group = s.chat.group("Studio", [s.ann], is_forum=True)
    topic = s.ann.create_topic(group, "Painting")
    photo = s.ann.send_photo(group, PHOTO, thread_id=topic)
    s.ann.send_text(group, "/content", reply_to=photo, thread_id=topic)
    s.ann.send_text(group, "/style", reply_to=photo, thread_id=topic)
    result = await s.result(chat_id=group)
    assert result.thread_id == topic


async def test_an_answer_to_a_reply_outside_all_topics_stays_there(s: Studio) -> None:
    """Such a reply names a thread that nothing can be sent to."""
    group = s.chat.group("Studio", [s.ann], is_forum=True)
    photo = s.ann.send_photo(group, PHOTO)
    s.ann.send_text(group, "/content", reply_to=photo)
    assert s.ann.send_text(group, "/style", reply_to=photo).thread_id == photo.id
    assert not (await s.result(chat_id=group)).is_topic_message


async def test_in_a_topic_shares_are_set_before_painting_as_elsewhere(s: Studio) -> None:
    group = s.chat.group("Studio", [s.ann], is_forum=True)
    topic = s.ann.create_topic(group, "Painting")
    for style in (STYLE, SECOND_STYLE):
        s.ann.send_photo(group, style, "/style", thread_id=topic)
    s.ann.send_text(group, "/blend 70 30", thread_id=topic)
    await s.says("1: 70 %, 2: 30 %", chat_id=group)


async def test_an_anonymous_admin_has_a_draft(s: Studio) -> None:
    group = s.chat.group("Studio", [s.ann])
    photo = s.ann.send_photo(group, PHOTO)
    s.ann.write_anonymously(group)
    s.ann.send_text(group, "/content", reply_to=photo)
    s.ann.send_text(group, "/style", reply_to=photo)
    await s.result(chat_id=group)


async def test_a_draft_moves_with_its_group(s: Studio) -> None:
    old = s.chat.group("Studio", [s.ann], kind="group")
    photo = s.ann.send_photo(old, PHOTO)
    s.ann.send_text(old, "/content", reply_to=photo)
    await s.says("Got the photo", chat_id=old)
    new = s.chat.migrate(old, by=s.ann)
    style = s.ann.send_photo(new, STYLE)
    s.ann.send_text(new, "/style", reply_to=style)
    await s.result(chat_id=new)
