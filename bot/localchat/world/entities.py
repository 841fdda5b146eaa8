"""The marked parts of a text: commands and links found by themselves, and HTML that a bot writes.

Offsets and lengths count UTF-16 units, as the Bot API does. Knows nothing of messages.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any

from bot.localchat.world.errors import bad_request

Entity = dict[str, Any]

_FOUND = re.compile(
    r"(?P<bot_command>(?<![\w/@<>])/[A-Za-z0-9_]{1,32}(?:@[A-Za-z0-9_]{3,32})?(?![\w/]))"
    r"|(?P<url>https?://[^\s<>\"]+)"
    r"|(?P<mention>(?<![\w/@])@[A-Za-z0-9_]{3,32})"
    r"|(?P<hashtag>(?<![\w#])#\w*[^\W\d]\w*)"
)
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z-]*)(?P<attributes>[^<>]*)>?")
_REFERENCE = re.compile(r"&(?:lt|gt|amp|quot|#\d{1,7}|#x[0-9a-fA-F]{1,6});")  # Telegram knows no other named ones
_ATTRIBUTE = re.compile(r"""([a-z-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_NAMES = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}


def utf16_length(text: str) -> int:
    """Return the length that the Bot API counts."""
    return len(text.encode("utf-16-le")) // 2


def found_entities(text: str) -> list[Entity]:
    """Return the entities that Telegram finds by itself: commands, links, mentions, hashtags."""
    return [_entity(str(match.lastgroup), text[: match.start()], match.group()) for match in _FOUND.finditer(text)]


def merged(text: str, written: list[Entity]) -> list[Entity]:
    """Return the written entities and those found outside of code and links, in order."""
    closed = [entity for entity in written if entity["type"] in ("code", "pre", "text_link")]
    found = [entity for entity in found_entities(text) if not any(_overlap(entity, other) for other in closed)]
    return sorted(written + found, key=lambda entity: (entity["offset"], -entity["length"]))


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Return the plain text and the entities of HTML as the Bot API understands it.

    Raises:
        Refused: A tag that is unknown or does not match, in Telegram's words.
    """
    parser = _HtmlParser(source)
    parser.run()
    return parser.text, [entity for entity in parser.entities if entity["length"]]


def trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Return the text without white space around it, its entities moved and cut with it."""
    left = utf16_length(text) - utf16_length(text.lstrip())
    text = text.strip()
    end = utf16_length(text)
    moved = []
    for entity in entities:
        start = max(0, entity["offset"] - left)
        stop = min(end, entity["offset"] - left + entity["length"])
        if stop > start:
            moved.append({**entity, "offset": start, "length": stop - start})
    return text, moved


def _entity(kind: str, before: str, covered: str, **more: Any) -> Entity:
    return {"type": kind, "offset": utf16_length(before), "length": utf16_length(covered), **more}


def _unescape(source: str) -> str:
    return _REFERENCE.sub(lambda match: html.unescape(match.group()), source)


def _overlap(one: Entity, other: Entity) -> bool:
    return bool(one["offset"] < other["offset"] + other["length"] and other["offset"] < one["offset"] + one["length"])


@dataclass(frozen=True)
class _Open:
    name: str
    start: int
    more: dict[str, Any]


class _HtmlParser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.text = ""
        self.entities: list[Entity] = []
        self.open: list[_Open] = []

    def run(self) -> None:
        position = 0
        while position < len(self.source):
            at = self.source.find("<", position)
            if at < 0:
                at = len(self.source)
            self.text += _unescape(self.source[position:at])
            position = at if at == len(self.source) else self._tag(at)
        if self.open:
            raise self._error(f'Can\'t find end tag corresponding to start tag "{self.open[-1].name}"')

    def _tag(self, at: int) -> int:
        match = _TAG.match(self.source, at)
        if match is None or not match.group().endswith(">"):
            raise self._error(f"Unclosed start tag at byte offset {self._byte(at)}")
        name = match["name"].lower()
        if match["end"]:
            self._close(name, at)
        else:
            self._start(name, match["attributes"], at)
        return match.end()

    def _start(self, name: str, attributes: str, at: int) -> None:
        if name not in _NAMES:
            raise self._error(f'Unsupported start tag "{name}" at byte offset {self._byte(at)}')
        given = {found[0]: _unescape("".join(found[1:])) for found in _ATTRIBUTE.findall(attributes)}
        if name == "span" and given.get("class") != "tg-spoiler":
            raise self._error(f'Tag "span" must have class "tg-spoiler" at byte offset {self._byte(at)}')
        more = {"url": given["href"]} if name == "a" and "href" in given else {}
        if name == "blockquote" and "expandable" in given:
            more = {"type": "expandable_blockquote"}
        if name == "tg-emoji":
            more = {"custom_emoji_id": given.get("emoji-id", "")}
        self.open.append(_Open(name, utf16_length(self.text), more))

    def _close(self, name: str, at: int) -> None:
        if not self.open:
            raise self._error(f"Unexpected end tag at byte offset {self._byte(at)}")
        opened = self.open.pop()
        if name != opened.name:
            raise self._error(
                f'Unmatched end tag at byte offset {self._byte(at)}, expected "</{opened.name}>", found "</{name}>"'
            )
        if opened.name == "a" and not opened.more:
            return  # a link to nowhere is plain text
        length = utf16_length(self.text) - opened.start
        self.entities.append({"type": _NAMES[name], "offset": opened.start, "length": length, **opened.more})

    def _byte(self, at: int) -> int:
        return len(self.source[:at].encode())

    def _error(self, why: str) -> Exception:
        return bad_request(f"can't parse entities: {why}")
