"""What people can do, told by the updates that the bot gets."""

import pytest

from bot.localchat import NotPossible
from bot.localchat.world.chats import ANONYMOUS_ADMIN_ID
from bot.localchat.world.pictures import MAX_PHOTO_BYTES
from tests.support.pictures import picture


def last(chat, kind="message"):
    return chat.world.updates.pending[-1][kind]


def test_text_arrives_with_its_sender(chat, ann):
    ann.send_text(ann.id, " /strength 80 ")
    assert (last(chat)["text"], last(chat)["from"]["username"]) == ("/strength 80", "ann_paints")
    assert last(chat)["entities"] == [{"type": "bot_command", "offset": 0, "length": 9}]


def test_album_is_one_message_a_photo_with_the_caption_on_the_first(chat, ann):
    parts = ann.send_album(ann.id, [picture(color="red"), picture(), picture()], caption="three")
    assert len({part.album for part in parts}) == 1
    assert [part.caption for part in parts] == ["three", None, None]
    assert last(chat)["media_group_id"] == parts[0].album


@pytest.mark.parametrize("count", [1, 11])
def test_album_holds_two_to_ten_photos(ann, count):
    with pytest.raises(NotPossible, match="An album has 2 to 10 photos"):
        ann.send_album(ann.id, [picture()] * count)


def test_document_keeps_the_type_its_sender_names(chat, ann):
    ann.send_document(ann.id, b"GIF89a", "x.gif", "image/gif", caption="moves")
    assert (last(chat)["document"]["mime_type"], last(chat)["caption"]) == ("image/gif", "moves")


def test_gif_arrives_as_an_animation_with_a_document_beside_it(chat, ann):
    ann.send_animation(ann.id, picture(64, 48, kind="GIF"), "wave.gif", "moves")
    shown = last(chat)["animation"]
    assert (shown["width"], shown["height"], shown["mime_type"]) == (64, 48, "image/gif")
    assert (last(chat)["document"]["file_id"], last(chat)["caption"]) == (shown["file_id"], "moves")


def test_gif_that_cannot_be_opened_arrives_as_a_file(chat, ann):
    ann.send_animation(ann.id, b"GIF89a and nothing more", "wave.gif")
    assert ("animation" in last(chat), last(chat)["document"]["file_name"]) == (False, "wave.gif")


def test_what_is_no_picture_is_not_sent_as_photo(ann):
    with pytest.raises(NotPossible, match="send it as a file"):
        ann.send_photo(ann.id, b"not a picture")


def test_photo_over_the_limit_is_made_smaller_before_it_is_sent(ann):
    photo = ann.send_photo(ann.id, picture(1600, 1200, kind="JPEG") + bytes(MAX_PHOTO_BYTES)).photo
    assert (photo.sizes[-1].width, photo.sizes[-1].height) == (1280, 960)


def test_large_file_that_is_no_picture_is_not_sent_as_photo(ann):
    with pytest.raises(NotPossible, match="send it as a file"):
        ann.send_photo(ann.id, bytes(MAX_PHOTO_BYTES + 1))


def test_sticker_and_video_arrive_as_such(chat, ann):
    ann.send_sticker(ann.id, picture(512, 512, kind="WEBP"))
    assert last(chat)["sticker"]["is_animated"] is False
    ann.send_video(ann.id, b"mp4")
    assert last(chat)["video"]["mime_type"] == "video/mp4"


def test_other_kinds_pass_as_given(chat, ann):
    ann.send_other(ann.id, {"location": {"latitude": 48.5, "longitude": 9.05}})
    assert last(chat)["location"]["latitude"] == 48.5


def test_forwarded_photo_names_its_author(chat, ann, bob):
    chat.group("Studio", [ann, bob], privacy=False)
    photo = bob.send_photo(bob.id, picture())
    ann.forward(photo, ann.id)
    assert last(chat)["forward_origin"]["sender_user"]["first_name"] == "Bob"
    assert last(chat)["photo"]


def test_anonymous_admin_writes_in_the_groups_name(chat, ann):
    group = chat.group("Studio", [ann])
    ann.write_anonymously(group)
    ann.send_text(group, "/go")
    assert (last(chat)["from"]["id"], last(chat)["sender_chat"]["id"]) == (ANONYMOUS_ADMIN_ID, group)


def test_page_hears_who_writes_in_the_groups_name(chat, ann):
    group = chat.group("Studio", [ann])
    told = []
    chat.world.listeners.append(told.append)
    ann.write_anonymously(group)
    assert [(event.kind, event.chat_id) for event in told] == [("chat", group)]


def test_what_is_said_in_the_groups_name_is_edited_by_its_author_only(chat, ann, bob):
    group = chat.group("Studio", [ann, bob], admins=[bob])
    ann.write_anonymously(group)
    said = ann.send_text(group, "/go")
    ann.write_anonymously(group, is_anonymous=False)
    ann.edit_text(said, "/stop")
    assert (last(chat, "edited_message")["text"], last(chat, "edited_message")["sender_chat"]["id"]) == ("/stop", group)
    with pytest.raises(NotPossible, match="one's own messages"):
        bob.edit_text(said, "/go")


def test_plain_member_cannot_write_in_the_groups_name(chat, ann, bob):
    group = chat.group("Studio", [ann, bob])
    with pytest.raises(NotPossible, match="Only admins"):
        bob.write_anonymously(group)


def test_press_of_an_anonymous_admin_names_the_person(chat, ann):
    group = chat.group("Studio", [ann])
    ann.write_anonymously(group)
    keyboard = {"inline_keyboard": [[{"text": "Stop", "callback_data": "stop"}]]}
    message = chat.world.post(chat.world.chats[group], chat.world.bot, text="x", markup=keyboard)
    ann.press(message, "Stop")
    assert last(chat, "callback_query")["from"]["id"] == ann.id


def test_stranger_cannot_write_in_a_group(chat, ann, bob):
    group = chat.group("Studio", [ann])
    with pytest.raises(NotPossible, match="Bob is not in this chat"):
        bob.send_text(group, "/go")


def test_blocking_tells_the_bot(chat, ann):
    ann.block_bot()
    assert last(chat, "my_chat_member")["new_chat_member"]["status"] == "kicked"


def test_old_group_only_points_to_its_supergroup(chat, ann):
    old = chat.group("Studio", [ann], kind="group")
    new = chat.migrate(old, by=ann)
    assert last(chat)["migrate_from_chat_id"] == old
    with pytest.raises(NotPossible, match="became a supergroup"):
        ann.send_text(old, "/go")
    ann.send_text(new, "/go")


def test_deleted_message_is_no_longer_replied_to(chat, ann):
    gone = ann.send_text(ann.id, "x")
    reply = ann.send_text(ann.id, "y", reply_to=gone)
    ann.delete(gone)
    ann.edit_text(reply, "z")
    assert "reply_to_message" not in last(chat, "edited_message")


def test_others_messages_are_deleted_by_admins_only(chat, ann, bob):
    group = chat.group("Studio", [ann, bob])
    theirs = ann.send_text(group, "x")
    with pytest.raises(NotPossible):
        bob.delete(theirs)
    ann.delete(bob.send_text(group, "y"))


def test_ids_of_a_later_chat_are_never_those_of_an_earlier_one(chat, ann):
    """A database outlives this server: what it knows of earlier people must not fit new ones."""
    assert ann.id >= int(chat.world.clock() * 10) - 600
    assert chat.world.updates.pending[0]["update_id"] >= int(chat.world.clock() * 1000) - 60_000
