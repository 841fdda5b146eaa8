"""How often the database is asked: on a server every statement is a journey there and back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from engine.queue.job_queue import JobQueue
from tests.support.fakes import style_request


@pytest.fixture
async def queue(tmp_path: Path) -> AsyncIterator[JobQueue]:
    async with JobQueue(f"sqlite:///{tmp_path}/queue.sqlite", per_owner_limit=99) as opened:
        for number in range(9):
            await submit(opened, number)
        yield opened


async def submit(queue: JobQueue, number: int) -> None:
    await queue.submit(style_request(seed=number), job_id=f"job-{number}", owner="ann", group="g", ticket={})


@contextmanager
def counted(queue: JobQueue) -> Iterator[list[str]]:
    """Collect the statements that are made inside the block."""
    made: list[str] = []

    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        made.append(statement)

    sa.event.listen(queue._engine, "before_cursor_execute", note)
    yield made
    sa.event.remove(queue._engine, "before_cursor_execute", note)


async def test_the_line_is_three_questions_however_many_wait(queue: JobQueue) -> None:
    with counted(queue) as made:
        line = await queue.line()
    assert (len(line), len(made)) == (9, 3)


async def test_a_job_is_submitted_with_nine_statements(queue: JobQueue) -> None:
    """And a tenth where a picture is new. Two are DBOS's."""
    with counted(queue) as made:
        await submit(queue, 9)
    assert len(made) == 9
