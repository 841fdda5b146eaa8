"""Every command by its name, and what a message with commands does: a caption does what a message would."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Sequence

from telegram import Bot, Chat, Message, Update
from telegram.error import TelegramError

from bot.domain.command_words import Command, commands_in
from bot.handlers import about, help, jobs, limits, options, personal, photos, recipe, styles
from bot.handlers.context import Context, is_reply_to_us, message_of
from bot.telegram.chat import person_id_of
from bot.telegram.media import has_media
from bot.wording import sentences

logger = logging.getLogger(__name__)

COMMANDS: dict[str, Callable[[Update, Context], Awaitable[None]]] = {
    "start": help.on_start,
    "help": help.on_help,
    "content": photos.on_content,
    "style": photos.on_style,
    "go": jobs.on_go,
    "again": jobs.on_again,
    "status": jobs.on_status,
    "cancel": jobs.on_cancel,
    "strength": options.on_strength,
    "blend": options.on_blend,
    "styles": styles.on_styles,
    "demo": styles.on_demo,
    "settings": personal.on_settings,
    "reset": personal.on_reset,
    "size": personal.on_size,
    "recipe": recipe.on_recipe,
    "limits": limits.on_limits,
    "language": personal.on_language,
    "forget": personal.on_forget,
    "about": about.on_about,
    "privacy": about.on_privacy,
}
INSTEAD = frozenset({"demo", "forget"})  # under a picture: all that is done with it
AHEAD = frozenset({"strength", "size", "recipe", "language", "reset", "cancel"})  # done before it is taken
SAME_STYLE = Command(name="go")  # what /again under a new photo means: once more, with this one
ABOUT_IT = frozenset({"content", "style", "blend"})  # say what it is for


async def on_message(update: Update, context: Context) -> None:
    """Do what a message says, and take the picture that it carries."""
    message = message_of(update)
    if not (is_said_to_us(message, context.bot) or _is_of_our_album(context, message)):
        return
    commands = _commands_of(message, context.bot)
    if has_media(message):
        await _on_picture(update, context, message, commands)
    elif commands:
        for command in commands:
            await _run(update, context, command)
    else:
        await help.on_words(update, context)


def is_said_to_us(message: Message, bot: Bot) -> bool:
    """Return whether a message is meant for the bot: in groups a command of ours, our name, or an answer to us."""
    if message.chat.type == Chat.PRIVATE:
        return True
    is_to_us = is_reply_to_us(message, bot.id) or _named(bot).match(_said(message)) is not None
    commands = _commands_of(message, bot)
    if not commands:
        return is_to_us
    return _is_for_us(commands[0], bot.username) or (is_to_us and not commands[0].addressee)


def _is_of_our_album(context: Context, message: Message) -> bool:
    """Return whether a part of this album was meant for us, so that all of it is: its words stand under one part."""
    person_id = person_id_of(message, message.from_user)
    return (message.chat.id, person_id, message.media_group_id) in context.house.albums


def _said(message: Message) -> str:
    return message.text or message.caption or ""


def _commands_of(message: Message, bot: Bot) -> list[Command]:
    """Return the commands that a message says; the prose under a forwarded picture, and our own copied, says none."""
    if sentences.is_caption_of_ours(message.caption or ""):
        return []
    said = _named(bot).sub("", _said(message))  # "@bot /help" begins with a command
    return commands_in(said, is_caption=message.caption is not None and message.forward_origin is None)


def _named(bot: Bot) -> re.Pattern[str]:
    return re.compile(rf"\A\s*@{re.escape(bot.username)}\b", re.IGNORECASE)


async def _on_picture(update: Update, context: Context, message: Message, commands: Sequence[Command]) -> None:
    """Take a picture and do what is written under it: what holds for it first, all else afterwards."""
    if instead := [command for command in commands if command.name in INSTEAD]:
        await _run(update, context, instead[0])
        return
    for command in commands:
        if command.name in AHEAD:
            await _run_if_possible(update, context, command)
    about_it = [command for command in commands if command.name in ABOUT_IT and _is_known(command, context)]
    await photos.on_picture(context, message, {command.name: command.words for command in about_it})
    done = AHEAD | ABOUT_IT | ({"go", "again"} if message.media_group_id else set())  # an album starts by itself
    for command in commands:
        if command.name not in done or (command.name == "blend" and not command.words):
            await _run_if_possible(update, context, SAME_STYLE if command.name == "again" else command)
    if not commands and message.forward_origin is None:
        await help.on_caption(update, context)


async def _run(update: Update, context: Context, command: Command) -> None:
    if _is_known(command, context):
        context.args = command.words.split()
        await COMMANDS[command.name](update, context)
    else:
        await help.on_unknown_command(update, context)


async def _run_if_possible(update: Update, context: Context, command: Command) -> None:
    """Do what a caption says; an answer that does not get through must not cost the picture."""
    try:
        await _run(update, context, command)
    except TelegramError as fault:
        logger.warning("The answer to a caption did not arrive: %s", fault)


def _is_known(command: Command, context: Context) -> bool:
    return command.name in COMMANDS and command.addressee in ("", context.bot.username.lower())


def _is_for_us(command: Command, username: str) -> bool:
    """Return whether a command in a group is meant for us: it names us, or is one of ours and names nobody."""
    return command.addressee == username.lower() or (not command.addressee and command.name in COMMANDS)
