"""Commands under pictures: PTB's CommandHandler reads only texts, so captions are read here."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.chat import Asker
from bot.handlers.context import Context
from bot.handlers.options import set_blend_ahead, set_strength

COMMANDS = frozenset(  # every command that the bot answers
    {
        "start",
        "help",
        "content",
        "style",
        "go",
        "again",
        "status",
        "cancel",
        "strength",
        "blend",
        "styles",
        "demo",
        "settings",
        "reset",
        "size",
        "recipe",
        "language",
        "forget",
        "about",
        "privacy",
    }
)

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]+))?(?:\s+(.*))?\s*", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Command:
    """A command at the beginning of a caption.

    Attributes:
        name: In lower case, without the slash; empty when there is none.
        words: What follows it.
        is_for_another: Whether it is addressed to another bot.
    """

    name: str = ""
    words: str = ""
    is_for_another: bool = False

    @property
    def is_ours(self) -> bool:
        """Whether the bot knows the command; in groups another bot may mean something else by its own."""
        return self.name in COMMANDS and not self.is_for_another


CAPTION_SETTINGS: dict[str, Callable[[Context, Asker, str], Awaitable[None]]] = {
    "strength": set_strength,
    "blend": set_blend_ahead,
}


def command_in(caption: str | None, username: str) -> Command:
    """Return the command that the caption begins with."""
    match = _COMMAND.fullmatch((caption or "").strip())
    if match is None:
        return Command()
    name, addressee, words = match.group(1).lower(), match.group(2), match.group(3) or ""
    is_for_another = addressee is not None and addressee.lower() != username.lower()
    return Command(name=name, words=words.strip(), is_for_another=is_for_another)
