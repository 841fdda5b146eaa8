"""A page for machines that ask whether the bot is well: GET / answers 200 with a few numbers, or 503."""

from __future__ import annotations

from typing import Self

from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler

from engine.errors import QueueUnavailable
from engine.jobs import JobQueue


class HealthPage:
    """Serves the page; an async context manager.

    Args:
        queue: Asked how many jobs wait and which workers live.
        address: Address to bind.
        port: Its port.

    Raises:
        OSError: On entering, when the port is taken.
    """

    def __init__(self, queue: JobQueue, address: str, port: int) -> None:
        self._address, self._port = address, port
        self._server = HTTPServer(Application([("/", _Health, {"queue": queue})]))

    async def __aenter__(self) -> Self:
        self._server.listen(self._port, self._address)
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        self._server.stop()
        await self._server.close_all_connections()


class _Health(RequestHandler):
    def initialize(self, queue: JobQueue) -> None:
        self._queue = queue

    async def get(self) -> None:
        try:
            workers, jobs = await self._queue.workers(), await self._queue.unfinished()
        except QueueUnavailable:
            self.set_status(503)
            self.write({"database": False})
            return
        self.write({"database": True, "workers": len(workers), "unfinished_jobs": len(jobs)})
