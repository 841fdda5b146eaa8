"""The marked parts of a text: commands, links, mentions and hashtags. They are found; a bot writes none itself.

Offsets and lengths count UTF-16 units, as the Bot API does. Knows nothing of messages.
"""

from __future__ import annotations

import re
from typing import Any

Entity = dict[str, Any]

_FOUND = re.compile(
    r"(?P<bot_command>(?<![\w/@<>])/[A-Za-z0-9_]{1,32}(?:@[A-Za-z0-9_]{3,32})?(?![\w/]))"
    r"|(?P<url>https?://[^\s<>\"]+)"
    r"|(?P<mention>(?<![\w/@])@[A-Za-z0-9_]{3,32}(?!\w))"
    r"|(?P<hashtag>(?<![\w#])#\w*[^\W\d]\w*)"
)


def utf16_length(text: str) -> int:
    """Return the length that the Bot API counts."""
    return len(text.encode("utf-16-le")) // 2


def found_entities(text: str) -> list[Entity]:
    """Return the entities that Telegram finds by itself: commands, links, mentions, hashtags."""
    return [_entity(str(match.lastgroup), text[: match.start()], match.group()) for match in _FOUND.finditer(text)]


def _entity(kind: str, before: str, covered: str) -> Entity:
    return {"type": kind, "offset": utf16_length(before), "length": utf16_length(covered)}
