"""Guest mode over HTTP: somebody mentions the bot where it is no member, and it answers there."""

import pytest
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultCachedMpeg4Gif,
    InlineQueryResultCachedPhoto,
    InputMediaPhoto,
    InputTextMessageContent,
)
from telegram.error import BadRequest, Forbidden

from bot.localchat import LocalChat
from tests.support.films import film
from tests.support.pictures import picture

STOP = InlineKeyboardMarkup([[InlineKeyboardButton("Stop", callback_data="stop:1")]])


@pytest.fixture
def room(chat, ann, bob):
    """A chat of Ann and Bob, without the bot."""
    return chat.group("Friends", [ann, bob], with_bot=False)


def article(text="painting", **more):
    return InlineQueryResultArticle("1", "Painting", InputTextMessageContent(text), **more)


async def called(bot, ann, room, words="@stylegram_local_bot wave"):
    """Let Ann mention the bot in reply to a photo; return the update's message."""
    photo = ann.send_photo(room, picture())
    ann.send_text(room, words, photo)
    (update,) = await bot.get_updates(offset=-1)
    return update.guest_message


async def test_bot_says_that_it_comes_as_a_guest(bot):
    assert (await bot.get_me()).supports_guest_queries


async def test_mention_in_reply_to_a_photo_reaches_the_bot_with_the_photo(bot, ann, room):
    message = await called(bot, ann, room)
    assert (message.text, message.from_user.id, message.chat.id) == ("@stylegram_local_bot wave", ann.id, room)
    assert message.guest_query_id
    file = await bot.get_file(message.reply_to_message.photo[-1].file_id)
    assert (await file.download_as_bytearray())[:2] == b"\xff\xd8"


async def test_mention_under_a_photo_counts_in_any_case_of_letters(bot, ann, room):
    ann.send_photo(room, picture(), "🎨 look, @StyleGram_Local_Bot")
    (update,) = await bot.get_updates(offset=-1)
    assert update.guest_message.photo


async def test_nothing_else_of_such_a_chat_reaches_the_bot(bot, ann, room):
    ann.send_text(room, "/start")
    ann.send_text(room, "@somebody_else hello")
    ann.send_text(room, "stylegram_local_bot")
    assert [update for update in await bot.get_updates() if update.effective_chat.id == room] == []


async def test_member_gets_a_mention_as_an_ordinary_message(chat, bot, ann):
    group = chat.group("Studio", [ann], privacy=False)
    ann.send_text(group, "@stylegram_local_bot")
    (update,) = await bot.get_updates(offset=-1)
    assert (update.guest_message, update.message.guest_query_id) == (None, None)


async def test_answer_stands_in_that_chat_as_a_reply(chat, bot, ann, room):
    message = await called(bot, ann, room)
    sent = await bot.answer_guest_query(message.guest_query_id, article("<b>painting</b>", reply_markup=STOP))
    assert sent.inline_message_id
    answer = chat.messages(room)[-1]
    assert (answer.is_from_bot, answer.text, answer.buttons) == (True, "<b>painting</b>", ["Stop"])
    assert (answer.reply_to.id, answer.guest_caller.id) == (message.message_id, ann.id)


async def test_answer_stays_where_the_mention_stands(chat, bot, ann):
    room = chat.group("Friends", [ann], is_forum=True, with_bot=False)
    topic = ann.create_topic(room, "Oil")
    for thread_id in (None, topic):
        photo = ann.send_photo(room, picture(), thread_id=thread_id)
        ann.send_text(room, "@stylegram_local_bot wave", photo, thread_id=thread_id)
        (update,) = await bot.get_updates(offset=-1)
        await bot.answer_guest_query(update.guest_message.guest_query_id, article())
        assert chat.messages(room)[-1].is_topic_message is (thread_id is not None)


