"""The card under a result: its buttons change what comes next, or do something with the picture at once."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from telegram import Message
from telegram.error import BadRequest

from bot.domain.asker import Asker
from bot.domain.order import Card, ticket_of
from bot.handlers import copies, films_and_stickers, laboratory, large, restyle, same_again, saved_styles, tries
from bot.handlers.card_changes import CHANGES, CHANGES_AT_ONCE, changed
from bot.handlers.context import Context, is_from_us
from bot.handlers.mix import send_mix
from bot.orders.options import is_same, seed_after
from bot.telegram.saying import keyboard, say
from bot.texts import Texts
from bot.wording import card_buttons, experiment_lines, presses, sentences
from bot.wording.buttons import Rows
from bot.wording.presses import Pressed
from engine.errors import PictureGone
from engine.options.style_options import StyleOptions
from engine.pictures import film
from engine.queue.job import Job
from engine.recipes.known import has_own_size

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class _Press:
    """A press under a result.

    Attributes:
        context: The handler's.
        asker: Who pressed, and may.
        message: The message with the button.
        job: The job that it shows.
        pressed: The button.
        card: How the card is set.
    """

    context: Context
    asker: Asker
    message: Message
    job: Job
    pressed: Pressed
    card: Card

    @property
    def is_slip(self) -> bool:
        """Whether the same button was pressed just now; asked once a press."""
        return self.context.services.presses.is_slip((self.message.chat.id, self.message.message_id), self.pressed.verb)


async def press(context: Context, asker: Asker, message: Message, job: Job, pressed: Pressed) -> str | None:
    """Do what a button under a result says, for who pressed it and may; return what to answer."""
    card = await context.services.store.cards.at(message.chat.id, message.message_id)
    card = card or Card.under(message.chat.id, message.message_id, job)
    p = _Press(context=context, asker=asker, message=message, job=job, pressed=pressed, card=card)
    if pressed.verb in CHANGES:
        after = changed(card.options, pressed, job.styles, await context.services.limits.largest_for(asker))
        return await _show_changed(p, card if after == card.options else card.changed_to(after))
    if pressed.verb == presses.UNDO:
        return await _show_changed(p, card.undone())
    if (rows := await _rows_after(context, asker.texts, job, pressed.verb, card)) is not None:
        await _show(message, rows)
        return None
    return await _DOES[pressed.verb](p) if pressed.verb in _DOES else None


async def _rows_after(context: Context, texts: Texts, job: Job, verb: str, card: Card) -> Rows | None:
    """Return the buttons that a press puts in place of the others, or None where it does something else."""
    choice = job.options.experiment
    if choice is not None and verb == presses.LAYER_MENU:
        layers = await context.services.painters.layers()
        return experiment_lines.layer_menu(texts, job.id, choice, list(layers))
    if choice is not None and verb in (presses.BACK, presses.MORE):
        return experiment_lines.card(texts, job.id, choice, has_films=film.can_be_made())
    match verb:
        case presses.MIX_MENU:
            return card_buttons.mix_buttons(texts, job.id)
        case presses.BACK:
            return card_buttons.card_buttons(texts, job.id)
        case presses.MORE:
            return await _more(context, texts, job, card)
        case presses.DELETE:
            return card_buttons.sure_buttons(texts, job.id)
    return None


async def _more(context: Context, texts: Texts, job: Job, card: Card) -> Rows:
    """Return all the buttons of a card; those about faces where the painting has some."""
    has_faces = "faces" in await _report(context, job)
    has = {"has_faces": has_faces, "has_undo": bool(card.before), "has_films": film.can_be_made()}
    names = ticket_of(job).style_names
    return card_buttons.more_buttons(texts, job.id, card.options, job.styles, names=names, **has)


async def _report(context: Context, job: Job) -> Mapping[str, Any]:
    """Return the report of a painting; an empty one where it is gone."""
    try:
        return (await context.services.queue.result_of(job.id)).report
    except PictureGone:
        return {}


async def _tell_strength(p: _Press) -> str:
    """Say what the strength means."""
    return f"{p.card.options.strength:g}: {sentences.strength(p.asker.texts, p.card.options.strength)}"


async def _paint_otherwise(p: _Press) -> str | None:
    """Paint the picture as the card is set but for one thing, at once; the next press takes the next seed.

    What is set large is painted at the usual size: it takes minutes, and these are told before they are begun.
    """
    wanted = CHANGES_AT_ONCE[p.pressed.verb](p.card.options)
    if wanted == p.card.options and is_same(wanted, p.job):
        return p.asker.texts.as_far_as_it_goes
    if p.is_slip:
        return p.asker.texts.already_painting
    wanted = restyle.at_usual_size(wanted, await p.context.services.options.of(p.asker))
    said = _started(p.asker.texts, p.job, wanted)
    await p.context.services.accept.paint_again(p.asker, p.job, wanted, said=said)
    await _set_with_next_seed(p, p.card.options)
    return None


async def _paint(p: _Press) -> str | None:
    """Paint as the card is set; the next press takes the next seed, and a double one counts once."""
    if p.is_slip:
        return p.asker.texts.already_painting
    services, is_set, is_swapped = p.context.services, p.card.options, p.pressed.verb == presses.SWAP
    if not is_swapped and (said := await same_again.refusal(p.context, p.asker.texts, p.job, is_set)):
        return said
    options = is_set if is_set != p.job.options else seed_after(is_set, p.job)
    if options.experiment is not None:
        await laboratory.make_again(p.context, p.asker, p.job, options)
    else:
        said = _started(p.asker.texts, p.job, options)
        await services.accept.paint_again(p.asker, p.job, options, is_swapped=is_swapped, said=said)
    await _set_with_next_seed(p, options)
    return None


async def _set_with_next_seed(p: _Press, options: StyleOptions) -> None:
    """Set the card to these options with the next seed, so that what it paints next is another picture."""
    if is_from_us(p.message, p.context.bot.id):  # words are pressed for by their own message, which shows no job
        after = dataclasses.replace(options, seed=options.seed + 1)
        await p.context.services.store.cards.set(dataclasses.replace(p.card, options=after))


async def _try(p: _Press) -> str | None:
    """Paint small ones to choose from: at three strengths, or in three styles."""
    if p.is_slip:
        return p.asker.texts.already_painting
    paint = tries.strengths if p.pressed.verb == presses.TRIES else tries.surprise
    await paint(p.context, p.asker, p.job)
    return None


async def _offer_large(p: _Press) -> str | None:
    if has_own_size(p.job.options):
        return p.asker.texts.size_is_own.format(name=p.job.options.recipe)
    if p.job.options.is_large:
        return p.asker.texts.as_far_as_it_goes
    if (rows := await large.offer(p.context, p.asker, p.job)) is None:
        return large.no_larger(p.asker.texts, p.job)
    if is_from_us(p.message, p.context.bot.id):
        await _show(p.message, rows)
    else:  # asked for in words: under what a person wrote there are no buttons
        offer = await say(p.context.bot, p.asker, p.asker.texts.large_offer, buttons=rows[:1])
        await p.context.keep_cards(p.job, offer)
    return None


async def _save_style(p: _Press) -> None:
    await p.context.say(p.asker, await saved_styles.save_style_of(p.context, p.asker, p.job))


async def _mix(p: _Press) -> None:
    if p.pressed.value.isdecimal() and int(p.pressed.value) <= 100:
        await send_mix(p.context, p.asker, p.job, int(p.pressed.value) / 100)


async def _show_changed(p: _Press, card: Card) -> str | None:
    """Keep the card as it is set now and show that; return what to answer."""
    services = p.context.services
    if card == p.card:
        return p.asker.texts.as_far_as_it_goes
    services.presses.forget((p.message.chat.id, p.message.message_id))  # its next one is another picture
    await services.store.cards.set(card)
    rows = await _more(p.context, p.asker.texts, p.job, card)
    await _show(p.message, rows, await _pending(p, card))
    return None


async def _pending(p: _Press, card: Card) -> str:
    names, notes = ticket_of(p.job).style_names, (await _report(p.context, p.job)).get("notes", ())
    return sentences.pending(p.asker.texts, p.job.options, card.options, p.job.styles, names, notes)


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


_DOES: dict[str, Callable[[_Press], Awaitable[str | None]]] = {
    presses.STRENGTH: _tell_strength,
    **dict.fromkeys((presses.AGAIN, presses.SWAP), _paint),
    **dict.fromkeys(CHANGES_AT_ONCE, _paint_otherwise),
    presses.LARGE: _offer_large,
    presses.LARGE_SURE: lambda p: large.paint(p.context, p.asker, p.message, p.job),
    presses.STYLE_MENU: lambda p: restyle.show_styles(p.context, p.asker, p.job),
    presses.RESTYLE: lambda p: restyle.press_style(p.context, p.asker, p.message, p.job, p.pressed.value),
    presses.SAVE: _save_style,
    **dict.fromkeys((presses.TRIES, presses.SURPRISE), _try),
    presses.TRY: lambda p: tries.paint_large(p.context, p.asker, p.message, p.job, p.pressed.value),
    presses.SURE: lambda p: copies.delete(p.context, p.asker, p.message, p.job),
    presses.MIX: _mix,
    **dict.fromkeys(
        (presses.RESEND, presses.COMPARE, presses.FILE),
        lambda p: copies.send(p.context, p.asker, p.job, p.pressed.verb),
    ),
    **dict.fromkeys(
        films_and_stickers.VERBS, lambda p: films_and_stickers.send(p.context, p.asker, p.job, p.pressed.verb)
    ),
    **dict.fromkeys(laboratory.PRESSES, lambda p: laboratory.press(p.context, p.asker, p.message, p.job, p.pressed)),
}
