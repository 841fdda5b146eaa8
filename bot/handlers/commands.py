"""Every command, one record each: who handles it, where it is shown, and what it does under a picture.

All else that depends on a command is derived from here: menus, captions, what a group says to us, and the tests of
the README and of /help. A new command is one record, one handler and its texts.
"""

from __future__ import annotations

import enum
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from telegram import Update

from bot.handlers import (
    about,
    blend,
    forget,
    frames,
    go,
    group_limits,
    help,
    laboratory,
    own_settings,
    photos,
    quick,
    recipe,
    saved_styles,
    status,
    strength,
    styles,
    tries,
)
from bot.handlers.context import Context
from bot.texts import Texts
from bot.wording.menu import Where, Who

Handler = Callable[[Update, Context], Awaitable[None]]


class UnderPicture(enum.Enum):
    """What becomes of a command that is written under a picture."""

    AFTERWARDS = enum.auto()  # done once the picture is taken
    AHEAD = enum.auto()  # done before it is taken, for what it sets holds for it
    ABOUT_IT = enum.auto()  # says what the picture is for, and is done with that
    ABOUT_IT_WITH_WORDS = enum.auto()  # the same; alone it asks, and is answered afterwards
    INSTEAD = enum.auto()  # all that is done with the picture
    STARTS = enum.auto()  # starts the painting; an album starts by itself


@dataclass(frozen=True, kw_only=True)
class CommandRecord:
    """A command.

    Attributes:
        name: In lower case, without the slash.
        handler: What does it; context.words are the words behind it.
        says: What the menu says of it, in each language.
        where: In which menus it stands.
        who: Whom it is shown to in a group; the handler answers others.
        under_picture: What becomes of it under a picture.
        handler_under_picture: What does it there, where that differs.
        is_anywhere: Whether it may follow other commands in a message; those say how and what to paint.
    """

    name: str
    handler: Handler
    says: Callable[[Texts], str] | None = None
    where: Where = Where.EVERYWHERE
    who: Who = Who.EVERYBODY
    under_picture: UnderPicture = UnderPicture.AFTERWARDS
    handler_under_picture: Handler | None = None
    is_anywhere: bool = False


