"""Pictures that people send or point at: into the draft, and into painting once it is complete."""

from __future__ import annotations

import asyncio
import dataclasses
import logging

from telegram import Message, Update
from telegram.error import TelegramError

from bot.chat import Asker, say
from bot.draft import Draft, Role, SentPicture
from bot.errors import FileTooLarge, NotAPicture, StoreUnavailable, TooManyStyles, UnusableMedia
from bot.gallery import drawn_style, style_names
from bot.handlers.captions import CAPTION_SETTINGS, command_in
from bot.handlers.context import Context, message_of, replied_to
from bot.house import House
from bot.media import MAX_FILE_BYTES, has_media, picture_in
from bot.texts import Texts
from engine.errors import QueueUnavailable
from engine.request import MAX_STYLES

logger = logging.getLogger(__name__)


async def on_media(update: Update, context: Context) -> None:
    """Take a picture that was sent: as the photo, as a style, or with a caption that says something."""
    message = message_of(update)
    command = command_in(message.caption, context.bot.username)
    is_meant = message.chat.type == message.chat.PRIVATE or is_reply_to_us(message, context.bot.id)
    if command.is_for_another or not (command.is_ours or is_meant):
        return  # in groups only what is pointed out to the bot
    asker = await context.asker(message)
    if apply := CAPTION_SETTINGS.get(command.name):
        await apply(context, asker, command.words)
    await take(context, asker, message, _role_of(command.name))


async def on_content(update: Update, context: Context) -> None:
    """/content as a reply to a photo: that is the one to paint."""
    message = message_of(update)
    asker = await context.asker(message)
    replied = replied_to(message)
    if replied is None or not has_media(replied):
        await context.say(asker, asker.texts.point_at_content)
        return
    await take(context, asker, replied, Role.CONTENT)


async def on_style(update: Update, context: Context) -> None:
    """/style as a reply to a picture, or with the name of a style that the bot draws."""
    message = message_of(update)
    asker = await context.asker(message)
    replied = replied_to(message)
    if replied is not None and has_media(replied):
        await take(context, asker, replied, Role.STYLE)
    elif not context.words:
        await context.say(asker, asker.texts.point_at_style)
    elif (name := context.words.lower()) in style_names():
        await add(context.house, asker, drawn_style(name))
    else:
        await context.say(asker, asker.texts.style_unknown)


async def take(context: Context, asker: Asker, message: Message, role: Role | None) -> None:
    """Take the message's picture into the asker's draft, or say why it cannot be used."""
    try:
        picture = picture_in(message, role)
    except UnusableMedia as refusal:
        await context.say(asker, refusal_of(asker.texts, refusal))
        return
    if message.message_id != asker.message_id:  # pointed at: the rest of its album is not meant
        picture = dataclasses.replace(picture, album=None)
    await add(context.house, asker, picture)


async def add(house: House, asker: Asker, picture: SentPicture) -> None:
    """Add a picture to the asker's draft and do what follows from it."""
    draft = await _draft_for(house, asker, picture)
    if picture.album:
        await house.drafts.save(asker.chat_id, asker.person_id, draft.with_unsorted(picture, dataclasses.asdict(asker)))
        _expect_more(house, asker)
        return
    draft = await settled(house, asker, draft)
    try:
        draft = draft.with_picture(picture)
    except TooManyStyles:
        await house.drafts.save(asker.chat_id, asker.person_id, draft)
        await say(house.bot, asker, asker.texts.styles_full.format(limit=MAX_STYLES))
        return
    await follow_up(house, asker, draft)


async def settled(house: House, asker: Asker, draft: Draft) -> Draft:
    """Return the draft with the parts of an album in their places; say so when some were too many."""
    if not draft.unsorted:
        return draft
    if waiting := house.albums.pop((asker.chat_id, asker.person_id), None):
        waiting.cancel()
    draft, left_out = draft.sorted_out()
    if left_out:
        await _say_if_possible(house, asker, asker.texts.styles_left_out.format(limit=MAX_STYLES, count=left_out))
    return draft


