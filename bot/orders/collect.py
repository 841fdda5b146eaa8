"""Pictures into the draft, albums as a whole, and into painting once the draft is complete."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
from collections.abc import Collection as SomeOf

from telegram.error import TelegramError

from bot.background import end
from bot.domain.asker import Asker
from bot.domain.draft import Draft
from bot.domain.sent_picture import Role, SentPicture
from bot.errors import TooManyStyles
from bot.intervals import Pace
from bot.orders.accept import Acceptance
from bot.orders.albums import captioned_of, parts_of, sender_of
from bot.orders.corrected import is_as_painted, say_known, shares_wanted
from bot.orders.database_faults import OUTLIVED, log_outlived
from bot.orders.drawn import names_of, style_drawn, style_names_in
from bot.orders.options import Options
from bot.orders.under_way import UnderWay
from bot.orders.usable_files import Usable
from bot.store.store import Store
from bot.telegram.client import TelegramBot
from bot.telegram.reacting import TAKEN, react
from bot.telegram.saying import say, say_if_possible
from bot.telegram.turns import PerChatProcessor
from bot.wording import draft_lines, sentences
from bot.wording.buttons import photo_buttons, waiting_buttons
from bot.wording.unusable_pictures import which_picture
from engine.options.style_options import MAX_STYLES

logger = logging.getLogger(__name__)


class Collection:
    """Collects what people send until it is complete.

    Args:
        bot: Says what is missing.
        store: Keeps the drafts.
        options: Know how to paint.
        under_way: Knows whether a draft is being painted.
        accept: Has complete drafts painted.
        usable: Tries files that are to wait.
        turns: Whose turn it is in a chat; drafts are changed only in turn.
        pace: How long an album may go on.
    """

    def __init__(
        self,
        bot: TelegramBot,
        store: Store,
        options: Options,
        under_way: UnderWay,
        accept: Acceptance,
        usable: Usable,
        turns: PerChatProcessor,
        pace: Pace,
    ) -> None:
        self._bot, self._store, self._options, self._under_way = bot, store, options, under_way
        self._accept, self._usable, self._turns, self._pace = accept, usable, turns, pace
        self._albums: dict[tuple[int, int, str], asyncio.Task[None]] = {}  # chat_id, person_id, media_group_id

    def is_collecting(self, chat_id: int, person_id: int, album: str | None) -> bool:
        """Return whether a part of this album was taken and more may come."""
        return album is not None and (chat_id, person_id, album) in self._albums

    async def resume(self) -> None:
        """Take up albums that an earlier run had not finished collecting."""
        for chat_id, person_id in await self._store.drafts.unsorted():
            draft = await self._store.drafts.load(chat_id, person_id)
            for album in draft.albums if draft.asker else ():
                assert draft.asker is not None
                self._expect_more(sender_of(draft.asker, draft, album), album)

    async def stop(self) -> None:
        """End; albums that are not complete are taken up at the next start."""
        await end(*self._albums.values())

    async def add(self, asker: Asker, picture: SentPicture, *more: SentPicture) -> None:
        """Add a picture, or several, to the asker's draft and do what follows from it."""
        draft = await self._draft_for(asker, picture)
        if picture.album:
            await self._store.drafts.save(asker.chat_id, asker.person_id, draft.with_unsorted(picture, asker))
            self._expect_more(asker, picture.album)
            return
        is_refused = draft.job_id is None and draft.is_complete  # it would else have been begun
        draft = await self.settled(asker, draft)
        is_named = picture.role is Role.STYLE and bool(style_drawn(picture) or picture.name)
        if more or (is_named and is_refused):  # named styles take the place of those that wait, or were painted
            draft = (draft if draft.job_id is None else draft.next()).without_styles()
        before = draft
        try:
            for each in (picture, *more):
                draft = draft.with_picture(each)
        except TooManyStyles:
            await self._store.drafts.save(asker.chat_id, asker.person_id, draft)
            await say(self._bot, asker, asker.texts.styles_full.format(limit=MAX_STYLES))
            return
        if is_as_painted(draft, before):
            await say_known(self._bot, self._store, asker, draft, picture)
            return
        await self._follow_up(asker, draft, {picture.message_id})
        await self._react(asker, picture.message_id)

    async def settled(self, asker: Asker, draft: Draft, album: str | None = None) -> Draft:
        """Return the draft with the parts of an album in their places; say so when some were too many.

        Args:
            asker: Whose draft.
            draft: The draft; where several albums wait, all but the last are done with first.
            album: Only this album; the others go on waiting.
        """
        if album is None:
            for earlier in draft.albums[:-1]:
                await self._take_album(asker, draft, await self.settled(asker, draft, earlier), earlier)
                draft = await self._store.drafts.load(asker.chat_id, asker.person_id)
            album = draft.albums[-1] if draft.albums else None
        if album is None:
            return draft
        self._expect_no_more(asker, album)
        parts = parts_of(draft, album)
        is_corrected = parts <= {known.message_id for known in draft.pictures}  # the others came with it before
        if not asker.is_private and len(parts) == 1 and not is_corrected:
            await say_if_possible(self._bot, asker, asker.texts.album_unseen)
        draft, left_out = draft.sorted_out(album)
        if left_out:
            said = asker.texts.styles_left_out.format(limit=MAX_STYLES, count=left_out)
            await say_if_possible(self._bot, asker, said)
        return draft

    async def start(self, asker: Asker, draft: Draft, said: str | None = None) -> None:
        """Paint a complete draft, with the shares that were asked for before its styles came.

        Args:
            asker: Whose draft.
            draft: The draft.
            said: What to say when it begins.
        """
        styles, wanted = len(draft.styles), draft.wanted
        fits = shares_wanted(draft)
        draft = draft.with_shares(fits) if fits else dataclasses.replace(draft, wanted="", kept_shares=())
        await self._accept.paint_draft(asker, draft, await self._options.of(asker, draft), said=said)
        if wanted and not fits:
            await say_if_possible(self._bot, asker, sentences.why_not_shared(asker.texts, wanted, styles))

    async def _follow_up(self, asker: Asker, draft: Draft, fresh: SomeOf[int]) -> None:
        """Start painting when the draft is complete, else try what has just come and say what is missing.

        Args:
            asker: Whose draft.
            draft: The draft.
            fresh: The messages whose pictures it has just got.
        """
        if draft.job_id is None and draft.is_complete:
            await self.start(asker, draft, draft_lines.started_album(asker, draft, fresh))
            return
        if fits := shares_wanted(draft):
            draft = draft.with_shares(fits)
        await self._store.drafts.save(asker.chat_id, asker.person_id, draft)
        draft, is_refused = await self._tried(asker, draft, fresh)
        if is_refused:
            return
        texts, names = asker.texts, style_names_in(asker.texts, draft)
        said, buttons = draft_lines.got(asker, draft), None
        if fits and draft.shares:  # else one of its styles was taken out just now
            told = sentences.shares(texts, fits, len(fits), names_of(draft.styles))
            said = f"{texts.blend_noted.format(shares=told)}{said}"
        elif draft.content is None and len(names) > 1:
            said = f"{texts.styles_now.format(count=len(names), names=' + '.join(names))} {said}"
            buttons = waiting_buttons(texts, names[-1])
        elif draft.job_id is None and draft.content is not None:
            buttons = photo_buttons(texts)
        await say(self._bot, asker, said, buttons=buttons)

    async def _take_album(self, asker: Asker, draft: Draft, settled: Draft, album: str) -> None:
        """Do what follows from an album that was settled; where one of its captions was corrected, say what of that."""
        asker = sender_of(asker, draft, album)
        if is_as_painted(settled, draft):
            await say_known(self._bot, self._store, asker, settled, captioned_of(draft, album))
            return
        await self._follow_up(asker, settled, parts_of(draft, album))
        await self._react(asker, asker.message_id)

    async def _react(self, asker: Asker, message_id: int) -> None:
        """Show that a picture is taken; a drawn one has no message."""
        if message_id > 0:
            await react(self._bot, asker.chat_id, message_id, TAKEN)

    async def _tried(self, asker: Asker, draft: Draft, fresh: SomeOf[int]) -> tuple[Draft, bool]:
        """Take what can never be painted out of the draft and say why; return it, and whether that was all it got."""
        refused = 0
        for index, picture in enumerate((draft.content, *draft.styles)):
            if picture is None or picture.message_id not in fresh:
                continue
            which = which_picture(asker.texts, index, len(draft.styles))
            if refusal := await self._usable.refusal(asker, picture, which):
                refused += 1
                draft = draft.without(picture.message_id)
                await self._store.drafts.save(asker.chat_id, asker.person_id, draft)
                await say(self._bot, dataclasses.replace(asker, message_id=picture.message_id), refusal)
        return draft, 0 < refused == len(fresh)

    async def _draft_for(self, asker: Asker, picture: SentPicture) -> Draft:
        """Return the draft that the picture goes to: a new one after a delivered result, or for another photo."""
        draft = await self._store.drafts.load(asker.chat_id, asker.person_id)
        if draft.job_id is None:
            return draft
        is_known = draft.content is not None and draft.content.message_id == picture.message_id
        is_another_photo = picture.role is Role.CONTENT and not is_known
        if is_another_photo or not await self._under_way.is_to_come(draft.job_id):
            return draft.next()
        return draft

    def _expect_more(self, asker: Asker, album: str, failures: int = 0) -> None:
        self._expect_no_more(asker, album)
        task = asyncio.create_task(self._when_complete(asker, album, failures))
        self._albums[asker.chat_id, asker.person_id, album] = task

    def _expect_no_more(self, asker: Asker, album: str) -> None:
        if waiting := self._albums.pop((asker.chat_id, asker.person_id, album), None):
            waiting.cancel()

    async def _when_complete(self, asker: Asker, album: str, failures: int) -> None:
        """Take the album once no more parts come, or once the database may be back after so many failures."""
        await asyncio.sleep(self._pace.pause_s(failures) if failures else self._pace.album_s)
        async with self._turns.turn_in(asker.chat_id):
            self._albums.pop((asker.chat_id, asker.person_id, album), None)
            try:
                draft = await self._store.drafts.load(asker.chat_id, asker.person_id)
                if album in draft.albums:
                    await self._take_album(asker, draft, await self.settled(asker, draft, album), album)
            except OUTLIVED as fault:
                log_outlived(logger, "An album waits", fault)
                self._expect_more(asker, album, failures + 1)
                if not failures:
                    await say_if_possible(self._bot, asker, asker.texts.waiting_for_queue)
            except TelegramError as fault:  # the draft is kept before anything is said
                logger.warning("The answer to an album did not arrive: %s", fault)
