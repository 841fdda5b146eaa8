"""Pages for machines that ask whether the bot is well: GET / answers 200 with a few numbers, GET /metrics Prometheus.

503 says that no picture gets painted: the database is away or takes nothing, or no worker gives a sign of life.
"""

from __future__ import annotations

from typing import Self

from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler

from bot.metrics import Metrics
from bot.orders.who_paints import Painters
from bot.running.monitoring import metrics_text
from engine.errors import QueueUnavailable
from engine.queue.job_queue import JobQueue

DOES_NOT_START = "The worker does not start; its last line in the log says why."


class HealthPage:
    """Serves the page; an async context manager.

    Args:
        queue: Asked how many jobs wait and which workers live.
        painters: Asked when one was last seen, and whether this machine's workers do not even start.
        address: Address to bind.
        port: Its port.
        metrics: What the bot has counted.

    Raises:
        OSError: On entering, when the port is taken.
    """

    def __init__(self, queue: JobQueue, painters: Painters, address: str, port: int, metrics: Metrics) -> None:
        self._address, self._port = address, port
        known = {"queue": queue, "painters": painters}
        counted = {"queue": queue, "metrics": metrics}
        self._server = HTTPServer(Application([("/", _Health, known), ("/metrics", _Metrics, counted)]))

    async def __aenter__(self) -> Self:
        self._server.listen(self._port, self._address)
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        self._server.stop()
        await self._server.close_all_connections()


class _Health(RequestHandler):
    def initialize(self, queue: JobQueue, painters: Painters) -> None:
        self._queue, self._painters = queue, painters

    async def head(self) -> None:  # as some monitors ask
        await self.get()

    async def get(self) -> None:
        try:
            await self._queue.probe()
            workers, load = await self._painters.seen(), await self._queue.load()
            seen_s_ago, is_broken = await self._painters.last_seen_s_ago(), await self._painters.is_broken()
        except QueueUnavailable as fault:
            self.set_status(503)
            self.write({"database": False, "trouble": str(fault)})
            return
        if seen_s_ago is None:
            self.set_status(503)
        draining = sum(worker.is_draining for worker in workers)
        trouble = {"trouble": DOES_NOT_START} if is_broken else {}
        self.write(
            {
                "database": True,
                "workers": len(workers),
                **({"draining": draining} if draining else {}),
                "unfinished_jobs": load.waiting + load.running,
                **trouble,
            }
        )


class _Metrics(RequestHandler):
    def initialize(self, queue: JobQueue, metrics: Metrics) -> None:
        self._queue, self._metrics = queue, metrics

    async def get(self) -> None:
        self.set_header("Content-Type", CONTENT_TYPE_PLAIN_0_0_4)
        self.write(await metrics_text(self._queue, self._metrics))
