"""What GET /metrics says: what the bot has counted, and the queue as its database has it at this moment.

The queue's numbers are asked for at each scrape, so that they are right after a restart too. While the database does
not answer they are left out, and stylegram_database_up is 0: a stale number would hide the trouble.
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Gauge, generate_latest

from bot.metrics import Metrics
from engine.errors import QueueUnavailable
from engine.queue.heartbeats import DEAD_AFTER_S
from engine.queue.job_queue import JobQueue

WORKERS_KNOWN_S = 86400.0  # one that died stays at 0 for so long; one that left on purpose is gone at once


async def metrics_text(queue: JobQueue, metrics: Metrics) -> bytes:
    """Return the page in Prometheus' text format."""
    try:
        now = await _of_queue(queue)
    except QueueUnavailable:
        now = CollectorRegistry()
        _database_up(now).set(0)
    return generate_latest(metrics.registry) + generate_latest(now)


async def _of_queue(queue: JobQueue) -> CollectorRegistry:
    load, workers, registry = await queue.load(), await queue.workers(WORKERS_KNOWN_S), CollectorRegistry()
    _database_up(registry).set(1)
    Gauge("stylegram_jobs_waiting", "Jobs that no worker has yet.", registry=registry).set(load.waiting)
    Gauge("stylegram_jobs_running", "Jobs that are being painted.", registry=registry).set(load.running)
    oldest = Gauge("stylegram_oldest_wait_seconds", "Age of the first job that waits.", registry=registry)
    oldest.set(load.oldest_wait_s)
    up = Gauge("stylegram_worker_up", "Whether the worker gives signs of life.", ["worker"], registry=registry)
    for worker in workers:
        up.labels(worker.id).set(worker.seen_s_ago < DEAD_AFTER_S)
    return registry


def _database_up(registry: CollectorRegistry) -> Gauge:
    return Gauge("stylegram_database_up", "Whether the queue's database answers.", registry=registry)
