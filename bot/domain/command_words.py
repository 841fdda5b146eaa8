"""The commands that a person's words hold, under a picture as well as alone. Pure: knows no handler and no chat."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

_COMMAND = re.compile(  # "/strength80" and "/strength:80" too; a full-width slash as Chinese keyboards have it
    r"(?<!\S)[/／](?P<name>[A-Za-z_]{1,32})(?:@(?P<addressee>[A-Za-z0-9_]{3,32}))?(?![A-Za-z_/@])"
)
_BEFORE_WORDS = " \t\r\n:=："
_BARE = re.compile(r"(?P<name>[A-Za-z]{2,32}|[一-鿿]{2,4})[\s:=：]*(?P<words>[^\n]{0,40})")
_NAMES_IN_CHINESE = {"强度": "strength", "比例": "blend", "大小": "size", "风格": "style"}


@dataclass(frozen=True, kw_only=True)
class Command:
    """A command and what follows it.

    Attributes:
        name: In lower case, without the slash.
        words: What follows it, up to the next command.
        addressee: The bot that it names, in lower case, or "".
    """

    name: str
    words: str = ""
    addressee: str = ""


def bare_command_in(said: str, takes: Collection[str], alone: Collection[str]) -> Command | None:
    """Return the command that the words say without its slash, "strength 40" or "again"; None for any other words.

    Args:
        said: What was written.
        takes: The names of those that are said with something behind them.
        alone: The names of those that are said alone.
    """
    found = _BARE.fullmatch(said.strip())
    if found is None:
        return None
    name, words = found["name"].lower(), found["words"].strip()
    name = _NAMES_IN_CHINESE.get(name, name)
    return Command(name=name, words=words) if name in (takes if words else alone) else None


def commands_in(said: str, anywhere: Collection[str], *, is_caption: bool = False) -> list[Command]:
    """Return the commands in order.

    The words begin with the first one, which may be any. A caption may begin with words of its own.

    Args:
        said: What was written.
        anywhere: The names of those that may stand after others.
        is_caption: Whether it was written under a picture.
    """
    said = said.strip()
    found = list(_COMMAND.finditer(said))
    if not is_caption and not (found and found[0].start() == 0):
        return []
    found = [match for match in found if match.start() == 0 or match["name"].lower() in anywhere]
    ends = [match.start() for match in found[1:]] + [len(said)] if found else []
    return [
        Command(
            name=match["name"].lower(),
            words=said[match.end() : end].strip(_BEFORE_WORDS),
            addressee=(match["addressee"] or "").lower(),
        )
        for match, end in zip(found, ends, strict=True)
    ]
