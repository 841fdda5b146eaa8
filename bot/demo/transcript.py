"""What happens in the local chat, printed as it happens; each picture is written to a folder and its path printed.

Knows nothing of the story, and of the bot only what a person can see: its progress message has a per cent sign.
"""

from __future__ import annotations

import re
import shutil
import textwrap
from pathlib import Path
from typing import Any

from tqdm import tqdm

from bot.localchat import LocalChat, Message
from bot.localchat.world.world import Event

NAME_WIDTH = 11
LINE_WIDTH = 100  # of the words, where the terminal has room for that
NARROWEST = 30
_PER_CENT = re.compile(r"(\d+) %")
_SUFFIXES = {b"\xff\xd8": ".jpg", b"\x89P": ".png", b"RI": ".webp"}


def line_width() -> int:
    """Return how long a line of words may be, so that it fits the terminal behind the name."""
    room = shutil.get_terminal_size((LINE_WIDTH + NAME_WIDTH + 2, 24)).columns - NAME_WIDTH - 2
    return max(NARROWEST, min(LINE_WIDTH, room))


class Transcript:
    """Prints a chat as it goes, with a progress bar while something is painted."""

    def __init__(self, chat: LocalChat, folder: Path) -> None:
        self._chat = chat
        self._folder = folder
        self._files: dict[str, Path] = {}
        self._chat_told: int | None = None
        self._bar: Any = None
        chat.world.listeners.append(self._hear)

    def close(self) -> None:
        """Stop printing."""
        self._chat.world.listeners.remove(self._hear)
        self._end_bar()

    def _hear(self, event: Event) -> None:
        message = event.message
        if message is None or message.is_service:
            return
        if event.kind == "message":
            self._tell(message)
        elif event.kind == "edited" and (found := _PER_CENT.search(message.words)):
            self._advance(int(found.group(1)))
        elif event.kind == "deleted":
            self._end_bar()

    def _tell(self, message: Message) -> None:
        if message.chat.id != self._chat_told:
            self._chat_told = message.chat.id
            kind = "Private chat with" if message.chat.is_private else "Group"
            privacy = ", privacy mode on" if self._chat.has_privacy(message.chat.id) else ""
            tqdm.write(f"\n{kind} {self._chat.shown(message.chat.id)}{privacy}")
        lines = [line for text in message.words.splitlines() for line in textwrap.wrap(text, line_width())]
        if message.reply_to is not None and not message.is_from_bot:
            lines.append(f"(in reply to {message.reply_to.sender.first_name}: {self._named(message.reply_to)})")
        if message.picture is not None:
            lines.append(f"[{'photo' if message.photo else 'file'}] {self._written(message)}")
        if message.buttons:
            lines += textwrap.wrap(" ".join(f"[{button}]" for button in message.buttons), line_width())
        name = message.sender.first_name
        for index, line in enumerate(lines):
            tqdm.write(f"  {name if index == 0 else '':<{NAME_WIDTH}}{line}")

    def _named(self, message: Message) -> str:
        if message.words:
            return message.words
        return str(self._written(message)) if message.picture else "message"

    def _written(self, message: Message) -> Path:
        """Return the file that the message's picture is in, written when it is first seen."""
        picture = message.picture
        assert picture is not None
        key = f"{message.chat.id} {message.id}"
        if key not in self._files:
            kind = "painted" if message.is_from_bot else "sent"
            suffix = _SUFFIXES.get(picture[:2], ".bin")
            who = message.sender.first_name.lower()
            path = (
                self._folder / f"{len(self._files) + 1:02}-{kind}{'' if message.is_from_bot else f'-by-{who}'}{suffix}"
            )
            path.write_bytes(picture)
            self._files[key] = path
        return self._files[key]

    def _advance(self, per_cent: int) -> None:
        if self._bar is None:
            # disable=None: no bar where there is no terminal, or each line of the transcript would hold another one
            self._bar = tqdm(total=100, desc="  painting", unit="%", leave=False, dynamic_ncols=True, disable=None)
        self._bar.update(max(0, per_cent - self._bar.n))

    def _end_bar(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None
