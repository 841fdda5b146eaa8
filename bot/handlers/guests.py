"""Guest mode: somebody mentions the bot in reply to a photo in a chat where it is no member.

What answers the mention is one message of ours; it tells the progress and becomes the painting (see orders.guests).
"""

from __future__ import annotations

import dataclasses
import logging
import random
import re

from telegram import InlineQueryResultArticle, InputTextMessageContent, Message, Update
from telegram.error import BadRequest

from bot.domain.asker import Asker
from bot.domain.guest_texts import guest_texts_in
from bot.domain.sent_picture import Role, SentPicture
from bot.domain.shares import parse_strength
from bot.errors import BadParameter, StoreUnavailable, UnusableMedia
from bot.handlers.context import Context, message_of, replied_to
from bot.handlers.photos import refusal_of
from bot.orders.drawn import drawn_style
from bot.telegram.media import has_media, picture_in
from bot.telegram.saying import rewrite
from bot.wording import sentences
from bot.wording.styles import style_called, style_names

logger = logging.getLogger(__name__)

# few signs between them: 4096 colons without a number took 0.35 s, of everybody's
_STRENGTH = re.compile(r"(?:/?strength|强度)?[\s:=：]{0,5}(\d[\d.]*\s*%?)", re.IGNORECASE)
# Of what is painted for a private chat of two: in the asker's own chat it would be the latest, which /again means.
_NO_CHAT = 0
_COMMANDS = re.compile(r"/(?:style|demo|content)\b", re.IGNORECASE)


async def on_guest(update: Update, context: Context) -> None:
    """Paint the photo that the mention replies to, or say why that cannot be."""
    message = message_of(update)
    asker = await asker_of(context, message)
    words, strength = _wish(message, context.bot.username)
    name = style_called(words) or random.Random(message.message_id).choice(style_names())
    content = _content(message, asker)
    refusal = content if isinstance(content, str) else await _refusal(context, asker, words)
    if refusal or isinstance(content, str):
        await answer(context, message, refusal or "")
        return
    options = await context.services.options.of(asker)
    if not (inline_id := await answer(context, message, asker.texts.started)):
        return
    if strength is not None:
        options = dataclasses.replace(options, strength=strength)
    asker = dataclasses.replace(asker, inline_id=inline_id, chat_id=_NO_CHAT if asker.is_private else asker.chat_id)
    try:
        await context.services.accept.paint_as_guest(asker, content, drawn_style(name), options)
    except StoreUnavailable as fault:  # the mention is answered: what answers it says so
        logger.error("A mention is not painted: %s", fault)
        await rewrite(context.bot, inline_id, asker.texts.store_down)


async def asker_of(context: Context, message: Message) -> Asker:
    """Return who mentions the bot; in a private chat of two people as in their own chat with the bot.

    The id of such a chat may be that of another person's chat with the bot (Bot API, Message.guest_query_id).
    """
    asker = dataclasses.replace(await context.asker(message), press_id=message.guest_query_id or "")
    if not asker.is_private:
        return asker
    own = await context.services.store.preferences.of(asker.person_id)
    return dataclasses.replace(asker, chat_id=asker.person_id, language=own.language or asker.own_language)


async def answer(context: Context, message: Message, sentence: str) -> str:
    """Answer a mention with a sentence; return the inline_message_id of what then stands in the chat, "" too late."""
    said = InlineQueryResultArticle("answer", sentence[:60], InputTextMessageContent(sentence))
    try:
        sent = await context.bot.answer_guest_query(message.guest_query_id or "", said)
    except BadRequest as refusal:  # it came while the bot was away: nothing can be said in that chat any more
        logger.info("A mention stays without an answer: %s", refusal)
        return ""
    return str(sent.inline_message_id)


def _wish(message: Message, username: str) -> tuple[str, float | None]:
    """Return what is said beside the mention, and the strength that is among it."""
    said = re.sub(rf"@{re.escape(username)}\b", " ", message.text or message.caption or "", flags=re.IGNORECASE)
    found = _STRENGTH.search(said)
    words = _COMMANDS.sub(" ", _STRENGTH.sub(" ", said)).strip()
    try:
        return words, parse_strength(found[1]) if found else None
    except BadParameter:
        return words, None


def _content(message: Message, asker: Asker) -> SentPicture | str:
    """Return the photo that is meant, or why there is none."""
    replied = replied_to(message)
    pictured = next((each for each in (replied, message) if each is not None and has_media(each)), None)
    if pictured is None:
        return asker.texts.guest_how.format(example=sentences.example_style(asker.texts))
    try:
        return picture_in(pictured, Role.CONTENT)
    except UnusableMedia as refusal:
        return refusal_of(asker.texts, refusal)


async def _refusal(context: Context, asker: Asker, words: str) -> str | None:
    """Return why nothing is painted for this person now, or None."""
    if context.services.settings.storage_chat is None:
        return asker.texts.guest_no_storage
    if words and style_called(words) is None:
        return sentences.unknown_style(guest_texts_in(asker.language), words)
    limits = context.services.limits
    if refusal := await limits.refusal(asker):
        return refusal
    has_room = await limits.no_room(asker, is_asked=True) is None
    return None if has_room else asker.texts.guest_no_room  # nothing waits in line here: a mention has one answer
