"""The card under a result: its buttons change what comes next, or do something with the picture at once."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
from collections.abc import Callable, Sequence
from typing import TypeVar

from telegram import Message
from telegram.error import BadRequest, TelegramError

from bot.domain.asker import Asker
from bot.domain.order import Card, ticket_of
from bot.domain.shares import more_of
from bot.handlers import favourites, keepsakes, laboratory, large, restyle, tries
from bot.handlers.context import Context
from bot.handlers.options import send_mix
from bot.orders.options import seed_after
from bot.orders.showing import send_result
from bot.telegram.saying import keyboard
from bot.telegram.sending import Unconfirmed, picture_of, send_file, send_picture
from bot.texts import Texts
from bot.wording import buttons, card_buttons, experiments, sentences, verbs
from bot.wording.buttons import Rows
from bot.wording.verbs import Pressed
from engine.errors import PictureGone
from engine.options.style_options import Faces, KeepColors, Stroke, StyleOptions
from engine.pictures import film
from engine.pictures.sheets import side_by_side
from engine.queue.job_queue import Job

CHANGES = frozenset({verbs.WEAKER, verbs.STRONGER, verbs.COLORS, verbs.STROKE, verbs.SIZE, verbs.SHARE})
STRENGTH_STEP = 10
AT_ONCE_STEP = 20  # of the buttons that paint at once: less is hardly seen
AT_ONCE: dict[str, Callable[[StyleOptions], StyleOptions]] = {
    verbs.SOFTER: lambda options: dataclasses.replace(options, strength=max(0.0, options.strength - AT_ONCE_STEP)),
    verbs.BOLDER: lambda options: dataclasses.replace(options, strength=min(100.0, options.strength + AT_ONCE_STEP)),
    verbs.MY_COLORS: lambda options: dataclasses.replace(options, keep_colors=KeepColors.LUMINANCE),
    verbs.FACES: lambda options: dataclasses.replace(options, faces=_after(tuple(Faces), options.faces)),
}
_Choice = TypeVar("_Choice")

logger = logging.getLogger(__name__)


async def press(context: Context, asker: Asker, message: Message, job: Job, pressed: Pressed) -> str | None:
    """Do what a button under a result says; return what to answer.

    Args:
        context: The handler's.
        asker: Who pressed, and may.
        message: The message with the button.
        job: The job that it shows.
        pressed: The button.
    """
    card = await context.services.store.cards.at(message.chat.id, message.message_id)
    card = card or _card_of(message, job, job.options)
    options = card.options
    if pressed.verb in CHANGES:
        after = changed(options, pressed, job.styles, await context.services.limits.largest_for(asker))
        return await _show_changed(context, asker, message, job, card if after == options else card.changed_to(after))
    if pressed.verb == verbs.UNDO:
        return await _show_changed(context, asker, message, job, card.undone())
    if (rows := await _rows_after(context, asker.texts, job, pressed.verb, card)) is not None:
        await _show(message, rows)
    elif pressed.verb in laboratory.PRESSES:
        return await laboratory.press(context, asker, message, job, pressed)
    elif pressed.verb == verbs.STRENGTH:
        return f"{options.strength:g}: {sentences.strength(asker.texts, options.strength)}"
    elif pressed.verb in (verbs.AGAIN, verbs.SWAP):
        return await _paint(context, asker, message, job, options, pressed.verb)
    elif pressed.verb in AT_ONCE:
        return await _paint_otherwise(context, asker, message, job, pressed.verb)
    elif pressed.verb == verbs.LARGE:
        await _show(message, await large.offer(context, asker, job))
    elif pressed.verb == verbs.LARGE_SURE:
        return await large.paint(context, asker, message, job)
    elif pressed.verb == verbs.STYLE_MENU:
        await restyle.show_styles(context, asker, job)
    elif pressed.verb == verbs.RESTYLE:
        return await restyle.press_style(context, asker, message, job, pressed.value)
    elif pressed.verb == verbs.SAVE:
        await context.say(asker, await favourites.save_style_of(context, asker, job))
    elif pressed.verb == verbs.TRIES:
        await tries.strengths(context, asker, job)
    elif pressed.verb == verbs.SURPRISE:
        await tries.surprise(context, asker, job)
    elif pressed.verb == verbs.TRY:
        return await tries.paint_large(context, asker, message, job, pressed.value)
    elif pressed.verb in keepsakes.VERBS:
        return await keepsakes.send(context, asker, job, pressed.verb)
    elif pressed.verb == verbs.SURE:
        return await _delete(context, asker, message, job)
    elif pressed.verb == verbs.MIX and pressed.value.isdecimal() and int(pressed.value) <= 100:
        await send_mix(context, asker, job, int(pressed.value) / 100)
    elif pressed.verb in (verbs.RESEND, verbs.COMPARE, verbs.FILE):
        return await _send(context, asker, job, pressed)
    return None


async def _more(context: Context, texts: Texts, job: Job, card: Card) -> Rows:
    """Return all the buttons of a card; those about faces where the painting has some."""
    try:
        has_faces = "faces" in (await context.services.queue.result_of(job.id)).report
    except PictureGone:
        has_faces = False
    has = {"has_faces": has_faces, "has_undo": bool(card.before), "has_films": film.can_be_made()}
    names = ticket_of(job).style_names
    return card_buttons.more_buttons(texts, job.id, card.options, job.styles, names=names, **has)


async def _rows_after(context: Context, texts: Texts, job: Job, verb: str, card: Card) -> Rows | None:
    """Return the buttons that a press puts in place of the others, or None where it does something else."""
    choice = job.options.experiment
    if choice is not None and verb == verbs.LAYER_MENU:
        layers = await context.services.painters.layers()
        return experiments.layer_menu(texts, job.id, choice, list(layers))
    if choice is not None and verb in (verbs.BACK, verbs.MORE):
        return experiments.card(texts, job.id, choice)
    match verb:
        case verbs.MIX_MENU:
            return card_buttons.mix_buttons(texts, job.id)
        case verbs.BACK:
            return card_buttons.card_buttons(texts, job.id)
        case verbs.MORE:
            return await _more(context, texts, job, card)
        case verbs.DELETE:
            return card_buttons.sure_buttons(texts, job.id)
    return None


async def _paint_otherwise(context: Context, asker: Asker, message: Message, job: Job, verb: str) -> str | None:
    """Paint the picture once more with one thing different, at once."""
    services, options = context.services, job.options
    wanted = AT_ONCE[verb](options)
    if wanted == options:
        return asker.texts.as_far_as_it_goes
    if services.presses.is_slip((message.chat.id, message.message_id), verb):
        return asker.texts.already_painting
    await services.accept.paint_again(asker, job, wanted, said=_started(asker.texts, job, wanted))
    return None


async def _paint(
    context: Context, asker: Asker, message: Message, job: Job, options: StyleOptions, verb: str
) -> str | None:
    """Paint as the card is set; the next press takes the next seed, and a double one counts once."""
    services = context.services
    if services.presses.is_slip((message.chat.id, message.message_id), verb):
        return asker.texts.already_painting
    options = options if options != job.options else seed_after(options, job)
    said = _started(asker.texts, job, options)
    await services.accept.paint_again(asker, job, options, is_swapped=verb == verbs.SWAP, said=said)
    await services.store.cards.set(_card_of(message, job, dataclasses.replace(options, seed=options.seed + 1)))
    return None


def changed(options: StyleOptions, pressed: Pressed, styles: int, max_edge_size: int) -> StyleOptions:
    """Return what the card's options are after a press; unchanged when the press says nothing that we know."""
    match pressed.verb:
        case verbs.WEAKER:
            return dataclasses.replace(options, strength=max(0.0, options.strength - STRENGTH_STEP))
        case verbs.STRONGER:
            return dataclasses.replace(options, strength=min(100.0, options.strength + STRENGTH_STEP))
        case verbs.COLORS:
            return dataclasses.replace(options, keep_colors=_after(tuple(KeepColors), options.keep_colors))
        case verbs.STROKE:
            return dataclasses.replace(options, stroke=_after(tuple(Stroke), options.stroke))
        case verbs.SIZE:
            sizes = [size for size in buttons.SIZES if size <= max_edge_size] or [max_edge_size]
            larger = [size for size in sizes if size > options.edge_size]
            return dataclasses.replace(options, edge_size=min(larger or sizes))
        case verbs.SHARE if pressed.value in [str(index) for index in range(styles)]:
            return dataclasses.replace(options, shares=more_of(int(pressed.value), options.shares, styles))
    return options


