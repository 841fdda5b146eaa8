"""A call of a Bot API method and its answer, apart from HTTP; and how parameters are read.

Every parameter arrives as a text (nested values as JSON), every upload as a named part.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.localchat.world.errors import Refused, bad_request

DOWNLOAD = "<download>"  # the name under which a file download passes the same seam; no method is called so


@dataclass(frozen=True, kw_only=True)
class Upload:
    """One file part of a multipart request."""

    name: str
    content: bytes = field(repr=False)
    mime_type: str | None = None


@dataclass(frozen=True, kw_only=True)
class Call:
    """A method with its parameters."""

    method: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    uploads: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str, default: str = "") -> str:
        """Return a text parameter."""
        return self.parameters.get(name, default)

    def integer(self, name: str, default: int = 0) -> int:
        """Return a whole number; what is none counts as not given, as Telegram does."""
        return whole(self.parameters.get(name, ""), default)

    def flag(self, name: str) -> bool:
        """Return a boolean."""
        return self.parameters.get(name, "").lower() in ("true", "yes", "1")

    def object(self, name: str, what: str) -> dict[str, Any]:
        """Return a nested object, an empty one when it is absent.

        Raises:
            Refused: It is no JSON object.
        """
        value = self.json(name, what)
        if not isinstance(value or {}, dict):
            raise bad_request(f"can't parse {what} JSON object")
        return value or {}

    def array(self, name: str, what: str) -> list[Any] | None:
        """Return a nested array, None when it is absent.

        Raises:
            Refused: It is no JSON array.
        """
        value = self.json(name, what)
        if value is not None and not isinstance(value, list):
            raise bad_request(f"expected an Array of {what}")
        return value

    def json(self, name: str, what: str) -> Any:
        """Return a nested parameter of any kind, None when it is absent.

        Raises:
            Refused: It is no JSON.
        """
        if not self.parameters.get(name):
            return None
        try:
            return json.loads(self.parameters[name])
        except json.JSONDecodeError:
            raise bad_request(f"can't parse {what} JSON object") from None


def whole(value: Any, default: int = 0) -> int:
    """Return a value from JSON as a whole number; what is none counts as not given, as Telegram does."""
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        return default


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What goes back over HTTP.

    Attributes:
        status: HTTP status.
        body: What is sent.
        mime_type: Its type.
        length: Content-Length announced; larger than the body, the connection is cut after the body.
    """

    status: int
    body: bytes = field(repr=False)
    mime_type: str = "application/json"
    length: int | None = None

    @classmethod
    def of(cls, result: Any) -> Answer:
        """Return the answer that carries a result."""
        return cls(status=200, body=json.dumps({"ok": True, "result": result}).encode())

    @classmethod
    def refusal(cls, refused: Refused) -> Answer:
        """Return the answer that carries a refusal."""
        shown: dict[str, Any] = {"ok": False, "error_code": refused.code, "description": refused.description}
        if refused.parameters:
            shown["parameters"] = refused.parameters
        return cls(status=refused.code, body=json.dumps(shown).encode())

    @property
    def result(self) -> Any:
        """The result carried, None for a refusal."""
        return json.loads(self.body).get("result")


class ConnectionCut(Exception):
    """Raised by a wrapper of the handler: the connection ends without an answer."""


Handler = Callable[[Call], Awaitable[Answer]]
