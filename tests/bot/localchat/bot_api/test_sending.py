import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputMediaDocument, InputMediaPhoto, ReplyParameters
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError

from tests.support.pictures import picture


async def refusal(awaitable):
    with pytest.raises(BadRequest) as refused:
        await awaitable
    return refused.value.message.lower()  # PTB changes the case


def keyboard(data="d:1"):
    return InlineKeyboardMarkup([[InlineKeyboardButton("Go", callback_data=data)]])


async def test_text_arrives_with_its_entities(chat, bot, ann):
    sent = await bot.send_message(ann.id, " <b>hi /go\n")
    assert chat.messages(ann.id)[-1].text == "<b>hi /go" == sent.text
    assert [(entity.type, entity.offset) for entity in sent.entities] == [("bot_command", 6)]


async def test_photo_arrives_as_uploaded_sizes(chat, bot, ann):
    sent = await bot.send_photo(ann.id, picture(1600, 800), caption="done", reply_markup=keyboard())
    assert [size.width for size in sent.photo] == [90, 320, 800, 1280]
    assert chat.messages(ann.id)[-1].buttons == ["Go"]


async def test_photo_is_sent_again_by_its_file_id(bot, ann):
    first = await bot.send_photo(ann.id, picture())
    again = await bot.send_photo(ann.id, first.photo[-1].file_id)
    assert again.photo[-1].file_unique_id == first.photo[-1].file_unique_id


async def test_document_keeps_its_bytes(chat, bot, ann):
    content = picture(300, 200)
    sent = await bot.send_document(ann.id, content, filename="full.png")
    assert (sent.document.file_name, sent.document.mime_type) == ("full.png", "image/png")
    assert chat.messages(ann.id)[-1].picture == content


async def test_album_shares_one_group_id(bot, ann):
    media = [InputMediaPhoto(picture(color="red"), caption="both"), InputMediaPhoto(picture())]
    sent = await bot.send_media_group(ann.id, media)
    assert len({message.media_group_id for message in sent}) == 1
    assert [message.caption for message in sent] == ["both", None]


@pytest.mark.parametrize(
    ("count", "why"),
    [
        (1, "too few messages to send as an album"),
        (11, "too many messages to send as an album"),
    ],
)
async def test_album_outside_two_to_ten_is_refused(bot, ann, count, why):
    photo = (await bot.send_photo(ann.id, picture())).photo[-1].file_id
    assert await refusal(bot.send_media_group(ann.id, [InputMediaPhoto(photo)] * count)) == why


async def test_photos_and_documents_do_not_mix_in_an_album(bot, ann):
    media = [InputMediaPhoto(picture()), InputMediaDocument(picture(), filename="a.png")]
    assert await refusal(bot.send_media_group(ann.id, media)) == "document can't be mixed with other media types"


@pytest.mark.parametrize(
    ("text", "why"),
    [(" \n", "message text is empty"), ("x" * 4097, "message is too long"), ("😀" * 2049, "message is too long")],
)
async def test_text_outside_the_limits_is_refused(bot, ann, text, why):
    assert await refusal(bot.send_message(ann.id, text)) == why


async def test_caption_over_1024_is_refused(bot, ann):
    assert await refusal(bot.send_photo(ann.id, picture(), caption="x" * 1025)) == "message caption is too long"


async def test_markup_is_refused_and_not_shown_raw(bot, ann):
    assert await refusal(bot.send_message(ann.id, "<b>x</b>", parse_mode="HTML")) == "unsupported parse_mode"


async def test_callback_data_over_64_bytes_is_refused(bot, ann):
    assert await refusal(bot.send_message(ann.id, "x", reply_markup=keyboard("é" * 33))) == "button_data_invalid"


async def test_button_without_an_action_is_refused(bot, ann):
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("Go")]])
    with pytest.raises(BadRequest, match="text buttons are unallowed"):
        await bot.send_message(ann.id, "x", reply_markup=markup)


async def test_unknown_chat_is_refused(bot):
    assert await refusal(bot.send_message(5, "x")) == "chat not found"


async def test_reply_to_a_deleted_message_is_refused(chat, bot, ann):
    gone = ann.send_text(ann.id, "x")
    ann.delete(gone)
    assert await refusal(bot.send_message(ann.id, "y", reply_parameters=ReplyParameters(gone.id))) == (
        "message to be replied not found"
    )


async def test_reply_to_a_deleted_message_is_sent_without_it_when_allowed(bot, ann):
    gone = ReplyParameters(999, allow_sending_without_reply=True)
    assert (await bot.send_message(ann.id, "y", reply_parameters=gone)).reply_to_message is None


