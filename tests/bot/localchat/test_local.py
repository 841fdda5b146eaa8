"""A real python-telegram-bot Application against the local chat, over HTTP."""

import asyncio
import contextlib

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto, Update
from telegram.error import Conflict
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, MessageHandler, filters

from bot.localchat import LocalChat, NothingCame
from tests.support.patience import patience
from tests.support.pictures import picture
from tests.support.until import until

STOP = InlineKeyboardMarkup([[InlineKeyboardButton("Stop", callback_data="stop")]])


async def return_photo(update: Update, _):
    photo = update.effective_message.effective_attachment[-1]
    content = bytes(await (await photo.get_file()).download_as_bytearray())
    sent = await update.effective_message.reply_text("Working", do_quote=True, reply_markup=STOP)
    await sent.edit_media(InputMediaPhoto(content, caption="Done"), reply_markup=STOP)


async def return_the_photo_replied_to(update: Update, _):
    photo = update.effective_message.reply_to_message.photo[-1]
    await update.effective_message.reply_photo(photo.file_id, caption="This one")


async def stop(update: Update, _):
    await update.callback_query.answer("Stopped")


@contextlib.asynccontextmanager
async def running(chat: LocalChat):
    builder = Application.builder().token(chat.token).base_url(chat.base_url).base_file_url(chat.base_file_url)
    app = builder.build()
    app.add_handler(CommandHandler("style", return_the_photo_replied_to))
    app.add_handler(MessageHandler(filters.PHOTO, return_photo))
    app.add_handler(CallbackQueryHandler(stop))
    async with app:
        await app.start()
        await app.updater.start_polling(timeout=10)
        try:
            yield app
        finally:
            await app.updater.stop()
            await app.stop()


async def test_photo_goes_to_the_bot_and_comes_back(chat, ann):
    async with running(chat):
        sent = ann.send_photo(ann.id, picture(300, 200))
        answer = await chat.wait_for(ann.id, lambda message: message.caption == "Done", timeout_s=patience(10))
        press = await chat.answered(ann.press(answer, "Stop"), timeout_s=patience(10))
    assert answer.reply_to is sent
    assert len(answer.picture) > 0
    assert press.answer == "Stopped"


async def test_command_as_a_reply_finds_the_photo_in_a_private_minded_group(chat, ann, bob):
    group = chat.group("Studio", [ann, bob])
    async with running(chat):
        photo = ann.send_photo(group, picture())
        bob.send_text(group, "/style", reply_to=photo)
        answer = await chat.wait_for(group, lambda message: message.caption == "This one", timeout_s=patience(10))
    assert answer.photo.sizes[-1].file.unique_id == photo.photo.sizes[-1].file.unique_id


async def test_second_poller_ends_the_first_with_a_conflict(chat, bot):
    conflicts = asyncio.Queue()
    async with running(chat) as app:
        await app.updater.stop()
        await app.updater.start_polling(timeout=10, error_callback=conflicts.put_nowait)
        await until(lambda: chat.world.updates.is_polled)
        await bot.get_updates(timeout=0)
        async with asyncio.timeout(patience(10)):
            assert isinstance(await conflicts.get(), Conflict)


async def test_what_does_not_come_is_told_with_what_did(chat, ann):
    with pytest.raises(NothingCame, match="/start"):
        await chat.wait_for(ann.id, lambda message: message.photo, timeout_s=0.01)


async def test_later_messages_only_can_be_waited_for(chat, bot, ann):
    first = await bot.send_message(ann.id, "x")
    await bot.send_message(ann.id, "x")
    found = await chat.wait_for(ann.id, lambda message: message.text == "x", after=first.message_id)
    assert found.id == first.message_id + 1


async def test_own_messages_are_not_waited_for(chat, ann):
    with pytest.raises(NothingCame):
        await chat.wait_for(ann.id, lambda message: message.text == "/start", timeout_s=0.01)
