import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto
from telegram.error import BadRequest

from bot.localchat import NotPossible
from tests.support.pictures import picture

NOT_MODIFIED = "Message is not modified: specified new message content and reply markup are exactly the same"


def keyboard(text="Stop"):
    return InlineKeyboardMarkup([[InlineKeyboardButton(text, callback_data="stop:1")]])


async def test_text_changes_in_place(chat, bot, ann):
    sent = await bot.send_message(ann.id, "10 %", reply_markup=keyboard())
    edited = await sent.edit_text("20 %", reply_markup=keyboard())
    assert edited.edit_date is not None
    assert [message.text for message in chat.messages(ann.id)] == ["/start", "20 %"]


async def test_edit_that_changes_nothing_is_refused(bot, ann):
    sent = await bot.send_message(ann.id, "10 %", reply_markup=keyboard())
    with pytest.raises(BadRequest, match=NOT_MODIFIED):
        await sent.edit_text("10 %", reply_markup=keyboard())


async def test_edit_without_a_keyboard_takes_it_away(chat, bot, ann):
    sent = await bot.send_message(ann.id, "10 %", reply_markup=keyboard())
    await sent.edit_text("done")
    assert chat.messages(ann.id)[-1].buttons == []


async def test_keyboard_changes_alone(chat, bot, ann):
    sent = await bot.send_message(ann.id, "x", reply_markup=keyboard())
    await sent.edit_reply_markup(keyboard("Again"))
    assert chat.messages(ann.id)[-1].buttons == ["Again"]
    with pytest.raises(BadRequest, match=NOT_MODIFIED):
        await sent.edit_reply_markup(keyboard("Again"))


async def test_photo_that_was_replaced_is_kept_while_another_message_shows_it(chat, bot, ann):
    first = await bot.send_photo(ann.id, picture())
    second = await bot.send_photo(ann.id, first.photo[-1].file_id)
    await first.edit_media(InputMediaPhoto(picture(color="red")))
    assert chat.world.files.stored(first.photo[-1].file_id)
    await second.edit_media(InputMediaPhoto(picture(color="blue")))
    assert chat.world.files.stored(first.photo[-1].file_id) is None
    again = await bot.send_photo(ann.id, picture())
    assert chat.world.files.stored(again.photo[-1].file_id)


async def test_media_is_put_in_place_of_a_text(chat, bot, ann):
    sent = await bot.send_message(ann.id, "waiting")
    edited = await sent.edit_media(InputMediaPhoto(picture(), caption="preview"))
    assert (edited.text, edited.caption, len(edited.photo)) == (None, "preview", 1)


async def test_same_photo_by_file_id_is_no_change(bot, ann):
    sent = await bot.send_photo(ann.id, picture(), caption="x")
    with pytest.raises(BadRequest, match=NOT_MODIFIED):
        await sent.edit_media(InputMediaPhoto(sent.photo[-1].file_id, caption="x"))


async def test_caption_changes_in_place(bot, ann):
    sent = await bot.send_photo(ann.id, picture(), caption="x")
    assert (await sent.edit_caption("y")).caption == "y"


async def test_text_of_a_photo_and_caption_of_a_text_cannot_be_edited(bot, ann):
    photo, text = await bot.send_photo(ann.id, picture()), await bot.send_message(ann.id, "x")
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await photo.edit_text("y")
    with pytest.raises(BadRequest, match="There is no caption in the message to edit"):
        await text.edit_caption("y")


async def test_deleted_message_cannot_be_edited(bot, ann):
    sent = await bot.send_message(ann.id, "x")
    await sent.delete()
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await sent.edit_text("y")


async def test_what_others_wrote_cannot_be_edited(bot, ann):
    theirs = ann.send_text(ann.id, "x")
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("y", ann.id, theirs.id)


async def test_press_reaches_the_bot_and_its_answer_the_person(chat, bot, ann):
    await bot.send_message(ann.id, "x", reply_markup=keyboard())
    press = ann.press(chat.messages(ann.id)[-1], "Stop")
    (update,) = await bot.get_updates(offset=-1)
    assert (update.callback_query.data, update.callback_query.from_user.id) == ("stop:1", ann.id)
    await update.callback_query.answer("Stopped", show_alert=True)
    assert (await chat.answered(press)).answer == "Stopped"
    assert press.is_alert


async def test_press_is_answered_once(chat, bot, ann):
    await bot.send_message(ann.id, "x", reply_markup=keyboard())
    press = ann.press(chat.messages(ann.id)[-1], "Stop")
    await bot.answer_callback_query(press.id)
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_callback_query(press.id)


async def test_button_that_is_not_there_cannot_be_pressed(chat, bot, ann):
    await bot.send_message(ann.id, "x", reply_markup=keyboard())
    with pytest.raises(NotPossible, match="There is no button “Go”"):
        ann.press(chat.messages(ann.id)[-1], "Go")
