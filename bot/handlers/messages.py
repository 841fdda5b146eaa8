"""What a message does: its commands in order, and the picture that it carries. A caption does what a message would."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Sequence

from telegram import Message, Update
from telegram.error import TelegramError

from bot.domain.command_words import Command, bare_command_in
from bot.domain.shares import are_numbers
from bot.handlers import help, photos, saved_styles, spoken
from bot.handlers.addressed import commands_of, is_known, is_said_to_us
from bot.handlers.commands import BARE, BARE_WITH_WORDS, BY_NAME, UnderPicture
from bot.handlers.context import Context, message_of, replied_to
from bot.handlers.job_meant import is_of_another
from bot.handlers.mentions import names_us, unnamed
from bot.telegram.media import has_media
from bot.telegram.saying import person_id_of
from bot.wording.styles import style_called

_ONCE_MORE = ("again", "go")
_ABOUT_IT = (UnderPicture.ABOUT_IT, UnderPicture.ABOUT_IT_WITH_WORDS)

logger = logging.getLogger(__name__)


async def on_message(update: Update, context: Context) -> None:
    """Do what a message says, and take the picture that it carries."""
    message = message_of(update)
    context.services.handled_words.remember(message.chat.id, message.message_id, message.text or message.caption or "")
    if not (is_said_to_us(message, context.bot) or _is_of_our_album(context, message)):
        return
    commands = commands_of(message, context.bot)
    if has_media(message):
        if not commands and await _is_remark(context, message):
            return
        await _on_picture(update, context, message, commands or commands_unsaid(context, message))
    elif commands:
        await _on_commands(update, context, message, commands)
    else:
        words = unnamed(message, context.bot)
        is_thanks = spoken.are_thanks(words) or spoken.are_signs_of_joy(words)
        if not await saved_styles.is_named(update, context, is_thanks=is_thanks):
            await _on_words(update, context, words)


async def _on_commands(update: Update, context: Context, message: Message, commands: Sequence[Command]) -> None:
    """Do what a message says: first what it sets, for that holds for what it has painted, too.

    Shares go with the pictures that it names or answers, as under a picture; where none of these is taken, they are
    said for themselves.
    """
    shares = [command for command in commands if _sets_shares(command) and is_known(command, context.bot)]
    if shares and any(_takes_picture(command, context, message) for command in commands):
        commands = [command for command in commands if command not in shares]
        asker = await context.asker(message)
        context.shares_said = await photos.usable_shares(context, asker, shares[-1].words)
    for command in sorted(commands, key=_turn):
        await _run(update, context, command)
    if context.shares_said:
        await _run(update, context, shares[-1])


def _takes_picture(command: Command, context: Context, message: Message) -> bool:
    """Return whether the command takes a picture that it names, or that its message answers."""
    is_about_it = _under_picture(command) is UnderPicture.ABOUT_IT and is_known(command, context.bot)
    replied = replied_to(message)
    return is_about_it and (bool(command.words) or (replied is not None and has_media(replied)))


def _sets_shares(command: Command) -> bool:
    return bool(command.words) and _under_picture(command) is UnderPicture.ABOUT_IT_WITH_WORDS


def _turn(command: Command) -> int:
    """Return when among the commands of a message one is done, the first 0; the last is what starts the painting."""
    match _under_picture(command):
        case UnderPicture.AHEAD:
            return 0
        case UnderPicture.STARTS:
            return 3
    return 1 if _sets_shares(command) else 2


async def _on_words(update: Update, context: Context, words: str) -> None:
    """Do what words without a command say: one without its slash, a style, a button; else say what to send."""
    if (bare := bare_command_in(words, BARE_WITH_WORDS, BARE)) and _is_meant(bare):
        await _run(update, context, bare)
    elif said := spoken.command_in(words):
        await _run(update, context, said)
    elif named := spoken.style_in(words):
        await _on_style_named(update, context, named)
    elif await _is_spoken(update, context, words):
        return
    elif named := await _style_in(update, context, words):
        await _on_style_named(update, context, named)
    else:
        await help.on_words(update, context)


async def _is_spoken(update: Update, context: Context, words: str) -> bool:
    """Do what words about a picture ask for; return whether they ask for anything, or are thanks."""
    return (
        await spoken.is_done(update, context, words)
        or await spoken.is_chosen(update, context, words)
        or await spoken.is_thanks(update, context, words)
    )


async def _on_style_named(update: Update, context: Context, named: Command, *, is_asked: bool = False) -> None:
    if not await spoken.is_restyled(update, context, named.words, is_asked=is_asked):
        await _run(update, context, named)


def _is_meant(bare: Command) -> bool:
    """Return whether what stands behind a command without its slash is what such a command takes."""
    if bare.name == "style" and bare.words:
        return style_called(bare.words) is not None
    return not bare.words or are_numbers(bare.words)


def commands_unsaid(context: Context, message: Message) -> Sequence[Command]:
    """Return the command that is written under a picture without its slash: "strength 80", "in ink"."""
    if message.forward_origin is not None:
        return ()
    words = unnamed(message, context.bot)
    bare = bare_command_in(words, BARE_WITH_WORDS, ())
    said = bare if bare and _is_meant(bare) else spoken.style_in_caption(words)
    return [said] if said else ()


async def _is_remark(context: Context, message: Message) -> bool:
    """Return whether a sticker, a film or a voice in a group answers somebody else's painting: it is not for us."""
    is_picture = message.photo or (message.document and not message.animation)
    if is_picture or names_us(message, context.bot):
        return False
    asker = await context.asker(message)
    return not asker.is_private and await is_of_another(context, asker, message)


