"""The engine and its queue together: a real worker killed far into a picture costs a level of it and not a byte."""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engine.options.experiment_choice import ExperimentChoice, ExperimentKind
from engine.options.style_options import StyleOptions
from engine.queue.job import Job, JobStatus
from engine.queue.job_queue import JobQueue
from engine.request import StyleRequest
from tests.support.fakes import picture, style_request
from tests.support.patience import patience
from tests.support.processes import ROOT
from tests.support.queue_bench import House
from tests.support.until import eventually

pytestmark = pytest.mark.slow

SCHEDULE = ((32, 6), (64, 6), (96, 60))
WORKER = (sys.executable, "-m", "engine", "worker", "--device", "cpu", "--dtype", "float32")


@contextlib.contextmanager
def worker(url: str, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    environ = {**os.environ, "DATA_DIR": str(folder), "DATABASE_URL": url, "WORKER_ID": "gpu-0"}
    with (folder / "worker.log").open("ab") as log:
        process = subprocess.Popen(WORKER, cwd=ROOT, env=environ, stderr=log)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


async def at(share: float, house: House, job: Job) -> None:
    async with asyncio.timeout(patience(120)):
        async for iterate in house.queue.watch(job.id):
            if iterate.fraction >= share:
                return


def painting() -> StyleRequest:
    return style_request(edge_size=96, schedule=SCHEDULE)


def dream() -> StyleRequest:
    options = StyleOptions(edge_size=256, experiment=ExperimentChoice(kind=ExperimentKind.DREAM))
    return StyleRequest(content_image=picture(size=(256, 192)), style_images=(), options=options)


@pytest.mark.parametrize(("request_of", "share"), [(painting, 0.9), (dream, 0.65)])
async def test_picture_of_a_killed_worker_is_that_of_one_that_was_not(
    tmp_path: Path, request_of: Callable[[], StyleRequest], share: float
) -> None:
    url, request = f"sqlite:///{tmp_path}/queue.sqlite", request_of()
    async with JobQueue(url, poll_s=0.01, dead_after_s=1) as queue:
        house = House(queue, url=url)
        killed, whole = await house.submit(request=request), await house.submit(request=request)
        with worker(url, tmp_path):
            await at(share, house, killed)
            assert len(await house.checkpoints()) == 1
        with worker(url, tmp_path):
            await eventually(lambda: house.has_status(whole, JobStatus.DONE), within_s=120)
        assert (await queue.get(killed.id)).attempt == 2
        paintings = [await queue.result_of(job.id) for job in (killed, whole)]
        assert [painting.report.get("parts_taken_up") for painting in paintings] == [2, None]
        assert paintings[0].image_png == paintings[1].image_png
        assert await house.checkpoints() == []
