"""/styles and /demo: pictures that the bot draws itself, for people who have none at hand."""

from __future__ import annotations

import random

from telegram import InputMediaPhoto, Update
from telegram.constants import ChatAction

from bot.cards import PICK, callback
from bot.chat import Asker, reply_to
from bot.draft import Draft, Role
from bot.errors import UnusableMedia
from bot.gallery import THUMBNAIL_PX, drawn, drawn_scene, drawn_style, style_names
from bot.handlers.context import Context, message_of, replied_to
from bot.handlers.photos import add, refusal_of
from bot.media import has_media, picture_in

_IN_A_ROW = 2


async def on_styles(update: Update, context: Context) -> None:
    """/styles: show the drawn styles as an album, with a button for each."""
    asker = await context.asker(message_of(update))
    names = style_names()[:10]  # an album holds ten
    await context.bot.send_chat_action(asker.chat_id, ChatAction.UPLOAD_PHOTO, message_thread_id=asker.thread_id)
    media = [InputMediaPhoto(await drawn(drawn_style(name).file_id, THUMBNAIL_PX), caption=name) for name in names]
    if len(media) > 1:
        await context.bot.send_media_group(
            asker.chat_id, media, message_thread_id=asker.thread_id, reply_parameters=reply_to(asker.message_id)
        )
    buttons = [(name, callback(PICK, name)) for name in names]
    rows = [buttons[start : start + _IN_A_ROW] for start in range(0, len(buttons), _IN_A_ROW)]
    await context.say(asker, asker.texts.styles_offer, buttons=rows)


async def pick(context: Context, asker: Asker, name: str) -> bool:
    """Use the style of this name, as if the asker had sent it; return whether there is one."""
    if name not in style_names():
        return False
    await add(context.house, asker, drawn_style(name))
    return True


async def on_demo(update: Update, context: Context) -> None:
    """/demo: paint the photo that it replies to, or a drawn scene, in one of the drawn styles."""
    message = message_of(update)
    asker = await context.asker(message)
    number = message.message_id
    style = drawn_style(random.Random(number).choice(style_names()))
    replied = replied_to(message)
    try:
        is_picture = replied is not None and has_media(replied)
        content = picture_in(replied, Role.CONTENT) if is_picture and replied else drawn_scene(number, number)
    except UnusableMedia as refusal:
        await context.say(asker, refusal_of(asker.texts, refusal))
        return
    draft = Draft().with_picture(content).with_picture(style)
    options = await context.house.options_of(asker.chat_id, asker.person_id, draft)
    await context.house.paint_draft(asker, draft, options)