def _after(choices: Sequence[_Choice], current: _Choice) -> _Choice:
    return choices[(choices.index(current) + 1) % len(choices)]


def gone(context: Context, asker: Asker) -> str:
    """Return that a picture was deleted after its time."""
    return asker.texts.button_gone.format(hours=f"{context.services.settings.keep_hours:g}")


async def _show_changed(context: Context, asker: Asker, message: Message, job: Job, card: Card) -> str | None:
    """Keep the card as it is set now and show that; return what to answer."""
    if card == await context.services.store.cards.at(card.chat_id, card.message_id):
        return None
    context.services.presses.forget((message.chat.id, message.message_id))  # its next one is another picture
    await context.services.store.cards.set(card)
    rows = await _more(context, asker.texts, job, card)
    await _show(message, rows, _pending(asker.texts, job, card))
    return None


def _pending(texts: Texts, job: Job, card: Card) -> str:
    return sentences.pending(texts, job.options, card.options, job.styles, ticket_of(job).style_names)


def _started(texts: Texts, job: Job, wanted: StyleOptions) -> str:
    return sentences.started_again(texts, job.options, wanted, job.styles, ticket_of(job).style_names)


async def _show(message: Message, rows: Rows, caption: str | None = None) -> None:
    """Put these buttons under the message, and this caption where one is given and the message has one."""
    try:
        if caption is not None and (message.photo or message.document):
            await message.edit_caption(caption, reply_markup=keyboard(rows))
        else:
            await message.edit_reply_markup(keyboard(rows))
    except BadRequest as refusal:  # pressed twice, or the message is gone
        logger.info("Buttons stay as they are: %s", refusal)