async def follow_up(house: House, asker: Asker, draft: Draft) -> None:
    """Start painting when the draft is complete, else say what is missing."""
    texts = asker.texts
    if draft.job_id is None and draft.is_complete:
        options = await house.options_of(asker.chat_id, asker.person_id, draft)
        await house.paint_draft(asker, draft, options)
        return
    await house.drafts.save(asker.chat_id, asker.person_id, draft)
    if draft.job_id is not None:
        await say(house.bot, asker, texts.kept_style.format(number=len(draft.styles)))
    elif draft.content:
        said = texts.got_content if asker.is_private else texts.got_content_group
        await say(house.bot, asker, f"{said} {texts.or_last_style}" if draft.earlier_styles else said)
    else:
        said = texts.got_style if asker.is_private else texts.got_style_group
        await say(house.bot, asker, f"{said} {texts.or_last_photo}" if draft.earlier_content else said)


async def resume_albums(house: House) -> None:
    """Take up albums that an earlier run had not finished collecting."""
    for chat_id, person_id in await house.drafts.unsorted():
        draft = await house.drafts.load(chat_id, person_id)
        if draft.asker:
            _expect_more(house, Asker(**draft.asker))


def refusal_of(texts: Texts, refusal: UnusableMedia) -> str:
    """Return why a message cannot be painted."""
    if isinstance(refusal, FileTooLarge):
        return texts.file_too_large.format(limit_mb=MAX_FILE_BYTES // 1_000_000)
    kind = refusal.kind if isinstance(refusal, NotAPicture) else "other"
    return {
        "video": texts.no_video,
        "animation": texts.no_animation,
        "sticker": texts.no_sticker,
        "document": texts.no_document,
    }.get(kind, texts.no_other)


def is_reply_to_us(message: Message, bot_id: int) -> bool:
    """Return whether the message answers one of ours."""
    replied = replied_to(message)
    return replied is not None and replied.from_user is not None and replied.from_user.id == bot_id


def _role_of(command: str) -> Role | None:
    return {"content": Role.CONTENT, "style": Role.STYLE}.get(command)


async def _draft_for(house: House, asker: Asker, picture: SentPicture) -> Draft:
    """Return the draft that the picture goes to: a new one after a delivered result, or for another photo meanwhile."""
    draft = await house.drafts.load(asker.chat_id, asker.person_id)
    if draft.job_id is None:
        return draft
    is_known = any(known.message_id == picture.message_id for known in draft.pictures)
    is_another_photo = picture.role is Role.CONTENT and not is_known
    if is_another_photo or not await house.is_under_way(draft.job_id):
        return draft.next()
    return draft


def _expect_more(house: House, asker: Asker, failures: int = 0) -> None:
    key = (asker.chat_id, asker.person_id)
    if waiting := house.albums.pop(key, None):
        waiting.cancel()
    house.albums[key] = asyncio.create_task(_when_complete(house, asker, failures))


async def _when_complete(house: House, asker: Asker, failures: int) -> None:
    """Take the album once no more parts come, or once the database may be back after so many failures."""
    await asyncio.sleep(house.pace.pause_s(failures) if failures else house.pace.album_s)
    async with house.turns.turn_in(asker.chat_id):
        house.albums.pop((asker.chat_id, asker.person_id), None)
        try:
            draft = await house.drafts.load(asker.chat_id, asker.person_id)
            if draft.unsorted:
                await follow_up(house, asker, await settled(house, asker, draft))
        except (StoreUnavailable, QueueUnavailable) as fault:
            logger.error("An album waits: %s", fault)
            _expect_more(house, asker, failures + 1)
            if not failures:
                await _say_if_possible(house, asker, asker.texts.waiting_for_queue)
        except TelegramError as fault:  # the draft is kept before anything is said
            logger.warning("The answer to an album did not arrive: %s", fault)


async def _say_if_possible(house: House, asker: Asker, sentence: str) -> None:
    """Say something that must not hold up what comes after it."""
    try:
        await say(house.bot, asker, sentence)
    except TelegramError as fault:
        logger.warning("A sentence did not reach its chat: %s", fault)
