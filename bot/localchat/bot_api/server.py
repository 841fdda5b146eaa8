"""HTTP for the Bot API: tornado in the event loop that is already running, on 127.0.0.1 only.

Reads requests into calls and writes answers back; knows no method. Requests that name another host are
refused, so that no web page can reach the server by a name that resolves to this machine.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import secrets
from collections.abc import Sequence
from http.client import responses
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.httputil import HTTPServerRequest
from tornado.iostream import StreamClosedError
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler

from bot.localchat.bot_api.calls import DOWNLOAD, Answer, Call, ConnectionCut, Handler, Upload
from bot.localchat.world.errors import Refused, bad_request, not_found, unauthorized

logger = logging.getLogger(__name__)

HOST = "127.0.0.1"
OWN_NAMES = r"^(127\.0\.0\.1|localhost)$"  # in the Host header, its port aside
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")  # clients may send the colon percent-encoded; tornado decodes it
MAX_BODY_BYTES = 128 * 1024 * 1024  # an album of ten photos at their limit, and room for its refusal


class BotApiHandler(RequestHandler):
    """/bot<token>/<method> and /file/bot<token>/<path>."""

    def initialize(self, token: str, handler: Handler) -> None:
        """Take the bot's token and what answers calls."""
        self._token = token
        self._handler = handler
        self._answering: asyncio.Task[Answer] | None = None

    async def get(self, token: str, method: str) -> None:
        """Answer a call without a body."""
        await self._respond(token, method)

    async def post(self, token: str, method: str) -> None:
        """Answer a call."""
        await self._respond(token, method)

    def on_connection_close(self) -> None:
        """Stop waiting for updates that nobody will read."""
        if self._answering:
            self._answering.cancel()

    def log_exception(self, *error: Any) -> None:
        """Log a fault of the server without the address, which holds the token."""
        logger.error("A call of the Bot API failed", exc_info=error)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Answer a fault of the server as Telegram does."""
        self.set_header("Content-Type", "application/json")
        self.finish(Answer.refusal(Refused(status_code, responses.get(status_code, "Unknown"))).body)

    async def _respond(self, token: str, method: str) -> None:
        is_download = self.request.path.startswith("/file/")
        try:
            self._check(token)
            call = Call(method=DOWNLOAD, parameters={"path": method}) if is_download else read_call(self, method)
            self._answering = asyncio.ensure_future(self._handler(call))
            await self._write(await self._answering)
        except Refused as refused:
            await self._write(Answer.refusal(refused))
        except (ConnectionCut, asyncio.CancelledError):
            self._cut()
        except StreamClosedError:
            logger.debug("Nobody waits for the answer any more")

    def _check(self, token: str) -> None:
        if not _TOKEN.fullmatch(token):
            raise not_found()
        if not secrets.compare_digest(token, self._token):
            raise unauthorized()

    async def _write(self, answer: Answer) -> None:
        self.set_status(answer.status)
        self.set_header("Content-Type", answer.mime_type)
        if answer.length is None or answer.length == len(answer.body):
            await self.finish(answer.body)
            return
        self.set_header("Content-Length", str(answer.length))
        self.write(answer.body)
        await self.flush()
        self._cut()

    def _cut(self) -> None:
        stream = self.detach() if not self._finished else None
        if stream is not None:
            stream.close()


class UnknownPath(RequestHandler):
    """Every other path under /bot: no token, or no method."""

    async def prepare(self) -> None:
        """Answer as Telegram does."""
        answer = Answer.refusal(not_found())
        self.set_status(answer.status)
        self.set_header("Content-Type", answer.mime_type)
        await self.finish(answer.body)


def read_call(handler: RequestHandler, method: str) -> Call:
    """Return the call in a request: query, form, multipart or JSON.

    Raises:
        Refused: The body is not what its type says.
    """
    request = handler.request
    if request.headers.get("Content-Type", "").startswith("application/json"):
        return Call(method=method, parameters=_json_parameters(request))
    parameters = {name: values[-1].decode("utf-8", "replace") for name, values in request.arguments.items()}
    uploads = {
        name: Upload(name=files[-1]["filename"], content=files[-1]["body"], mime_type=files[-1]["content_type"])
        for name, files in request.files.items()
    }
    return Call(method=method, parameters=parameters, uploads=uploads)


def _json_parameters(request: HTTPServerRequest) -> dict[str, str]:
    try:
        values = json.loads(request.body or b"{}")
    except (ValueError, RecursionError):
        raise bad_request("can't parse JSON object") from None
    if not isinstance(values, dict):
        raise bad_request("can't parse JSON object")
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in values.items()}


def bot_api_routes(token: str, handler: Handler) -> list[Any]:
    """Return the routes of the Bot API for one bot."""
    arguments = {"token": token, "handler": handler}
    return [
        (r"/bot([^/]+)/(\w+)/?", BotApiHandler, arguments),
        (r"/file/bot([^/]+)/(.+)", BotApiHandler, arguments),
        (r"/(?:file/)?bot.*", UnknownPath),
    ]


class Server:
    """An HTTP server on a port of 127.0.0.1, 0 for any free one."""

    def __init__(self, port: int) -> None:
        self._sockets = bind_sockets(port, HOST)
        self.port: int = self._sockets[0].getsockname()[1]
        self._http: HTTPServer | None = None

    def start(self, routes: Sequence[Any], **settings: Any) -> None:
        """Serve these routes; no access log, since its lines would hold the token."""
        application = Application([(r".*", WrongHost)], log_function=lambda handler: None, **settings)
        application.add_handlers(OWN_NAMES, list(routes))
        self._http = HTTPServer(application, max_body_size=MAX_BODY_BYTES, max_buffer_size=MAX_BODY_BYTES)
        self._http.add_sockets(self._sockets)

    async def stop(self) -> None:
        """Stop listening and close every connection."""
        if self._http:
            self._http.stop()
            await self._http.close_all_connections()


class WrongHost(RequestHandler):
    """Every request that names another host: a web page whose name was made to point to this machine."""

    async def prepare(self) -> None:
        """Refuse it."""
        self.set_status(403)
        await self.finish("This server answers only as 127.0.0.1 or localhost.")
