"""The view of those who run the bot: ADMINS alone, in private. Nobody else learns that it exists.

It stands in no menu and no help, and whoever is no admin gets the answer that any unknown command or old button gets.
"""

from __future__ import annotations

import contextlib
import logging
import re
from collections.abc import Awaitable, Callable

from telegram import CallbackQuery, Message, Update
from telegram.error import BadRequest
from telegram.ext import filters

from bot.domain.asker import Asker
from bot.domain.order import ticket_of
from bot.handlers import buttons, messages
from bot.handlers.context import Context, message_of
from bot.telegram.saying import keyboard, say_if_possible
from bot.wording import admin_view
from bot.wording.admin_view import ADMIN, Overview, admin_buttons
from bot.wording.presses import read_callback
from engine.errors import UnknownJob
from engine.queue.job import JobStatus
from engine.queue.wishes import Wish

DAY_S = 86400.0
ASKED = filters.ChatType.PRIVATE & filters.Regex(re.compile(r"^/admin(@\w+)?\s*$", re.IGNORECASE))
PRESSED = re.compile(rf"^{ADMIN}:")

logger = logging.getLogger(__name__)


async def on_admin(update: Update, context: Context) -> None:
    """/admin: show how things stand, to an admin; anybody else has written an unknown command."""
    message = message_of(update)
    asker = await context.asker(message)
    if asker.person_id not in context.services.settings.admins:
        await messages.on_message(update, context)
        return
    seen = await _overview(context)
    await context.say(asker, admin_view.overview_text(asker.texts, seen), buttons=admin_buttons(asker.texts, seen))


async def on_press(update: Update, context: Context) -> None:
    """Do what a button of the view says and show how things stand then."""
    query = update.callback_query
    assert query is not None
    message, pressed = query.message, read_callback(query.data)
    is_admin = query.from_user.id in context.services.settings.admins
    if not is_admin or not isinstance(message, Message) or pressed is None or pressed.about not in _DOES:
        await buttons.on_press(update, context)  # which knows no such button
        return
    asker = await context.presser(query, message)
    await buttons.answer(query, await _DOES[pressed.about](context, asker, pressed.value))
    logger.info("admin %d: %s %s", asker.person_id, pressed.about, pressed.value)
    await _show(context, asker, query)


async def _show(context: Context, asker: Asker, query: CallbackQuery) -> None:
    seen = await _overview(context)
    markup = keyboard(admin_buttons(asker.texts, seen))
    with contextlib.suppress(BadRequest):  # nothing has changed since, or the message is too old
        await query.edit_message_text(admin_view.overview_text(asker.texts, seen), reply_markup=markup)


async def _overview(context: Context) -> Overview:
    services = context.services
    now = services.clock()
    return Overview(
        jobs=await services.queue.unfinished(),
        failed=await services.queue.failed_since(now - DAY_S),
        workers=await services.queue.workers(),
        is_paused=services.operator.is_paused,
        held=len(await services.waiting.of()),
        blocked=sorted(services.operator.blocked),
        now=now,
    )


async def _refresh(context: Context, asker: Asker, _value: str) -> str | None:
    return None


async def _pause(context: Context, asker: Asker, _value: str) -> str | None:
    await context.services.operator.pause(is_paused=True)
    return asker.texts.admin_done


async def _unpause(context: Context, asker: Asker, _value: str) -> str | None:
    await context.services.operator.pause(is_paused=False)
    context.services.waiting.wake()
    return asker.texts.admin_done


async def _stop_job(context: Context, asker: Asker, job_id: str) -> str | None:
    """Call a job off and tell whose it was."""
    services = context.services
    try:
        before = await services.queue.get(job_id)
        job = await services.queue.cancel(job_id)
    except UnknownJob:
        return asker.texts.admin_too_late
    if before.status.has_ended or job.status is not JobStatus.CANCELLED:
        return asker.texts.admin_too_late
    services.watch.wake()
    ticket = ticket_of(job)
    await say_if_possible(context.bot, ticket, ticket.texts.stopped_by_admin)
    return asker.texts.admin_done


async def _block(context: Context, asker: Asker, person: str) -> str | None:
    person_id = _id(person)
    if person_id is None or person_id in context.services.settings.admins:
        return asker.texts.admin_no_admin
    await context.services.operator.block(person_id, is_blocked=True)
    return asker.texts.admin_done


async def _unblock(context: Context, asker: Asker, person: str) -> str | None:
    if (person_id := _id(person)) is not None:
        await context.services.operator.block(person_id, is_blocked=False)
    return asker.texts.admin_done


async def _drain(context: Context, asker: Asker, mark: str) -> str | None:
    return await _ask_worker(context, asker, mark, Wish.DRAIN)


async def _go_on(context: Context, asker: Asker, mark: str) -> str | None:
    return await _ask_worker(context, asker, mark, Wish.GO_ON)


async def _ask_worker(context: Context, asker: Asker, mark: str, wish: Wish) -> str | None:
    """Ask the worker that the button stands for; it does so with its next sign of life."""
    queue = context.services.queue
    ids = [worker.id for worker in await queue.workers() if admin_view.mark_of(worker.id) == mark]
    if not ids or not await queue.ask_worker(ids[0], wish):
        return asker.texts.admin_no_such_worker
    return asker.texts.admin_asked


def _id(text: str) -> int | None:
    return int(text) if re.fullmatch(r"-?\d{1,19}", text) else None


_DOES: dict[str, Callable[[Context, Asker, str], Awaitable[str | None]]] = {
    admin_view.REFRESH: _refresh,
    admin_view.PAUSE: _pause,
    admin_view.UNPAUSE: _unpause,
    admin_view.STOP_JOB: _stop_job,
    admin_view.BLOCK: _block,
    admin_view.UNBLOCK: _unblock,
    admin_view.DRAIN: _drain,
    admin_view.GO_ON: _go_on,
}
