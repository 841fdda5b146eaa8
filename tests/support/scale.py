"""How the queue grows, measured on this machine: the tables of docs/scale.md, made again.

    python -m tests.support.scale workers    # jobs a minute with 1, 2, 4 and 8 worker processes on PostgreSQL
    python -m tests.support.scale backlog    # what a bot asks with 2,000 jobs queued and 10,000 in history

The painter of the first sleeps for two seconds, so that the machine's cores are not what is measured.
"""

from __future__ import annotations

import argparse
import asyncio
import collections
import contextlib
import signal
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from engine.database.opening import exclusive, open_database
from engine.queue.job import JobStatus
from engine.queue.job_queue import JobQueue
from engine.queue.tables import JOBS
from engine.queue.workflow import enqueue, open_client
from tests.support.fakes import style_request
from tests.support.patience import patience
from tests.support.postgres import PostgresServer, running_postgres
from tests.support.until import eventually
from tests.support.workers import WorkerProcess

PAINTING_S = 2.0
PAINTER = {"iterates": 8, "pace_s": PAINTING_S / 8}
AS_SERVED = {"poll_s": 0.25, "heartbeat_s": 2.0, "patience": {"report_s": 0.25}}  # a real worker's pace
PEOPLE = 20
JOBS_OF = {1: 20, 2: 20, 4: 40, 8: 80}  # by workers
QUEUED, HISTORY, ASKED = 2000, 10_000, 100
MANY = 10**6


@dataclass(frozen=True, kw_only=True)
class Row:
    """A job as the database has it."""

    owner: str
    worker: str
    started_at: float
    ended_at: float


async def with_workers(server: PostgresServer, folder: Path, workers: int) -> str:
    """Let so many workers paint what 20 people asked for beforehand; return a line of the table."""
    url, jobs = server.new_url(), JOBS_OF[workers]
    async with JobQueue(url, per_owner_limit=MANY, total_limit=MANY) as queue:
        team = [
            WorkerProcess(url, f"gpu-{number}", folder / f"{workers}-{number}.log", painter=PAINTER, **AS_SERVED)
            for number in range(workers)
        ]
        with contextlib.ExitStack() as stack:
            for worker in team:
                stack.enter_context(worker)
                await eventually(lambda worker=worker: worker.has_logged("waits for jobs"), within_s=60)  # type: ignore[misc]
                worker.process.send_signal(signal.SIGUSR1)  # rests until everything is there
            for number in range(jobs):
                owner = f"person-{number * PEOPLE // jobs}"  # one person after the other, each with all of theirs
                await queue.submit(
                    style_request(seed=number), job_id=f"job-{number}", owner=owner, group="g", ticket={}
                )
            before = statements(url)
            for worker in team:
                worker.process.send_signal(signal.SIGUSR2)
            await eventually(lambda: _is_done(queue), within_s=jobs * PAINTING_S / workers + 60)
            made, held = statements(url) - before, connections(url)
    return line(rows(url), workers, made, held)


async def _is_done(queue: JobQueue) -> bool:
    await asyncio.sleep(0.5)
    return not await queue.unfinished()


def rows(url: str) -> list[Row]:
    """Return the jobs in the order in which they were begun."""
    query = sa.select(JOBS).where(JOBS.c.status == JobStatus.DONE).order_by(JOBS.c.started_at)
    engine = open_database(url, patience_s=10)
    with engine.connect() as connection:
        found = connection.execute(query).all()
    engine.dispose()
    return [Row(owner=r.owner, worker=r.worker, started_at=r.started_at, ended_at=r.ended_at) for r in found]


def statements(url: str) -> int:
    """Return how many statements the server has run for this database."""
    engine = open_database(url, patience_s=10)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
        mine = "dbid = (SELECT oid FROM pg_database WHERE datname = current_database())"
        calls = connection.exec_driver_sql(
            f"SELECT coalesce(sum(calls), 0) FROM pg_stat_statements WHERE {mine}"
        ).scalar()
    engine.dispose()
    return int(calls or 0)


def connections(url: str) -> int:
    """Return how many connections the server holds for this database, the one that asks not counted."""
    engine = open_database(url, patience_s=10)
    with engine.connect() as connection:
        mine = "datname = current_database() AND pid <> pg_backend_pid()"
        held = connection.exec_driver_sql(f"SELECT count(*) FROM pg_stat_activity WHERE {mine}").scalar()
    engine.dispose()
    return int(held or 0)


