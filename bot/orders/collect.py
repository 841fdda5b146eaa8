"""Pictures into the draft, albums as a whole, and into painting once the draft is complete."""

from __future__ import annotations

import asyncio
import dataclasses
import logging

from telegram.error import TelegramError

from bot.domain.draft import Draft, Role, SentPicture
from bot.domain.shares import parse_shares
from bot.errors import BadParameter, StoreUnavailable, TooManyStyles
from bot.handlers.services import House
from bot.telegram.chat import Asker, say
from bot.wording import sentences
from engine.errors import QueueUnavailable
from engine.request import MAX_STYLES

logger = logging.getLogger(__name__)


async def add(house: House, asker: Asker, picture: SentPicture, *more: SentPicture) -> None:
    """Add a picture, or several, to the asker's draft and do what follows from it."""
    draft = await _draft_for(house, asker, picture)
    if picture.album:
        await house.drafts.save(asker.chat_id, asker.person_id, draft.with_unsorted(picture, dataclasses.asdict(asker)))
        _expect_more(house, asker, picture.album)
        return
    draft = await settled(house, asker, draft)
    try:
        for each in (picture, *more):
            draft = draft.with_picture(each)
    except TooManyStyles:
        await house.drafts.save(asker.chat_id, asker.person_id, draft)
        await say(house.bot, asker, asker.texts.styles_full.format(limit=MAX_STYLES))
        return
    await follow_up(house, asker, draft)


async def settled(house: House, asker: Asker, draft: Draft, album: str | None = None) -> Draft:
    """Return the draft with the parts of an album in their places; say so when some were too many.

    Args:
        house: Everything that the handlers work with.
        asker: Whose draft.
        draft: The draft; where several albums wait, all but the last are done with first.
        album: Only this album; the others go on waiting.
    """
    if album is None:
        for earlier in draft.albums[:-1]:
            await follow_up(house, of_album(asker, draft, earlier), await settled(house, asker, draft, earlier))
            draft = await house.drafts.load(asker.chat_id, asker.person_id)
        album = draft.albums[-1] if draft.albums else None
    if album is None:
        return draft
    if waiting := house.albums.pop((asker.chat_id, asker.person_id, album), None):
        waiting.cancel()
    if not asker.is_private and sum(part.album == album for part in draft.unsorted) == 1:
        await say_if_possible(house, asker, asker.texts.album_unseen)
    draft, left_out = draft.sorted_out(album)
    if left_out:
        await say_if_possible(house, asker, asker.texts.styles_left_out.format(limit=MAX_STYLES, count=left_out))
    return draft


async def follow_up(house: House, asker: Asker, draft: Draft) -> None:
    """Start painting when the draft is complete, else say what is missing."""
    texts = asker.texts
    if draft.job_id is None and draft.is_complete:
        await start(house, asker, draft)
        return
    if fits := _shares_wanted(draft):
        draft = draft.with_shares(fits)
    await house.drafts.save(asker.chat_id, asker.person_id, draft)
    if draft.job_id is not None:
        said = texts.kept_style.format(number=len(draft.styles))
    elif draft.content:
        said = texts.got_content if asker.is_private else texts.got_content_group
        said = f"{said}{texts.or_last_style}" if draft.earlier_styles else said
    else:
        said = texts.got_style if asker.is_private else texts.got_style_group
        said = f"{said}{texts.or_last_photo}" if draft.earlier_content else said
    if fits:
        said = f"{texts.blend_noted.format(shares=sentences.shares(texts, fits, len(fits)))}{said}"
    await say(house.bot, asker, said)


async def start(house: House, asker: Asker, draft: Draft) -> None:
    """Paint a complete draft, with the shares that were asked for before its styles came."""
    texts, styles, wanted = asker.texts, len(draft.styles), draft.wanted
    fits = _shares_wanted(draft)
    draft = draft.with_shares(fits) if fits else dataclasses.replace(draft, wanted="")
    await house.paint_draft(asker, draft, await house.options_of(asker.chat_id, asker.person_id, draft))
    if wanted and styles == 1:
        await say_if_possible(house, asker, texts.mix_later)
    elif wanted and not fits:
        await say_if_possible(house, asker, sentences.blend_refused(texts, wanted, styles) or texts.mix_later)


def _shares_wanted(draft: Draft) -> tuple[float, ...] | None:
    """Return the shares that an earlier /blend gives these styles, or None while they do not fit."""
    if not draft.wanted or len(draft.styles) < 2:
        return None
    try:
        return parse_shares(draft.wanted, len(draft.styles))
    except BadParameter:
        return None


async def resume_albums(house: House) -> None:
    """Take up albums that an earlier run had not finished collecting."""
    for chat_id, person_id in await house.drafts.unsorted():
        draft = await house.drafts.load(chat_id, person_id)
        for album in draft.albums if draft.asker else ():
            _expect_more(house, of_album(Asker(**(draft.asker or {})), draft, album), album)


def of_album(asker: Asker, draft: Draft, album: str) -> Asker:
    """Return the asker as the one who sent the last part of this album."""
    last = max(part.message_id for part in draft.unsorted if part.album == album)
    return dataclasses.replace(asker, message_id=last)


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


def _expect_more(house: House, asker: Asker, album: str, failures: int = 0) -> None:
    key = (asker.chat_id, asker.person_id, album)
    if waiting := house.albums.pop(key, None):
        waiting.cancel()
    house.albums[key] = asyncio.create_task(_when_complete(house, asker, album, failures))


async def _when_complete(house: House, asker: Asker, album: str, failures: int) -> None:
    """Take the album once no more parts come, or once the database may be back after so many failures."""
    await asyncio.sleep(house.pace.pause_s(failures) if failures else house.pace.album_s)
    async with house.turns.turn_in(asker.chat_id):
        house.albums.pop((asker.chat_id, asker.person_id, album), None)
        try:
            draft = await house.drafts.load(asker.chat_id, asker.person_id)
            if album in draft.albums:
                await follow_up(house, of_album(asker, draft, album), await settled(house, asker, draft, album))
        except (StoreUnavailable, QueueUnavailable) as fault:
            logger.error("An album waits: %s", fault)
            _expect_more(house, asker, album, failures + 1)
            if not failures:
                await say_if_possible(house, asker, asker.texts.waiting_for_queue)
        except TelegramError as fault:  # the draft is kept before anything is said
            logger.warning("The answer to an album did not arrive: %s", fault)


async def say_if_possible(house: House, asker: Asker, sentence: str) -> None:
    """Say something that must not hold up what comes after it."""
    try:
        await say(house.bot, asker, sentence)
    except TelegramError as fault:
        logger.warning("A sentence did not reach its chat: %s", fault)
