"""Saved styles: keep one under a name, see them all, give them other names, delete them."""

from __future__ import annotations

import asyncio
import contextlib

from telegram import Message, Update
from telegram.error import BadRequest

from bot.domain.asker import Asker
from bot.domain.order import ticket_of
from bot.domain.saved_style import MAX_SAVED, SavedStyle, called, name_from
from bot.errors import UnusableMedia
from bot.handlers.context import Context, is_reply_to_us, message_of, replied_to
from bot.handlers.job_meant import is_of_another, job_shown
from bot.handlers.photos import refusal_of
from bot.handlers.style_meant import token_of_saved
from bot.orders.drawn import sheet_of_tiles
from bot.orders.fetching import PictureRefused
from bot.orders.kept_pictures import small_enough
from bot.orders.slow_pictures import counted
from bot.telegram.media import has_media, picture_in
from bot.telegram.saying import keyboard, show_picture
from bot.texts import Texts
from bot.wording.buttons import saved_buttons, saved_editing_buttons
from bot.wording.said_by_us import fact_in
from bot.wording.tries import place_of_style
from engine.errors import PictureGone
from engine.queue.job import Job


async def on_save(update: Update, context: Context) -> None:
    """/save NAME: keep the style of a painting, or any picture that it replies to or stands under, for later."""
    message = message_of(update)
    asker = await context.asker(message)
    if await is_of_another(context, asker, message):
        await context.say(asker, asker.texts.painting_not_yours)
        return
    pictured = message if has_media(message) else replied_to(message)
    is_ours = pictured is not message and is_reply_to_us(message, context.bot.id)
    job = await job_shown(context, asker, message) if pictured is None or is_ours else None
    if pictured is not None and (not is_ours or (has_media(pictured) and _is_seen_only(job, pictured))):
        await _save_picture(context, asker, pictured, context.words)
    elif job is not None:
        caption = pictured.caption if pictured else None
        place = place_of_style(job.options.tries, ticket_of(job).style_names, caption)
        await context.say(asker, await save_style_of(context, asker, job, context.words, place))
    else:
        await context.say(asker, asker.texts.save_what)


def _is_seen_only(job: Job | None, shown: Message) -> bool:
    """Return whether of a picture of ours only itself can be saved: no job is known, or it shows maps of a layer."""
    return job is None or (job.options.experiment is not None and shown.media_group_id is not None)


async def save_style_of(context: Context, asker: Asker, job: Job, words: str = "", place: int | None = None) -> str:
    """Save the style in which a job was painted, of several the one at this place, or what an experiment shows.

    Return what to say.
    """
    if job.styles > 1 and place is None:
        return asker.texts.save_one
    queue = context.services.queue
    try:
        if job.options.experiment is not None:
            style = (await queue.result_of(job.id)).image_png
        else:
            style = (await queue.request_of(job.id)).style_images[place or 0]
    except PictureGone:
        return asker.texts.picture_gone.format(hours=context.keep_hours)
    return await _save(context, asker, style, words)


async def _save_picture(context: Context, asker: Asker, pictured: Message, words: str) -> None:
    if told := await context.services.limits.refusal(asker):
        await context.say(asker, told)
        return
    try:
        picture = picture_in(pictured)
        jpeg = await context.services.fetching.prepared(asker.texts, picture, asker.texts.one_picture, "a saved style")
    except UnusableMedia as refusal:
        await context.say(asker, refusal_of(asker.texts, refusal))
    except PictureRefused as refusal:
        saved_by, now = f"{asker.chat_id} {asker.message_id}", context.services.clock()
        said = await counted(
            context.services.store, asker.texts, asker.person_id, refusal, picture_id=saved_by, now=now
        )
        later = "" if refusal.is_useless else asker.texts.ask_again
        await context.say(asker, f"{said}{later}")
    else:
        await context.say(asker, await _save(context, asker, jpeg, words))


async def _save(context: Context, asker: Asker, jpeg: bytes, words: str) -> str:
    saved = context.services.store.saved
    known = await saved.of(asker.person_id)
    same = called(known, words)
    if len(known) >= MAX_SAVED and same is None:
        return asker.texts.saved_full.format(count=MAX_SAVED)
    name = same.name if same else name_from(words) or _next_name(asker.texts, known)
    await saved.add(asker.person_id, name, await asyncio.to_thread(small_enough, jpeg))
    return asker.texts.saved_as.format(name=name)


def _next_name(texts: Texts, known: list[SavedStyle]) -> str:
    names = (texts.saved_name.format(number=number) for number in range(1, len(known) + 2))
    return next(name for name in names if called(known, name) is None)


async def is_named(update: Update, context: Context, *, is_thanks: bool) -> bool:
    """Give a saved style the name that answers our message about it; return whether the words were one.

    Thanks are a name only where one was asked for.
    """
    message = message_of(update)
    replied = replied_to(message)
    if not message.text or replied is None or not is_reply_to_us(message, context.bot.id):
        return False
    name = fact_in(
        replied.text or "", lambda texts: (texts.rename_ask,) if is_thanks else (texts.saved_as, texts.rename_ask)
    )
    asker = await context.asker(message)
    known = await context.services.store.saved.of(asker.person_id) if name else []
    style, wanted = called(known, name or ""), name_from(message.text)
    if style is None or not wanted:
        return False
    same = called(known, wanted)
    if same is not None and same != style:
        await context.say(asker, asker.texts.name_taken.format(name=same.name))
    else:
        await context.services.store.saved.rename(style, wanted)
        await context.say(asker, asker.texts.saved_as.format(name=wanted))
    return True


async def show(context: Context, asker: Asker) -> None:
    """Show the asker's saved styles, where there are any, as a sheet of small pictures with a button for each."""
    saved = context.services.store.saved
    known = await saved.of(asker.person_id)
    tiles = [await saved.picture(asker.person_id, style.number) for style in known]
    if not known:
        return
    sheet = await asyncio.to_thread(sheet_of_tiles, tuple(tile for tile in tiles if tile))
    rows = saved_buttons(asker.texts, [(style.name, token_of_saved(style)) for style in known])
    await show_picture(context.bot, asker, sheet, asker.texts.saved_offer, rows)


async def edit(context: Context, asker: Asker, message: Message, token: str) -> str | None:
    """Put buttons that rename and delete under the sheet; return what to answer."""
    known = await context.services.store.saved.of(asker.person_id)
    if token != str(asker.person_id):
        return asker.texts.not_yours
    rows = saved_editing_buttons(asker.texts, [(style.name, token_of_saved(style)) for style in known])
    with contextlib.suppress(BadRequest):  # pressed twice, or the message is gone
        await message.edit_reply_markup(keyboard(rows))
    return None


async def rename(context: Context, asker: Asker, token: str) -> str | None:
    """Ask how a saved style is to be called; the answer to that is its name."""
    style = await _saved_style_of(context, asker, token)
    if style is None:
        return asker.texts.style_gone
    await context.say(asker, asker.texts.rename_ask.format(name=style.name))
    return None


async def delete(context: Context, asker: Asker, message: Message, token: str) -> str:
    """Delete a saved style and its buttons; return what to answer."""
    style = await _saved_style_of(context, asker, token)
    if style is None:
        return asker.texts.style_gone
    await context.services.store.saved.delete(asker.person_id, style.number)
    await edit(context, asker, message, str(asker.person_id))
    return asker.texts.saved_deleted.format(name=style.name)


async def _saved_style_of(context: Context, asker: Asker, token: str) -> SavedStyle | None:
    known = await context.services.store.saved.of(asker.person_id)
    return next((style for style in known if token_of_saved(style) == token), None)