async def test_reply_carries_the_message(bot, ann):
    photo = ann.send_photo(ann.id, picture())
    sent = await bot.send_message(ann.id, "y", reply_parameters=ReplyParameters(photo.id))
    assert sent.reply_to_message.photo


async def test_person_who_never_wrote_cannot_be_written_to(bot, bob):
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(bob.id, "hello")


async def test_person_who_blocked_the_bot_cannot_be_written_to(bot, ann):
    ann.block_bot()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(ann.id, "hello")
    ann.unblock_bot()
    await bot.send_message(ann.id, "hello")


async def test_group_that_removed_the_bot_cannot_be_written_to(chat, bot, ann):
    group = chat.group("Studio", [ann])
    ann.remove_bot(group)
    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        await bot.send_message(group, "hello")


async def test_migrated_group_names_its_supergroup(chat, bot, ann):
    group = chat.group("Studio", [ann], kind="group")
    supergroup = chat.migrate(group, by=ann)
    with pytest.raises(ChatMigrated) as migrated:
        await bot.send_message(group, "hello")
    assert migrated.value.new_chat_id == supergroup
    await bot.send_message(supergroup, "hello")


async def test_topic_takes_messages_and_replies_stay_in_it(chat, bot, ann):
    group = chat.group("Studio", [ann], is_forum=True)
    topic = ann.create_topic(group, "Oil")
    asked = ann.send_text(group, "/go", thread_id=topic)
    sent = await bot.send_message(group, "x", message_thread_id=topic, reply_parameters=ReplyParameters(asked.id))
    assert (sent.message_thread_id, sent.is_topic_message) == (topic, True)


async def test_message_in_a_topic_seems_to_reply_to_its_opening(chat, ann):
    group = chat.group("Studio", [ann], is_forum=True)
    topic = ann.create_topic(group, "Oil")
    ann.send_text(group, "/go", thread_id=topic)
    assert "forum_topic_created" in chat.world.updates.pending[-1]["message"]["reply_to_message"]


async def test_reply_in_a_group_without_topics_has_a_thread_that_cannot_be_sent_to(chat, bot, ann):
    group = chat.group("Studio", [ann])
    photo = ann.send_photo(group, picture())
    thread = ann.send_text(group, "/style", reply_to=photo).thread_id
    assert thread == photo.id
    assert await refusal(bot.send_message(group, "x", message_thread_id=thread)) == "message thread not found"


async def test_reply_outside_all_topics_has_a_thread_that_cannot_be_sent_to(chat, bot, ann):
    group = chat.group("Studio", [ann], is_forum=True)
    photo = ann.send_photo(group, picture())
    asked = ann.send_text(group, "/style", reply_to=photo)
    assert (asked.thread_id, asked.is_topic_message) == (photo.id, False)
    assert await refusal(bot.send_message(group, "x", message_thread_id=photo.id)) == "message thread not found"
    answer = await bot.send_message(group, "x", reply_parameters=ReplyParameters(asked.id))
    assert (answer.message_thread_id, answer.is_topic_message) == (photo.id, None)


async def test_chat_action_reaches_the_people(chat, bot, ann):
    events = []
    chat.world.listeners.append(events.append)
    await bot.send_chat_action(ann.id, "upload_photo")
    assert [(event.kind, event.action) for event in events] == [("action", "upload_photo")]


async def test_unknown_chat_action_is_refused(bot, ann):
    assert await refusal(bot.send_chat_action(ann.id, "dance")) == "wrong parameter action in request"


async def test_bot_deletes_its_own_message_once(chat, bot, ann):
    sent = await bot.send_message(ann.id, "x")
    assert await sent.delete()
    assert await refusal(sent.delete()) == "message to delete not found"


async def test_bot_deletes_what_others_wrote_only_as_an_admin(chat, bot, ann):
    group = chat.group("Studio", [ann])
    theirs = ann.send_text(group, "/go")
    assert await refusal(bot.delete_message(group, theirs.id)) == "message can't be deleted"
    chat.set_privacy(group, is_on=False, by=ann)
    assert await bot.delete_message(group, theirs.id)


async def test_message_older_than_48_hours_cannot_be_deleted(chat, bot, ann):
    sent = await bot.send_message(ann.id, "x")
    chat.world.message(ann.id, sent.message_id).date -= 48 * 3600 + 5
    assert await refusal(sent.delete()) == "message can't be deleted for everyone"


async def test_upload_over_50_megabytes_is_refused(bot, ann):
    with pytest.raises(NetworkError, match="Request Entity Too Large"):
        await bot.send_document(ann.id, bytes(50 * 1024 * 1024 + 1), filename="big.bin")