async def test_chat_of_two_people_is_shown_by_the_id_of_ones_own_chat(tmp_path):
    from telegram import Bot

    async with LocalChat(folder=tmp_path) as chat:
        ann, ben = chat.person("Ann"), chat.person("Ben")
        ben.start()
        room = chat.between(ann, ben)
    async with LocalChat(folder=tmp_path) as chat, Bot(chat.token, base_url=chat.base_url) as bot:
        message = await called(bot, chat.people[0], room)
        assert (message.chat.id, message.chat.type, message.from_user.id) == (ben.id, "private", ann.id)
        await bot.answer_guest_query(message.guest_query_id, article())
        assert [said.text for said in chat.messages(room)][-1] == "painting"
        await bot.send_message(message.chat.id, "to Ben")
        assert [said.text for said in chat.messages(ben.id)] == ["/start", "to Ben"]


async def test_query_is_answered_once(bot, ann, room):
    message = await called(bot, ann, room)
    await bot.answer_guest_query(message.guest_query_id, article())
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_guest_query(message.guest_query_id, article())


async def test_refused_answer_leaves_the_query_open(bot, ann, room):
    message = await called(bot, ann, room)
    with pytest.raises(BadRequest, match="Wrong remote file identifier"):
        await bot.answer_guest_query(message.guest_query_id, InlineQueryResultCachedPhoto("1", "nowhere"))
    assert await bot.answer_guest_query(message.guest_query_id, article())


async def test_text_becomes_a_picture_by_its_file_id(chat, bot, ann, room):
    stored = await bot.send_photo(ann.id, picture(color="red"))
    sent = await bot.answer_guest_query((await called(bot, ann, room)).guest_query_id, article())
    assert await bot.edit_message_text("50 %", inline_message_id=sent.inline_message_id)
    media = InputMediaPhoto(stored.photo[-1].file_id, caption="Here it is")
    assert await bot.edit_message_media(media, inline_message_id=sent.inline_message_id) is True
    answer = chat.messages(room)[-1]
    assert (answer.text, answer.caption) == (None, "Here it is")
    assert answer.picture == chat.messages(ann.id)[-1].picture


async def test_guest_cannot_upload(bot, ann, room):
    sent = await bot.answer_guest_query((await called(bot, ann, room)).guest_query_id, article())
    with pytest.raises(BadRequest, match="Invalid message content specified"):
        await bot.edit_message_media(InputMediaPhoto(picture()), inline_message_id=sent.inline_message_id)


async def test_guest_cannot_write_by_the_chats_id(bot, ann, room):
    await called(bot, ann, room)
    with pytest.raises(Forbidden, match="bot is not a member"):
        await bot.send_message(room, "hello")


async def test_film_that_is_stored_is_an_answer(chat, bot, ann, room):
    stored = await bot.send_animation(ann.id, film())
    result = InlineQueryResultCachedMpeg4Gif("1", stored.animation.file_id, caption="look")
    await bot.answer_guest_query((await called(bot, ann, room)).guest_query_id, result)
    assert chat.messages(room)[-1].animation.file.file_id == stored.animation.file_id


async def test_press_under_an_answer_names_the_inline_message(chat, bot, ann, bob, room):
    query_id = (await called(bot, ann, room)).guest_query_id
    sent = await bot.answer_guest_query(query_id, article(reply_markup=STOP))
    bob.press(chat.messages(room)[-1], "Stop")
    (update,) = await bot.get_updates(offset=-1)
    assert update.callback_query.inline_message_id == sent.inline_message_id
    assert update.callback_query.message is None
    assert await bot.edit_message_reply_markup(inline_message_id=sent.inline_message_id)


async def test_unknown_inline_message_cannot_be_edited(bot):
    with pytest.raises(BadRequest, match="Message_id_invalid"):
        await bot.edit_message_text("x", inline_message_id="nowhere")


async def test_answer_of_a_guest_is_edited_after_a_restart(tmp_path):
    from telegram import Bot

    async with LocalChat(folder=tmp_path) as chat:
        ann = chat.person("Ann")
        room = chat.group("Friends", [ann], with_bot=False)
        async with Bot(chat.token, base_url=chat.base_url) as bot:
            sent = await bot.answer_guest_query((await called(bot, ann, room)).guest_query_id, article())
    async with LocalChat(folder=tmp_path) as chat, Bot(chat.token, base_url=chat.base_url) as bot:
        assert await bot.edit_message_text("done", inline_message_id=sent.inline_message_id)
        assert chat.messages(room)[-1].text == "done"
