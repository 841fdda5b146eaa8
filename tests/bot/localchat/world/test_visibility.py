"""What the bot gets to see of a group, told by the updates that are queued for it."""

import pytest

from tests.support.pictures import picture


@pytest.fixture
def group(chat, ann, bob):
    return chat.group("Studio", [ann, bob])


def seen(chat):
    return [update["message"] for update in chat.world.updates.pending if "message" in update]


def test_plain_photo_is_hidden_in_privacy_mode(chat, group, ann):
    before = len(seen(chat))
    ann.send_photo(group, picture(), caption="look")
    assert len(seen(chat)) == before


def test_command_in_reply_to_a_photo_carries_the_photo(chat, group, ann, bob):
    photo = ann.send_photo(group, picture())
    bob.send_text(group, "/style", reply_to=photo)
    shown = seen(chat)[-1]
    assert shown["reply_to_message"]["photo"][-1]["file_id"] == photo.photo.sizes[-1].file.file_id


def test_replies_are_shown_one_level_deep(chat, group, ann):
    first = ann.send_photo(group, picture())
    second = ann.send_photo(group, picture(), reply_to=first)
    ann.send_text(group, "/style", reply_to=second)
    assert "reply_to_message" not in seen(chat)[-1]["reply_to_message"]


def test_photo_with_a_command_as_caption_is_seen(chat, group, ann):
    ann.send_photo(group, picture(), caption="/content please")
    assert seen(chat)[-1]["caption_entities"][0]["type"] == "bot_command"


def test_command_for_another_bot_is_hidden(chat, group, ann):
    before = len(seen(chat))
    ann.send_text(group, "/go@another_bot")
    assert len(seen(chat)) == before


def test_command_that_names_the_bot_is_seen_in_any_case(chat, group, ann):
    ann.send_text(group, "/go@Stylegram_Local_Bot")
    assert seen(chat)[-1]["text"] == "/go@Stylegram_Local_Bot"


def test_mention_by_itself_is_hidden(chat, group, ann):
    before = len(seen(chat))
    ann.send_text(group, "@stylegram_local_bot paint this")
    assert len(seen(chat)) == before


async def test_reply_to_the_bot_is_seen(chat, group, ann, bot):
    sent = await bot.send_message(group, "Send me a photo.")
    ann.send_photo(group, picture(), reply_to=sent.message_id)
    assert seen(chat)[-1]["reply_to_message"]["text"] == "Send me a photo."


def test_of_an_album_only_the_part_with_the_command_is_seen(chat, group, ann):
    before = len(seen(chat))
    ann.send_album(group, [picture(), picture()], caption="/style")
    assert [shown.get("caption") for shown in seen(chat)[before:]] == ["/style"]


def test_admin_bot_sees_everything(chat, ann, bob):
    group = chat.group("Open studio", [ann, bob], privacy=False)
    bob.send_photo(group, picture())
    assert "photo" in seen(chat)[-1]


def test_switching_privacy_tells_the_bot(chat, group, ann):
    chat.set_privacy(group, is_on=False, by=ann)
    change = chat.world.updates.pending[-1]["my_chat_member"]
    assert (change["old_chat_member"]["status"], change["new_chat_member"]["status"]) == ("member", "administrator")


def test_service_messages_are_seen(chat, ann, bob):
    group = chat.group("Studio", [ann, bob])
    assert seen(chat)[-1]["new_chat_members"][0]["id"] == chat.world.bot.id
    assert seen(chat)[-1]["chat"]["id"] == group


def test_removed_bot_sees_nothing_more(chat, group, ann):
    ann.remove_bot(group)
    before = len(seen(chat))
    ann.send_text(group, "/go")
    assert len(seen(chat)) == before


def test_edit_of_a_hidden_message_stays_hidden(chat, group, ann):
    hidden = ann.send_text(group, "hello")
    before = len(chat.world.updates.pending)
    ann.edit_text(hidden, "hello again")
    assert len(chat.world.updates.pending) == before


def test_edit_in_private_is_an_edited_message(chat, ann):
    ann.edit_text(ann.send_text(ann.id, "/strength 5"), "/strength 50")
    assert chat.world.updates.pending[-1]["edited_message"]["text"] == "/strength 50"
