"""An update while people wait: bot and workers of the version before and of this one share a database for a while.

The version before is that of the commit before the last change of the queue's tables, taken from this repository.
"""

from __future__ import annotations

import contextlib
import io
import random
import signal
import subprocess
import tarfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from engine.database.opening import open_database
from engine.queue.tables import STEPS
from tests.support.chaos import Scene
from tests.support.chaos_outcome import repeated_after_marking, what_is_lost, wrongly_painted
from tests.support.patience import patience
from tests.support.postgres import postgres_or_skip
from tests.support.processes import ROOT

pytestmark = pytest.mark.slow

BEFORE = "fadb3552e8cf3f41c7540609525be1af92b56599"


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tree of the version before."""
    archive = subprocess.run(["git", "archive", BEFORE], cwd=ROOT, capture_output=True, check=False)
    if archive.returncode:
        pytest.skip(f"the commit {BEFORE[:7]} is not in this copy: {archive.stderr.decode().strip()}")
    folder = tmp_path_factory.mktemp("older")
    with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as tree:
        tree.extractall(folder, filter="data")
    return folder


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def scene(request: pytest.FixtureRequest, tmp_path: Path, older: Path) -> Iterator[Scene]:
    """Two workers and a submitter of the version before."""
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(postgres_or_skip()) if request.param == "postgres" else None
        url = server.new_url() if server else f"sqlite:///{tmp_path}/queue.sqlite"
        scene = Scene(url, tmp_path, server, random.Random(1), root=older)
        stack.callback(scene.end)
        scene.start()
        yield scene


def wait(fact: Callable[[], object]) -> None:
    until = time.monotonic() + patience(30)
    while not fact():
        assert time.monotonic() < until
        time.sleep(0.05)


def wait_for_deliveries(scene: Scene, count: int) -> None:
    wait(lambda: len(scene.notes("marked")) >= count)


def wait_for_log(log: Path, words: str) -> None:
    wait(lambda: words in log.read_text())


def update_workers(scene: Scene) -> None:
    """Start one of this version and end one of the version before, one after the other."""
    scene.root = ROOT
    for place, old in enumerate(scene.workers):
        name = f"new-{place}"
        scene.workers[place] = scene.new_worker(name)
        scene.workers[place].start()
        wait_for_log(old.log, f"worker {name}: fake")
        old.process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            old.process.wait(patience(10))
        old.kill()


def version(url: str) -> int:
    engine = open_database(url, patience_s=10)
    with engine.connect() as connection:
        found = connection.scalar(sa.text("SELECT version FROM schema_versions WHERE name = 'queue'"))
    engine.dispose()
    return int(found or 0)


@pytest.mark.parametrize("first", ["workers", "bot"])
def test_update_loses_nothing_whoever_is_updated_first(scene: Scene, first: str) -> None:
    wait_for_deliveries(scene, 5)
    assert version(scene.url) == len(STEPS)  # a version of the tables before this one
    if first == "workers":
        update_workers(scene)
    wait_for_deliveries(scene, 15)
    scene.root = ROOT
    scene.restart_submitter()
    if first == "bot":
        wait_for_deliveries(scene, 25)
        update_workers(scene)
    assert scene.drain(patience(90)), what_is_lost(scene)
    assert version(scene.url) == 1 + len(STEPS)
    assert scene.unsent() == set()
    assert (repeated_after_marking(scene), wrongly_painted(scene)) == ([], [])


def test_worker_of_the_version_before_that_starts_again_refuses_and_its_job_goes_to_others(scene: Scene) -> None:
    wait_for_deliveries(scene, 5)
    scene.root = ROOT
    scene.restart_submitter()
    wait(lambda: version(scene.url) == 1 + len(STEPS))
    old = scene.workers[0]
    old.kill()
    old.start()
    assert old.process.wait(patience(30)) != 0
    assert "tables of a later Stylegram" in old.log.read_text()
    scene.workers[0] = scene.new_worker("new-0")
    scene.workers[0].start()
    assert scene.drain(patience(90)), what_is_lost(scene)
    assert scene.unsent() == set()
    assert (repeated_after_marking(scene), wrongly_painted(scene)) == ([], [])
