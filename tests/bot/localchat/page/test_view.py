"""What the page is told of messages."""

import pytest

from bot.localchat.page.view import message_view
from tests.support.pictures import picture


@pytest.mark.parametrize(("kind", "is_picture"), [("PNG", True), ("BMP", True), ("TIFF", False)])
def test_file_is_opened_as_a_picture_where_browsers_show_its_kind(ann, kind, is_picture):
    sent = ann.send_document(ann.id, picture(kind=kind), f"a.{kind.lower()}")
    answer = ann.send_text(ann.id, "and this?", sent)
    assert message_view(sent)["document"]["is_picture"] is is_picture
    assert "thumbnail" in message_view(sent)["document"]
    assert ("picture" in message_view(answer)["reply_to"]) is is_picture


def test_gif_is_shown_as_a_picture_and_no_film(ann):
    sent = ann.send_animation(ann.id, picture(kind="GIF"))
    assert message_view(sent)["animation"]["is_gif"] is True


def test_what_the_bot_saw_is_not_judged_by_the_privacy_of_later(chat, ann):
    group = chat.group("Studio", [ann], privacy=False)
    told = ann.send_text(group, "hello")
    chat.set_privacy(group, is_on=True, by=ann)
    hidden = ann.send_text(group, "hello")
    chat.set_privacy(group, is_on=False, by=ann)
    assert [message_view(message)["is_seen"] for message in (told, hidden)] == [True, False]


def test_what_becomes_a_command_by_an_edit_is_seen(chat, ann):
    said = ann.send_text(chat.group("Studio", [ann]), "hello")
    ann.edit_text(said, "/style")
    assert message_view(said)["is_seen"] is True


def test_what_is_said_in_the_groups_name_has_its_author(chat, ann):
    group = chat.group("Studio", [ann])
    ann.write_anonymously(group)
    shown = message_view(ann.send_text(group, "/go"))
    assert (shown["from"]["id"], shown["author"]) == (group, ann.id)
