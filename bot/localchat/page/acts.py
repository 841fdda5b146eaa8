"""What the page can ask for: a table of acts, each done by the person who speaks.

An act is JSON from the page; whatever it lacks or misstates is refused with one plain sentence.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import Any

from bot.localchat.company import Company
from bot.localchat.world.errors import NotPossible
from bot.localchat.world.messages import Message
from bot.localchat.world.people import Person

MAX_NAME = 64  # characters, as in Telegram's apps
MAX_PEOPLE = 50  # what the page still shows well
_GIF = b"GIF8"  # how each begins


class PageAct:
    """One act that the page asks for, with who speaks and where."""

    def __init__(self, company: Company, fields: Mapping[str, Any]) -> None:
        self.company = company
        self.fields = fields

    @property
    def person(self) -> Person:
        """Who speaks."""
        return self.company.person_of(self.number("person"))

    @property
    def chat_id(self) -> int:
        """Where."""
        if self.number("chat") not in self.company.world.chats:
            raise NotPossible("This chat is no longer there.")
        return self.number("chat")

    @property
    def message(self) -> Message:
        """The message it is about."""
        message = self.company.world.message(self.chat_id, self.number("message"))
        if message is None:
            raise NotPossible("This message is no longer there.")
        return message

    @property
    def reply_to(self) -> Message | None:
        """The message replied to."""
        return (
            self.company.world.message(self.chat_id, self.number("reply_to")) if self.fields.get("reply_to") else None
        )

    @property
    def topic(self) -> int | None:
        """The topic it is written in; None for none, which the page calls 0 (a form sends it as a text)."""
        return (self.number("topic") or None) if self.fields.get("topic") else None

    def number(self, name: str) -> int:
        """Return a whole number."""
        return _number(self.fields.get(name), name)

    def numbers(self, name: str) -> list[int]:
        """Return a list of whole numbers."""
        values = self.fields.get(name)
        return [_number(value, name) for value in values] if isinstance(values, list) else []

    def text(self, name: str) -> str:
        """Return a text."""
        return str(self.fields.get(name) or "").strip()

    def flag(self, name: str) -> bool:
        """Return a boolean; forms send it as a text."""
        return self.fields.get(name) in (True, "true", "1", "on")


def _text(asked: PageAct) -> None:
    asked.person.send_text(asked.chat_id, asked.text("text"), asked.reply_to, thread_id=asked.topic)


def _press(asked: PageAct) -> dict[str, Any]:
    return {"press": asked.person.press(asked.message, asked.text("button")).id}


def _edit(asked: PageAct) -> None:
    asked.person.edit_text(asked.message, asked.text("text"))


def _delete(asked: PageAct) -> None:
    asked.person.delete(asked.message)


def _clear(asked: PageAct) -> None:
    asked.person.clear(asked.chat_id)


def _block(asked: PageAct) -> None:
    (asked.person.block_bot if asked.flag("is_on") else asked.person.unblock_bot)()


def _privacy(asked: PageAct) -> None:
    asked.company.set_privacy(asked.chat_id, asked.flag("is_on"), by=asked.person)


def _anonymous(asked: PageAct) -> None:
    asked.person.write_anonymously(asked.chat_id, is_anonymous=asked.flag("is_on"))


def _bot(asked: PageAct) -> None:
    (asked.person.add_bot if asked.flag("is_on") else asked.person.remove_bot)(asked.chat_id)


def _new_person(asked: PageAct) -> dict[str, Any]:
    if len(asked.company.people) >= MAX_PEOPLE:
        raise NotPossible("There are {count} people, as many as the page shows.", count=MAX_PEOPLE)
    return {"person": asked.company.person(_name(asked, "name"), language=asked.text("language") or None).id}


def _new_group(asked: PageAct) -> dict[str, Any]:
    members = [asked.company.person_of(member) for member in asked.numbers("members")]
    title = _name(asked, "title")
    everybody = [asked.person, *(member for member in members if member is not asked.person)]
    with_bot = "with_bot" not in asked.fields or asked.flag("with_bot")
    return {"chat": asked.company.group(title, everybody, with_bot=with_bot)}


def _new_topic(asked: PageAct) -> dict[str, Any]:
    name = _name(asked, "name")
    asked.person.allow_topics(asked.chat_id)
    return {"topic": asked.person.create_topic(asked.chat_id, name)}


def _add(asked: PageAct) -> None:
    asked.person.add(asked.company.person_of(asked.number("member")), asked.chat_id)


def _number(value: Any, name: str) -> int:
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        raise NotPossible("The page did not say which {name}.", name=name) from None


def _name(asked: PageAct, field: str) -> str:
    name = asked.text(field)
    if not 1 <= len(name) <= MAX_NAME:
        raise NotPossible("A name has 1 to {most} characters.", most=MAX_NAME)
    return name


ACTS: dict[str, Callable[[PageAct], dict[str, Any] | None]] = {
    "text": _text,
    "press": _press,
    "edit": _edit,
    "delete": _delete,
    "clear": _clear,
    "block": _block,
    "privacy": _privacy,
    "anonymous": _anonymous,
    "bot": _bot,
    "new_person": _new_person,
    "new_group": _new_group,
    "new_topic": _new_topic,
    "add": _add,
}


def act(company: Company, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Do what the page asks for and return what it needs to know of it.

    Raises:
        NotPossible: It cannot be done; the message says why.
    """
    wanted = ACTS.get(str(fields.get("act")))
    if wanted is None:
        raise NotPossible("The page asked for something this server does not know; reload it.")
    return wanted(PageAct(company, fields)) or {}


def send_files(company: Company, fields: Mapping[str, Any], files: list[tuple[str, bytes, str]]) -> None:
    """Send pictures as photos or any files as documents, (name, content, type) each; several together are an album."""
    asked = PageAct(company, fields)
    person, chat_id, caption, reply_to = asked.person, asked.chat_id, asked.text("caption"), asked.reply_to
    topic = asked.topic
    if not files:
        raise NotPossible("There is nothing to send.")
    if asked.flag("as_files"):
        album = secrets.token_hex(8) if len(files) > 1 else None
        for index, (name, content, mime_type) in enumerate(files):
            last = caption if index == len(files) - 1 else None  # as Telegram's apps do
            person.send_document(chat_id, content, name, mime_type, last, reply_to, thread_id=topic, album=album)
    else:
        _send_pictures(asked, [(name, content) for name, content, _ in files])


def _send_pictures(asked: PageAct, pictures: list[tuple[str, bytes]]) -> None:
    """Send photos, several as an album, and each GIF by itself: it goes as an animation, and no album holds one."""
    person, chat_id, caption, reply_to = asked.person, asked.chat_id, asked.text("caption"), asked.reply_to
    photos = [content for _, content in pictures if not content.startswith(_GIF)]
    gifs = [(name, content) for name, content in pictures if content.startswith(_GIF)]
    if len(photos) > 1:
        person.send_album(chat_id, photos, caption, reply_to, thread_id=asked.topic)
    elif photos:
        person.send_photo(chat_id, photos[0], caption, reply_to, thread_id=asked.topic)
    for index, (name, content) in enumerate(gifs):
        words = None if photos or index else caption
        person.send_animation(chat_id, content, name, words, reply_to, thread_id=asked.topic)