def line(found: Sequence[Row], workers: int, made: int, held: int) -> str:
    """Return what the jobs say: one line of the table."""
    span_s = max(row.ended_at for row in found) - min(row.started_at for row in found)
    gaps_ms = sorted(1000 * gap for gap in gaps_s(found))
    latency = f"{statistics.median(gaps_ms):.0f} / {gaps_ms[int(0.95 * len(gaps_ms))]:.0f} ms"
    a_minute, efficiency = 60 * len(found) / span_s, len(found) * PAINTING_S / span_s / workers
    return (
        f"| {workers} | {len(found)} | {a_minute:.1f} | {efficiency:.2f} "
        f"| {latency} | {made / len(found):.0f} | {unfairness(found)} | {held} |"
    )


def gaps_s(found: Sequence[Row]) -> list[float]:
    """Return the seconds between the end of a worker's job and the start of its next one."""
    ended_at: dict[str, float] = {}
    gaps = []
    for row in found:
        if row.worker in ended_at:
            gaps.append(row.started_at - ended_at[row.worker])
        ended_at[row.worker] = row.ended_at
    return gaps


def unfairness(found: Sequence[Row]) -> int:
    """Return by how many jobs the best served person was ever ahead of the worst served one."""
    begun: collections.Counter[str] = collections.Counter(dict.fromkeys({row.owner for row in found}, 0))
    ahead = 0
    for row in found:
        begun[row.owner] += 1
        ahead = max(ahead, max(begun.values()) - min(begun.values()))
    return ahead


async def with_backlog(url: str, name: str) -> str:
    """Ask what a bot asks while much is queued and more is in history; return a line of the table."""
    async with JobQueue(url, per_owner_limit=MANY, total_limit=MANY) as queue:
        first = await queue.submit(style_request(), job_id="job-0", owner="person-0", group="g", ticket={})
        await asyncio.to_thread(fill, url, first.id)

        async def status(number: int) -> None:
            await queue.unfinished(owner=f"person-{number % 500}")
            await queue.line()
            await queue.workers()

        asked: dict[str, Callable[[int], Awaitable[Any]]] = {
            "submit": lambda n: queue.submit(
                style_request(seed=n), job_id=f"new-{n}", owner=f"new-{n}", group="g", ticket={}
            ),
            "line": lambda _: queue.line(),
            "/status": status,
            "not handed over": lambda _: queue.undelivered(),
            "clean-up": lambda _: queue.maintain(),
        }
        figures = [f"{what} {await in_ms(call)}" for what, call in asked.items()]
    return f"{name}: " + "; ".join(figures)


async def in_ms(call: Callable[[int], Awaitable[Any]]) -> str:
    """Return the median and the 95th percentile of many calls, and what of a call was this process's own work."""
    took, worked_s = [], time.process_time()
    for number in range(ASKED):
        began_at = time.perf_counter()
        await call(number)
        took.append(1000 * (time.perf_counter() - began_at))
    took.sort()
    own_ms = 1000 * (time.process_time() - worked_s) / ASKED
    return f"{statistics.median(took):.0f} / {took[int(0.95 * ASKED)]:.0f} ms, {own_ms:.1f} of them own"


def fill(url: str, like: str) -> None:
    """Add queued jobs of 500 people, and ended ones, all like this one."""
    engine = open_database(url, patience_s=60)
    with exclusive(engine) as connection:
        model = dict(connection.execute(sa.select(JOBS).where(JOBS.c.id == like)).one()._mapping)
        now = time.time()
        queued = [
            model
            | {"number": 2 + n, "id": f"queued-{n}", "run": f"queued-{n}", "owner": f"person-{n % 500}"}
            | {"tag": n // 500, "priority": 1 + 1024 * (n // 500) + n % 500, "estimate_s": 20.0}
            for n in range(QUEUED)
        ]
        ended = [
            model
            | {"number": 2 + QUEUED + n, "id": f"ended-{n}", "run": f"ended-{n}", "owner": f"person-{n % 500}"}
            | {"status": JobStatus.DONE, "started_at": now - 20, "ended_at": now, "is_delivered": True}
            for n in range(HISTORY)
        ]
        connection.execute(sa.insert(JOBS), queued + ended)
        client = open_client(engine)
        for job in queued:
            enqueue(client, connection, job["run"], job["priority"])
    engine.dispose()


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["workers", "backlog"])
    parser.add_argument("--workers", type=int, nargs="+", choices=JOBS_OF, default=list(JOBS_OF))
    asked = parser.parse_args()
    async with asyncio.timeout(patience(900)):
        await measured(asked)


async def measured(asked: argparse.Namespace) -> None:
    with (
        tempfile.TemporaryDirectory() as path,
        running_postgres("-c shared_preload_libraries=pg_stat_statements") as server,
    ):
        if asked.what == "workers":
            for workers in asked.workers:
                print(await with_workers(server, Path(path), workers), flush=True)
        else:
            print(await with_backlog(f"sqlite:///{path}/queue.sqlite", "SQLite"), flush=True)
            print(await with_backlog(server.new_url(), "PostgreSQL"), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
