"""Another style: the photo of a painting, painted at once in a style that is pressed or named."""

from __future__ import annotations

import dataclasses

from telegram import Message

from bot.domain.asker import Asker
from bot.handlers.context import Context
from bot.orders.drawn import drawn_style, style_sheet
from bot.telegram.saying import in_topic, keyboard, reply_to
from bot.wording.buttons import RESTYLE, restyle_buttons
from bot.wording.styles import style_names, style_word
from engine.queue.job_queue import Job


async def show_styles(context: Context, asker: Asker, job: Job) -> None:
    """Show the drawn styles as one sheet of small pictures, with a button for each."""
    sheet = await style_sheet()
    await in_topic(
        asker.thread_id,
        lambda thread_id: context.bot.send_photo(
            asker.chat_id,
            sheet,
            caption=asker.texts.another_style_offer,
            message_thread_id=thread_id,
            reply_parameters=reply_to(asker.message_id),
            reply_markup=keyboard(restyle_buttons(asker.texts, job.id)),
        ),
    )


async def press_style(context: Context, asker: Asker, message: Message, job: Job, name: str) -> str | None:
    """Paint the job's photo in the style whose button was pressed; return what to answer."""
    if name not in style_names():
        return asker.texts.button_old
    if context.services.presses.is_slip((message.chat.id, message.message_id), f"{RESTYLE}:{name}"):
        return asker.texts.already_painting
    await paint_in(context, asker, job, name)
    return asker.texts.style_chosen.format(name=style_word(asker.texts, name))


async def paint_in(context: Context, asker: Asker, job: Job, name: str) -> None:
    """Paint the job's photo in a drawn style, as it was painted else; of an experiment, what it shows."""
    options = dataclasses.replace(job.options, shares=(), experiment=None)
    is_shown = job.options.experiment is not None
    await context.services.accept.paint_again(asker, job, options, styles=(drawn_style(name),), takes_result=is_shown)