def _is_of_our_album(context: Context, message: Message) -> bool:
    """Return whether a part of this album was meant for us, so that all of it is: its words stand under one part."""
    person_id = person_id_of(message, message.from_user)
    return context.services.collect.is_collecting(message.chat.id, person_id, message.media_group_id)


async def _on_picture(update: Update, context: Context, message: Message, commands: Sequence[Command]) -> None:
    """Take a picture and do what is written under it: what holds for it first, all else afterwards."""
    commands = [await _about_picture(update, context, command) for command in commands]
    if not commands and context.services.left_out.holds(message):
        await photos.tell_rest_left_out(context, message)
        return
    if instead := [command for command in commands if _under_picture(command) is UnderPicture.INSTEAD]:
        await photos.leave_out_rest(context, await context.asker(message), message)
        await _run(update, context, instead[0])
        return
    for command in commands:
        if _under_picture(command) is UnderPicture.AHEAD:
            await _run_if_possible(update, context, command)
    about_it = [c for c in commands if _under_picture(c) in _ABOUT_IT and is_known(c, context.bot)]
    await photos.on_picture(context, message, {command.name: command.words for command in about_it})
    for command in commands:
        if _is_for_afterwards(command, is_album=message.media_group_id is not None):
            await _run_if_possible(update, context, command, is_under_picture=True)
    if not commands and message.forward_origin is None:
        await help.on_caption(update, context)


async def _about_picture(update: Update, context: Context, command: Command) -> Command:
    """Return what the command says under a picture: "/go ink" names the style of that picture, as "/style ink" does."""
    is_once_more = command.name in _ONCE_MORE and bool(command.words)
    named = await _style_in(update, context, command.words) if is_once_more else None
    return command if named is None else dataclasses.replace(named, addressee=command.addressee)


async def _style_in(update: Update, context: Context, words: str) -> Command | None:
    """Return "/style NAME" for words that name a style, one that the person has saved before drawn ones."""
    asker = await context.asker(message_of(update))
    return spoken.style_in(words, await context.services.store.saved.of(asker.person_id))


def _under_picture(command: Command) -> UnderPicture:
    record = BY_NAME.get(command.name)
    return record.under_picture if record else UnderPicture.AFTERWARDS


def _is_for_afterwards(command: Command, *, is_album: bool) -> bool:
    """Return whether the command is still to be done once its picture is taken."""
    match _under_picture(command):
        case UnderPicture.AFTERWARDS:
            return True
        case UnderPicture.ABOUT_IT_WITH_WORDS:
            return not command.words
        case UnderPicture.STARTS:
            return not is_album
    return False


async def _run(update: Update, context: Context, command: Command, *, is_under_picture: bool = False) -> None:
    if not is_known(command, context.bot):
        await _on_unknown(update, context, command)
        return
    if command.name in _ONCE_MORE and command.words and await _is_said_behind(update, context, command):
        return
    record = BY_NAME[command.name]
    context.args = command.words.split()
    await ((is_under_picture and record.handler_under_picture) or record.handler)(update, context)


async def _on_unknown(update: Update, context: Context, command: Command) -> None:
    """Do what the command would be in words, "/stop" or "/film"; else say that it is none of ours."""
    words = f"{command.name} {command.words}".strip()
    if command.name not in BY_NAME and (said := spoken.command_in(words)):
        await _run(update, context, said)
    elif not await spoken.is_done(update, context, words):
        await help.on_unknown_command(update, context)


async def _is_said_behind(update: Update, context: Context, command: Command) -> bool:
    """Do what stands behind /again or /go: a style, or a wish about the last painting; return whether it is one.

    Where it looks like one, say which command was meant; any other words say no more than the command does.
    """
    if has_media(message_of(update)):  # a wish would be about an older picture than this
        return False
    if named := await _style_in(update, context, command.words):
        await _on_style_named(update, context, named, is_asked=True)
        return True
    is_wish = command.name == "again" and await spoken.is_done(update, context, command.words)
    return is_wish or await help.is_meant(update, context, command.words)


async def _run_if_possible(
    update: Update, context: Context, command: Command, *, is_under_picture: bool = False
) -> None:
    """Do what a caption says; an answer that does not get through must not cost the picture."""
    try:
        await _run(update, context, command, is_under_picture=is_under_picture)
    except TelegramError as fault:
        logger.warning("The answer to a caption did not arrive: %s", fault)
