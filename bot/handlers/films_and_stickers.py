"""What is made of a finished picture without painting: a film of its way, a wipe over its photo, a sticker."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Sequence

from PIL import Image
from telegram import Message
from telegram.constants import ChatAction

from bot.domain.asker import Asker
from bot.handlers import laboratory
from bot.handlers.context import Context
from bot.telegram.saying import show_doing
from bot.telegram.sending import Unconfirmed, send_film, send_sticker
from bot.texts import Texts
from bot.wording import presses
from engine.errors import PictureGone
from engine.options.experiment_choice import ExperimentKind
from engine.pictures.film import can_be_made, film_of
from engine.pictures.screenplay import Scene, grown_film, painted_film, wipe_film
from engine.pictures.sheets import sticker
from engine.queue.job import Job

VERBS = frozenset({presses.FILM, presses.WIPE, presses.STICKER})

logger = logging.getLogger(__name__)


async def send(context: Context, asker: Asker, job: Job, verb: str) -> str | None:
    """Send what a button asks for; return what to answer."""
    if verb != presses.STICKER and not can_be_made():
        return asker.texts.films_unavailable
    try:
        message = await _SENDERS[verb](context, asker, job)
    except PictureGone:
        if verb == presses.FILM and await _is_there(context, job):
            return await _no_film(context, asker, job)
        return context.gone(asker)
    except Unconfirmed:
        logger.warning("job %s: Telegram did not confirm what was made of it", job.id)
        return None
    await context.keep_cards(job, message)
    return None


async def _no_film(context: Context, asker: Asker, job: Job) -> str:
    """Return why a job has no film; one at strength 0 is the photo, and nothing was painted."""
    if job.options.experiment is not None:
        return await laboratory.no_steps(context, asker)
    return asker.texts.no_film if job.options.strength else asker.texts.no_film_of_photo


async def _film(context: Context, asker: Asker, job: Job) -> Message:
    services = context.services
    snapshots = await services.queue.snapshots_of(job.id)
    await show_doing(context.bot, asker, ChatAction.UPLOAD_VIDEO)
    mp4 = await asyncio.to_thread(film_of, await _way_of(context, job, snapshots))
    return await send_film(services.bot, asker, mp4, _told(asker.texts, job), services.pace)


async def _way_of(context: Context, job: Job, snapshots: Sequence[bytes]) -> Iterator[Image.Image]:
    """Return the frames of a film: from a photo, or from the noise that a texture or a neuron begins as."""
    choice = job.options.experiment
    if choice is None or choice.kind is ExperimentKind.DREAM:
        return painted_film(await _scene(context, job), snapshots)
    return grown_film((await context.services.queue.result_of(job.id)).image_png, snapshots)


def _told(texts: Texts, job: Job) -> str:
    choice = job.options.experiment
    if choice is None:
        return texts.film
    return texts.film_dreamt if choice.kind is ExperimentKind.DREAM else texts.film_grown


async def _wipe(context: Context, asker: Asker, job: Job) -> Message:
    scene = await _scene(context, job)
    await show_doing(context.bot, asker, ChatAction.UPLOAD_VIDEO)
    mp4 = await asyncio.to_thread(lambda: film_of(wipe_film(scene)))
    return await send_film(context.services.bot, asker, mp4, asker.texts.compared, context.services.pace)


async def _sticker(context: Context, asker: Asker, job: Job) -> Message:
    painting = (await context.services.queue.result_of(job.id)).image_png
    await show_doing(context.bot, asker, ChatAction.CHOOSE_STICKER)
    webp = await asyncio.to_thread(sticker, painting)
    return await send_sticker(context.services.bot, asker, webp, context.services.pace)


async def _scene(context: Context, job: Job) -> Scene:
    queue = context.services.queue
    painting, content = (await queue.result_of(job.id)).image_png, (await queue.request_of(job.id)).content_image
    return await asyncio.to_thread(Scene.of, content, painting)


async def _is_there(context: Context, job: Job) -> bool:
    try:
        await context.services.queue.result_of(job.id)
    except PictureGone:
        return False
    return True


_SENDERS = {presses.FILM: _film, presses.WIPE: _wipe, presses.STICKER: _sticker}