COMMANDS = (  # in the order of the menus
    CommandRecord(name="start", handler=help.on_start, where=Where.NOWHERE),
    CommandRecord(
        name="content",
        handler=photos.on_content,
        says=lambda texts: texts.command_content,
        where=Where.GROUPS,
        under_picture=UnderPicture.ABOUT_IT,
        is_anywhere=True,
    ),
    CommandRecord(
        name="style",
        handler=photos.on_style,
        says=lambda texts: texts.command_style,
        where=Where.GROUPS,
        under_picture=UnderPicture.ABOUT_IT,
        is_anywhere=True,
    ),
    CommandRecord(
        name="demo",
        handler=styles.on_demo,
        says=lambda texts: texts.command_demo,
        where=Where.GROUPS,
        under_picture=UnderPicture.INSTEAD,
    ),
    CommandRecord(
        name="go",
        handler=go.on_go,
        says=lambda texts: texts.command_go,
        under_picture=UnderPicture.STARTS,
        is_anywhere=True,
    ),
    CommandRecord(
        name="strength",
        handler=strength.on_strength,
        says=lambda texts: texts.command_strength,
        under_picture=UnderPicture.AHEAD,
        is_anywhere=True,
    ),
    CommandRecord(
        name="blend",
        handler=blend.on_blend,
        says=lambda texts: texts.command_blend,
        under_picture=UnderPicture.ABOUT_IT_WITH_WORDS,
        is_anywhere=True,
    ),
    CommandRecord(
        name="again",
        handler=go.on_again,
        says=lambda texts: texts.command_again,
        under_picture=UnderPicture.STARTS,
        handler_under_picture=go.on_go,  # once more, with this photo
        is_anywhere=True,
    ),
    CommandRecord(
        name="dream",
        handler=laboratory.on_dream,
        says=lambda texts: texts.command_dream,
        under_picture=UnderPicture.INSTEAD,
    ),
    CommandRecord(
        name="texture",
        handler=laboratory.on_texture,
        says=lambda texts: texts.command_texture,
        under_picture=UnderPicture.INSTEAD,
    ),
    CommandRecord(
        name="layers",
        handler=laboratory.on_layers,
        says=lambda texts: texts.command_layers,
        under_picture=UnderPicture.INSTEAD,
    ),
    CommandRecord(name="neurons", handler=laboratory.on_neurons, says=lambda texts: texts.command_neurons),
    CommandRecord(name="frames", handler=frames.on_frames, says=lambda texts: texts.command_frames),
    CommandRecord(
        name="try",
        handler=tries.on_try,
        says=lambda texts: texts.command_try,
        under_picture=UnderPicture.INSTEAD,
    ),
    CommandRecord(
        name="surprise",
        handler=tries.on_surprise,
        says=lambda texts: texts.command_surprise,
        under_picture=UnderPicture.INSTEAD,
    ),
    CommandRecord(
        name="save",
        handler=saved_styles.on_save,
        says=lambda texts: texts.command_save,
        under_picture=UnderPicture.INSTEAD,
    ),
    CommandRecord(name="styles", handler=styles.on_styles, says=lambda texts: texts.command_styles),
    CommandRecord(name="status", handler=status.on_status, says=lambda texts: texts.command_status),
    CommandRecord(
        name="cancel",
        handler=status.on_cancel,
        says=lambda texts: texts.command_cancel,
        under_picture=UnderPicture.AHEAD,
    ),
    CommandRecord(
        name="clear",
        handler=status.on_clear,
        says=lambda texts: texts.command_clear,
        under_picture=UnderPicture.AHEAD,
    ),
    CommandRecord(
        name="size",
        handler=own_settings.on_size,
        says=lambda texts: texts.command_size,
        under_picture=UnderPicture.AHEAD,
        is_anywhere=True,
    ),
    CommandRecord(
        name="quick",
        handler=quick.on_quick,
        says=lambda texts: texts.command_quick,
        under_picture=UnderPicture.AHEAD,
        is_anywhere=True,
    ),
    CommandRecord(
        name="recipe",
        handler=recipe.on_recipe,
        says=lambda texts: texts.command_recipe,
        under_picture=UnderPicture.AHEAD,
    ),
    CommandRecord(name="settings", handler=own_settings.on_settings, says=lambda texts: texts.command_settings),
    CommandRecord(
        name="reset",
        handler=own_settings.on_reset,
        says=lambda texts: texts.command_reset,
        under_picture=UnderPicture.AHEAD,
    ),
    CommandRecord(
        name="language",
        handler=own_settings.on_language,
        says=lambda texts: texts.command_language,
        under_picture=UnderPicture.AHEAD,
    ),
    CommandRecord(name="about", handler=about.on_about, says=lambda texts: texts.command_about),
    CommandRecord(name="privacy", handler=about.on_privacy, says=lambda texts: texts.command_privacy),
    CommandRecord(
        name="forget",
        handler=forget.on_forget,
        says=lambda texts: texts.command_forget,
        under_picture=UnderPicture.INSTEAD,
    ),
    CommandRecord(name="help", handler=help.on_help, says=lambda texts: texts.command_help),
    CommandRecord(
        name="limits",
        handler=group_limits.on_limits,
        says=lambda texts: texts.command_limits,
        where=Where.GROUPS,
        who=Who.ADMINS,
    ),
)
BY_NAME = {record.name: record for record in COMMANDS}
BARE = frozenset(BY_NAME)  # done without their slash, too, where nothing else is said
BARE_WITH_WORDS = frozenset({"strength", "blend", "size", "style"})  # the same with numbers, or a style's name
ANYWHERE = frozenset(record.name for record in COMMANDS if record.is_anywhere)
