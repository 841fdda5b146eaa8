"""HTTP for the page: its files, a WebSocket that carries every event, and the wishes of those who speak.

Only the page itself may ask: whatever changes something needs an Origin header that names this server,
so that no other page in the same browser can speak here.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable
from pathlib import Path
from typing import Any

from tornado.web import HTTPError, RequestHandler, StaticFileHandler
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from bot.localchat.company import Company
from bot.localchat.page.acts import act, send_files
from bot.localchat.page.view import event_json, shown_type, state_json
from bot.localchat.world.errors import NotPossible
from bot.localchat.world.world import Event

logger = logging.getLogger(__name__)

FOLDER = Path(__file__).parent / "static"
PING_S = 20.0  # keeps the connection open through idle proxies, and notices a page that is gone
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
    "media-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'none'",
}


class PageFile(StaticFileHandler):
    """The page's own files; read anew when they changed."""

    def prepare(self) -> None:
        """Refuse names that no file system knows."""
        if any("\0" in name for name in self.path_args):
            raise HTTPError(400)

    def set_extra_headers(self, path: str) -> None:
        """Add what keeps other pages out."""
        for name, value in _HEADERS.items():
            self.set_header(name, value)
        self.set_header("Cache-Control", "no-cache")


class _PageHandler(RequestHandler):
    def initialize(self, company: Company, pages: set[Events]) -> None:
        self.company = company

    def set_default_headers(self) -> None:
        for name, value in _HEADERS.items():
            self.set_header(name, value)


class SentFile(_PageHandler):
    """A file that was sent in the chat: pictures and films are shown, everything else is saved."""

    async def get(self, file_id: str) -> None:
        """Answer with the file."""
        file = self.company.world.files.stored(file_id)
        if file is None:
            self.set_status(404)
            return
        kind = shown_type(file.content)
        self.set_header("Content-Type", kind or "application/octet-stream")
        self.set_header("Cache-Control", "private, max-age=31536000, immutable")
        self.set_header("Content-Security-Policy", "sandbox; default-src 'none'")
        if kind is None:
            self.set_header("Content-Disposition", "attachment")
        await self.finish(file.content)


class _WishHandler(_PageHandler):
    def prepare(self) -> Awaitable[None] | None:
        """Refuse what does not come from the page."""
        if not is_own_origin(self.request.headers.get("Origin"), self.request.host):
            self.set_status(403)
            self.finish({"why": "Only the page of this server may speak here."})
        return None

    def answer(self, wish: Any) -> None:
        """Do a wish and say how it went."""
        try:
            self.finish(wish() or {})
        except NotPossible as why:
            self.set_status(422)
            self.finish({"why": why.words, "values": why.values})
        except RecursionError:  # hundreds of brackets in each other
            self.set_status(400)
            self.finish({"why": "The page asked for something that is nested too deeply."})


class Act(_WishHandler):
    """A wish as JSON."""

    async def post(self) -> None:
        """Do it."""
        self.answer(lambda: act(self.company, _fields(self.request.body)))


def _fields(body: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(body)
        json.dumps(fields, ensure_ascii=False).encode()  # half a character, "\\ud800", could be neither kept nor sent
    except ValueError:
        return {}
    return fields if isinstance(fields, dict) else {}


class SendFiles(_WishHandler):
    """Pictures and files, as multipart."""

    async def post(self) -> None:
        """Send them."""
        fields = {name: values[-1].decode("utf-8", "replace") for name, values in self.request.body_arguments.items()}
        files = [(file["filename"], file["body"], file["content_type"]) for file in self.request.files.get("file", [])]
        self.answer(lambda: send_files(self.company, fields, files))


class Events(WebSocketHandler):
    """Everything that happens, as it happens; first, everything that is so."""

    def initialize(self, company: Company, pages: set[Events]) -> None:
        """Take the company to tell of, and the pages that are open."""
        self.company, self._pages = company, pages

    def check_origin(self, origin: str) -> bool:
        """Accept only the page of this server."""
        return is_own_origin(origin, self.request.host)

    async def open(self, *args: str, **kwargs: str) -> None:
        """Tell what is so and listen."""
        self.company.welcome()
        self.company.world.listeners.append(self._tell)
        self._pages.add(self)
        await self.write_message(json.dumps(state_json(self.company)))

    def on_close(self) -> None:
        """Stop listening."""
        self._pages.discard(self)
        if self._tell in self.company.world.listeners:
            self.company.world.listeners.remove(self._tell)

    def _tell(self, event: Event) -> None:
        try:
            self.write_message(json.dumps(event_json(event, self.company)))
        except WebSocketClosedError:
            self.on_close()


def is_own_origin(origin: str | None, host: str) -> bool:
    """Return whether an Origin header names the host that the request itself names.

    Which hosts these are the server has limited already; the port is another one where it is forwarded.
    """
    return origin == f"http://{host}"


def page_routes(company: Company, *, pages: set[Events]) -> list[Any]:
    """Return the routes of the page.

    Args:
        company: Who talks on it.
        pages: Those that are open; kept up to date.
    """
    arguments = {"company": company, "pages": pages}
    return [
        (r"/page/events", Events, arguments),
        (r"/page/act", Act, arguments),
        (r"/page/send", SendFiles, arguments),
        (r"/page/files/([\w-]+)", SentFile, arguments),
        (r"/(.*)", PageFile, {"path": str(FOLDER), "default_filename": "index.html"}),
    ]
