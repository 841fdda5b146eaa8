"""/strength: what people choose, said back to them in words."""

from __future__ import annotations

from telegram import Update

from bot.domain import shares as said_shares
from bot.domain.asker import Asker
from bot.errors import NotANumber, OutOfRange
from bot.handlers import what_again_does
from bot.handlers.context import Context, message_of
from bot.wording import sentences
from bot.wording.buttons import strength_buttons


async def on_strength(update: Update, context: Context) -> None:
    """/strength 80, or /strength alone to see where it stands."""
    asker = await context.asker(message_of(update))
    await set_strength(context, asker, context.words)


async def set_strength(context: Context, asker: Asker, words: str) -> None:
    """Set the asker's strength in this chat, or say what it is."""
    services, texts = context.services, asker.texts
    if not words:
        strength = (await services.options.of(asker)).strength
        told = sentences.strength(texts, strength)
        said = texts.strength_is.format(strength=f"{strength:g}", words=told)
        await context.say_briefly(asker, said, buttons=strength_buttons())
        return
    try:
        strength = said_shares.parse_strength(words)
    except OutOfRange as refusal:
        await context.say_briefly(asker, texts.strength_out_of_range.format(got=refusal.got))
        return
    except NotANumber as refusal:
        sentence = texts.strength_several if said_shares.are_shares(words) else texts.strength_not_a_number
        await context.say_briefly(asker, sentence.format(got=refusal.got))
        return
    await services.store.preferences.change(asker.chat_id, asker.person_id, strength=strength)
    context.just_set |= {"strength"}
    sentence = texts.strength_set_ready if await what_again_does.is_painted_anew(context, asker) else texts.strength_set
    told = sentences.strength(texts, strength)
    await context.say_briefly(asker, sentence.format(strength=f"{strength:g}", words=told))
