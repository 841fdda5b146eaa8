"""/styles and /demo: pictures that the bot draws itself, for people who have none at hand."""

from __future__ import annotations

import random

from telegram import InputMediaPhoto, Update
from telegram.constants import ChatAction

from bot.domain.sent_picture import Role
from bot.errors import UnusableMedia
from bot.handlers import saved_styles
from bot.handlers.context import Context, message_of, replied_to
from bot.handlers.photos import refusal_of
from bot.handlers.style_meant import styles_meant, tell_one_taken, tell_unknown
from bot.orders.drawn import THUMBNAIL_PX, drawn, drawn_scene, drawn_style
from bot.telegram.media import has_media, picture_in
from bot.telegram.saying import in_topic, reply_to, show_doing
from bot.wording.buttons import style_buttons
from bot.wording.styles import style_names, style_word


async def on_styles(update: Update, context: Context) -> None:
    """/styles: show the drawn styles as an album, with a button for each."""
    asker = await context.asker(message_of(update))
    names = style_names()[:10]  # an album holds ten
    await show_doing(context.bot, asker, ChatAction.UPLOAD_PHOTO)
    media = [
        InputMediaPhoto(await drawn(drawn_style(name).file_id, THUMBNAIL_PX), caption=style_word(asker.texts, name))
        for name in names
    ]
    await in_topic(
        asker.thread_id,
        lambda thread_id: context.bot.send_media_group(
            asker.chat_id, media, message_thread_id=thread_id, reply_parameters=reply_to(asker.message_id)
        ),
    )
    await context.say(asker, asker.texts.styles_offer, buttons=style_buttons(asker.texts))
    await saved_styles.show(context, asker)


async def on_demo(update: Update, context: Context) -> None:
    """/demo: paint the photo that it replies to or stands under, or a drawn scene, in one of the drawn styles."""
    message = message_of(update)
    asker = await context.asker(message)
    number, named = message.message_id, await styles_meant(context, asker, context.words)
    if context.words and not named:
        await tell_unknown(context, asker, context.words)
        return
    style = named[0] if named else drawn_style(random.Random(number).choice(style_names()))
    pictured = message if has_media(message) else replied_to(message)
    try:
        is_picture = pictured is not None and has_media(pictured)
        content = picture_in(pictured, Role.CONTENT) if is_picture and pictured else drawn_scene(number, number)
    except UnusableMedia as refusal:
        await context.say(asker, refusal_of(asker.texts, refusal))
        return
    before = await context.draft(asker)
    draft = before.next().with_picture(content).with_picture(style)
    options = await context.services.options.of(asker, draft)
    await context.services.accept.paint_draft(asker, draft, options)
    await tell_one_taken(context, asker, named)
