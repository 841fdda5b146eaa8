"""tests.support.chaos: what counts as delivered and what as lost, whoever was killed meanwhile."""

from __future__ import annotations

import random
from pathlib import Path

from engine.queue.job_queue import JobQueue
from tests.support.chaos import Scene
from tests.support.chaos_outcome import what_is_lost
from tests.support.fakes import style_request


def scene_of(folder: Path, updates: int = 2) -> Scene:
    return Scene(f"sqlite:///{folder}/queue.sqlite", folder, None, random.Random(1), updates)


async def submit(queue: JobQueue, job_id: str) -> None:
    await queue.submit(style_request(), job_id=job_id, owner="ann", group="g", ticket={})


async def test_job_is_delivered_although_its_submitter_was_killed_before_its_note(tmp_path: Path) -> None:
    """The mark is committed; whoever comes next does not send the job again, and so notes nothing."""
    scene = scene_of(tmp_path)
    (tmp_path / "notes").write_text("7 sent tg-0 DONE 1 0\n7 marked tg-0\n7 sent tg-1 DONE 1 1\n")
    async with JobQueue(scene.url) as queue:
        await submit(queue, "tg-1")
        assert scene.missing() == {"tg-1"}
        await queue.mark_delivered("tg-1")
        assert scene.missing() == set()
    assert scene.drain(0)


async def test_lost_job_is_told_with_its_row_and_its_run(tmp_path: Path) -> None:
    scene = scene_of(tmp_path)
    async with JobQueue(scene.url) as queue:
        await submit(queue, "tg-1")
    first, second, *_ = what_is_lost(scene).splitlines()[1:]
    assert first == "tg-0: no row"
    assert "'status': 'queued'" in second
    assert "DBOS ENQUEUED at None" in second


def test_nothing_counts_as_delivered_while_the_database_is_away(tmp_path: Path) -> None:
    scene = scene_of(tmp_path / "no such folder", updates=1)
    assert scene.missing() == {"tg-0"}
    assert what_is_lost(scene).splitlines()[1] == "the database is away"
    assert scene.unsent() == {"tg-0"}
