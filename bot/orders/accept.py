"""Accepting a picture to paint: written down before it is acknowledged, then taken in, or left to wait for room."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Callable

from telegram.error import TelegramError

from bot.domain.asker import Asker
from bot.domain.draft import Draft
from bot.domain.order import SENT, Order, Ticket, job_id_for, ticket_of
from bot.domain.sent_picture import SentPicture
from bot.errors import StoreUnavailable
from bot.orders.beyond_recipe import beyond_recipe
from bot.orders.drawn import is_sent_photo, names_of
from bot.orders.intake import Intake
from bot.orders.limits import Limits
from bot.orders.waiting import MAX_WAITING, WaitingRoom
from bot.store.store import Store
from bot.telegram.client import TelegramBot
from bot.telegram.saying import say
from bot.telegram.short_lived import ShortLived
from bot.wording.buttons import stop_buttons
from engine.options.style_options import StyleOptions
from engine.queue.job import Job

logger = logging.getLogger(__name__)


class Acceptance:
    """Makes orders of what people ask for.

    Args:
        bot: Tells them.
        store: Keeps the orders.
        limits: Say who may have another.
        intake: Fulfils the orders.
        waiting: Where those wait for which there is no room.
        short_lived: Tells them why not.
        clock: Epoch seconds.
    """

    def __init__(
        self,
        bot: TelegramBot,
        store: Store,
        limits: Limits,
        intake: Intake,
        waiting: WaitingRoom,
        short_lived: ShortLived,
        clock: Callable[[], float],
    ) -> None:
        self._bot, self._store, self._limits, self._clock = bot, store, limits, clock
        self._intake, self._waiting, self._short_lived = intake, waiting, short_lived

    async def paint_draft(
        self,
        asker: Asker,
        draft: Draft,
        options: StyleOptions,
        *,
        said: str | None = None,
        styles: tuple[SentPicture, ...] = (),
    ) -> None:
        """Accept a complete draft for painting; where that cannot be, say why and keep the draft.

        Args:
            asker: Whose draft.
            draft: At least a photo.
            options: How to paint.
            said: What to say when it begins.
            styles: Paint it in these styles instead of its own; the draft stays without them.
        """
        styles = styles or draft.styles
        order = Order(
            job_id=job_id_for(asker),
            ticket=Ticket.of(
                asker,
                wants_document=any(picture.is_document for picture in draft.pictures),
                is_of_photo_sent=draft.content is not None and is_sent_photo(draft.content),
                style_names=names_of(styles),
            ),
            options=options,
            content=draft.content,
            styles=styles,
            created_at=self._clock(),
        )
        if draft.job_id == order.job_id:
            return  # the same update once more
        refusal = await self._refusal(asker, asker.texts.stays_here)
        if refusal := refusal or beyond_recipe(asker.texts, options, len(styles), asker.texts.recipe_full):
            await self._store.drafts.save(asker.chat_id, asker.person_id, draft)
            await self._short_lived.say(asker, refusal)
            return
        await self._accept(asker, order, draft.started(order.job_id), said or asker.texts.started)

    async def paint_again(
        self,
        asker: Asker,
        source: Job,
        options: StyleOptions,
        *,
        is_swapped: bool = False,
        styles: tuple[SentPicture, ...] = (),
        takes_result: bool = False,
        said: str | None = None,
        minutes: int = 0,
    ) -> None:
        """Accept an earlier job's pictures for another painting; where that cannot be, say why.

        Args:
            asker: Who wants it.
            source: The earlier job.
            options: How to paint.
            is_swapped: Whether its photo and style change places.
            styles: Paint its photo in these styles instead of its own.
            takes_result: Whether what it came to takes the place of its photo.
            said: What to say when it begins.
            minutes: How long it takes, to be said where it has to wait; 0 where that is not said.
        """
        names = (SENT,) if is_swapped else names_of(styles) or ticket_of(source).style_names
        refusal = await self._refusal(asker)
        if refusal := refusal or beyond_recipe(asker.texts, options, len(names), asker.texts.recipe_full_again):
            await self._short_lived.say(asker, refusal)
            return
        order = Order(
            job_id=job_id_for(asker),
            ticket=Ticket.of(
                asker,
                wants_document=ticket_of(source).wants_document,
                is_of_photo_sent=ticket_of(source).is_of_photo_sent and not (is_swapped or takes_result),
                style_names=names,
            ),
            options=await self._limits.fitted(asker, options),
            styles=styles,
            source_job_id=source.id,
            is_swapped=is_swapped,
            takes_result=takes_result,
            created_at=self._clock(),
        )
        await self._accept(asker, order, await self._begun(source, order), said or asker.texts.started_again, minutes)

    async def _begun(self, source: Job, order: Order) -> Draft | None:
        """Return the draft as begun with an order, if the earlier job was painted from it and the order is as well."""
        if order.is_swapped or order.styles:
            return None
        draft = await self._store.drafts.load(order.ticket.chat_id, order.ticket.person_id)
        return draft.started(order.job_id) if draft.job_id == source.id and not draft.is_changed else None

    async def experiment(
        self,
        asker: Asker,
        options: StyleOptions,
        said: str,
        *,
        content: SentPicture | None = None,
        source: Job | None = None,
        takes_result: bool = False,
        minutes: int = 0,
    ) -> None:
        """Accept an experiment; where that cannot be, say why. The asker's draft stays as it is.

        Args:
            asker: Who wants it.
            options: Which, and how.
            said: What to say when it begins.
            content: The picture that it looks at, where it was sent.
            source: The earlier job at whose picture it looks else.
            takes_result: Whether it looks at what that job came to, not at what it came from.
            minutes: As for paint_again.
        """
        if refusal := await self._refusal(asker):
            await self._short_lived.say(asker, refusal)
            return
        order = Order(
            job_id=job_id_for(asker),
            ticket=Ticket.of(asker, wants_document=content is not None and content.is_document),
            options=options,
            content=content,
            source_job_id=source.id if source else None,
            takes_result=takes_result,
            created_at=self._clock(),
        )
        await self._accept(asker, order, None, said, minutes)

    async def paint_as_guest(
        self, asker: Asker, content: SentPicture, style: SentPicture, options: StyleOptions
    ) -> None:
        """Accept a photo for painting in a chat where the bot is no member; the asker's drafts stay as they are."""
        order = Order(
            job_id=job_id_for(asker),
            ticket=Ticket.of(asker, style_names=names_of((style,))),
            options=options,
            content=content,
            styles=(style,),
            created_at=self._clock(),
        )
        await self._store.orders.accept(order)
        self._intake.take(order)

    async def _refusal(self, asker: Asker, later: str | None = None) -> str | None:
        """Return why nothing more of the asker can be accepted, not even to wait; None where it can.

        Args:
            asker: Who asks.
            later: What they may say once there is room; to ask again where nothing is kept.
        """
        if refusal := await self._limits.refusal(asker):
            return refusal
        is_full = len(await self._waiting.of(asker.person_id)) >= MAX_WAITING
        told = asker.texts.too_many_wait.format(count=MAX_WAITING)
        return f"{told}{later or asker.texts.ask_again}" if is_full else None

    async def _accept(self, asker: Asker, order: Order, draft: Draft | None, said: str, minutes: int = 0) -> None:
        """Keep the order with its draft, say so, and have it fulfilled: now, or once there is room for it."""
        told = await self._limits.no_room(asker, is_asked=True)
        if told is None and await self._waiting.of(asker.person_id):
            told = asker.texts.others_come_first
        if told is None:
            await self._store.orders.accept(order, draft)
            if acknowledged := await self._acknowledged(asker, order, said):
                self._intake.take(acknowledged)
            return
        if minutes:
            told = asker.texts.takes_minutes_later.format(said=told, minutes=minutes)
        async with self._intake.held_back(asker.person_id):  # it must not start before all of it is written down
            order = dataclasses.replace(order, is_waiting=True)
            await self._store.orders.accept(order, draft)
            await self._acknowledged(asker, order, told)
        self._waiting.wake()

    async def _acknowledged(self, asker: Asker, order: Order, said: str) -> Order | None:
        """Return the order with the message that says that it was accepted, where that could be sent.

        None where it was called off or forgotten while that was said, maybe from another chat.
        """
        buttons = stop_buttons(asker.texts, order.job_id) if order.is_waiting else None
        try:
            message = await say(self._bot, asker, said, is_quoting=True, buttons=buttons)
            ticket = dataclasses.replace(order.ticket, progress_id=message.message_id)
            order = dataclasses.replace(order, ticket=ticket)
            if not await self._store.orders.change(order):
                await self._intake.remove_progress(ticket)
                return None
        except (TelegramError, StoreUnavailable) as fault:  # the picture is painted all the same
            logger.warning("job %s: could not be acknowledged: %s", order.job_id, type(fault).__name__)
        return order