async def _delete(context: Context, asker: Asker, message: Message, job: Job) -> str | None:
    """Delete the painting that is kept and every message that shows it; the photo stays for /again until its time."""
    await context.services.queue.forget_result(job.id)
    await _delete_copies(context, message, job)
    try:
        await message.delete()
    except TelegramError as refusal:  # older than 48 hours
        logger.info("A result could not be deleted: %s", refusal)
        return asker.texts.not_deleted
    return asker.texts.deleted


async def _delete_copies(context: Context, message: Message, job: Job) -> None:
    """Delete what else shows the painting in this chat: mixes, comparisons, files, the same once more."""
    copies = await context.services.store.cards.showing(message.chat.id, job.id)
    for message_id in copies:
        if message_id != message.message_id:
            try:
                await context.bot.delete_message(message.chat.id, message_id)
            except TelegramError as refusal:  # older than 48 hours, or deleted by hand
                logger.info("A copy could not be deleted: %s", refusal)


async def _send(context: Context, asker: Asker, job: Job, pressed: Pressed) -> str | None:
    """Send the picture once more, beside its photo, or as a file."""
    services, texts = context.services, asker.texts
    try:
        result = await services.queue.result_of(job.id)
        painting = result.image_png
        content = (await services.queue.request_of(job.id)).content_image if pressed.verb == verbs.COMPARE else b""
    except PictureGone:
        return gone(context, asker)
    try:
        if pressed.verb == verbs.FILE:
            message = await send_file(services.bot, asker, await picture_of(painting), texts.as_file, services.pace)
        elif pressed.verb == verbs.COMPARE:
            both = await asyncio.to_thread(side_by_side, content, painting)
            picture = await picture_of(both, "compared")
            message = await send_picture(services.bot, asker, picture, texts.compared, services.pace)
        else:
            message = await send_result(services.bot, asker, job, result, services.pace)
        await services.store.cards.set(_card_of(message, job, job.options))
    except Unconfirmed:
        logger.warning("job %s: Telegram did not confirm a picture", job.id)
    return None


def _card_of(message: Message, job: Job, options: StyleOptions) -> Card:
    return Card(
        chat_id=message.chat.id,
        message_id=message.message_id,
        person_id=int(job.owner),
        job_id=job.id,
        options=options,
    )
