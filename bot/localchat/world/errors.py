"""What the Bot API refuses, in Telegram's own codes and words; and, apart, what the apps would not let a person do.

    Refused
    ├── (400) bad_request(...)      the request is wrong
    ├── (401) unauthorized()        the token is wrong
    ├── (403) forbidden(...)        the bot is not welcome there
    ├── (404) not_found()           no such method
    ├── (409) conflict(...)         somebody else polls, or a webhook is set
    └── (413) too_large()           the upload is larger than a bot may send

One class, because callers tell refusals apart by code and text alone, as they do with Telegram.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Refused(Exception):
    """A refusal as Telegram words it.

    Attributes:
        code: HTTP status, repeated in the body as error_code.
        description: Telegram's text.
        parameters: ResponseParameters, such as migrate_to_chat_id or retry_after.
    """

    def __init__(self, code: int, description: str, parameters: Mapping[str, Any] | None = None) -> None:
        super().__init__(f"{code}: {description}")
        self.code = code
        self.description = description
        self.parameters = dict(parameters or {})


def bad_request(why: str, **parameters: Any) -> Refused:
    """Return a 400 with this reason."""
    return Refused(400, f"Bad Request: {why}", parameters)


def unauthorized() -> Refused:
    """Return the answer to a wrong token."""
    return Refused(401, "Unauthorized")


def forbidden(why: str) -> Refused:
    """Return a 403 with this reason."""
    return Refused(403, f"Forbidden: {why}")


def not_found() -> Refused:
    """Return the answer to a method that does not exist."""
    return Refused(404, "Not Found")


def conflict(why: str) -> Refused:
    """Return a 409 with this reason."""
    return Refused(409, f"Conflict: {why}")


def too_large() -> Refused:
    """Return the answer to an upload that no bot may send."""
    return Refused(413, "Request Entity Too Large")


class NotPossible(ValueError):
    """The apps would not let a person do that; the message says why, in plain words.

    Args:
        words: With places for the values, as the page's other languages have them.
        values: What stands there.
    """

    def __init__(self, words: str, **values: str | int) -> None:
        super().__init__(words.format(**values))
        self.words, self.values = words, values
