"""Workers, submitters and the database are killed at any moment: nothing is lost, nothing delivered twice."""

from __future__ import annotations

import collections
import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.support.patience import patience
from tests.support.postgres import PostgresServer, postgres_or_skip
from tests.support.workers import ROOT, WorkerProcess

pytestmark = pytest.mark.slow

UPDATES = 60
CHAOS_S = 15.0
DRAIN_S = patience(90)
SEED = int(os.environ.get("STYLEGRAM_CHAOS_SEED", "20261121"))


@dataclass
class Scene:
    """Two workers and a submitter, and a hand that kills them."""

    url: str
    folder: Path
    postgres: PostgresServer | None
    chance: random.Random
    blows: list[str] = field(default_factory=list)
    kills: collections.Counter[str] = field(default_factory=collections.Counter)
    workers: list[WorkerProcess] = field(default_factory=list)
    submitter: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        for number in range(2):
            self.workers.append(WorkerProcess(self.url, f"gpu-{number}", self.folder / "workers.log"))
            self.workers[-1].start()
        self.start_submitter()

    def start_submitter(self) -> None:
        with (self.folder / "submitter.log").open("ab") as log:
            self.submitter = subprocess.Popen(
                [sys.executable, "-m", "tests.support.submitter", self.url, str(self.folder), str(UPDATES)],
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )

    def strike(self) -> None:
        """Kill, replace, freeze or stop something; each once before any of them again."""
        if not self.blows:
            self.blows = ["worker", "replaced worker", "frozen worker", "stopped worker", "submitter", "submitter"]
            self.blows += ["database"] if self.postgres else []
            self.chance.shuffle(self.blows)
        blow = self.blows.pop()
        self.kills[blow] += 1
        place = self.chance.randrange(2)
        worker = self.workers[place]
        if blow == "worker":
            worker.kill()
            worker.start()
        elif blow == "replaced worker":  # its name never comes back: others must take its job over
            worker.kill()
            name = f"gpu-{place}-{sum(self.kills.values())}"
            self.workers[place] = WorkerProcess(self.url, name, self.folder / "workers.log")
            self.workers[place].start()
        elif blow == "frozen worker":
            worker.process.send_signal(signal.SIGSTOP)
            time.sleep(self.chance.uniform(1, 3))
            worker.process.send_signal(signal.SIGCONT)
        elif blow == "stopped worker":
            worker.process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                worker.process.wait(10)
            worker.kill()
            worker.start()
        elif blow == "submitter":
            self.restart_submitter()
        elif self.postgres:
            self.postgres.crash()
            self.postgres.start()

    def restart_submitter(self) -> None:
        assert self.submitter is not None
        self.submitter.kill()
        self.submitter.wait()
        self.start_submitter()

    def supervise(self) -> None:
        """Start again what has ended by itself, as the bot and its service manager would."""
        for worker in self.workers:
            if worker.process.poll() is not None:
                self.kills["worker ended by itself"] += 1
                worker.start()
        if self.submitter and self.submitter.poll() is not None and not self.is_all_marked():
            self.kills["submitter ended by itself"] += 1
            self.start_submitter()

    def end(self) -> None:
        for worker in self.workers:
            worker.kill()
        if self.submitter:
            self.submitter.kill()
            self.submitter.wait()

    def notes(self, what: str) -> list[list[str]]:
        path = self.folder / "notes"
        lines = [line.split() for line in path.read_text().splitlines()] if path.exists() else []
        return [line for line in lines if line[1] == what]

    def is_all_marked(self) -> bool:
        return {line[2] for line in self.notes("marked")} == {f"tg-{update}" for update in range(UPDATES)}


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def scene(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Scene]:
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(postgres_or_skip()) if request.param == "postgres" else None
        url = server.new_url() if server else f"sqlite:///{tmp_path}/queue.sqlite"
        scene = Scene(url, tmp_path, server, random.Random(SEED))
        stack.callback(scene.end)
        yield scene


def test_nothing_is_lost_and_nothing_delivered_twice(scene: Scene) -> None:
    scene.start()
    until = time.monotonic() + CHAOS_S
    while time.monotonic() < until:
        time.sleep(scene.chance.uniform(0.2, 1.0))
        scene.strike()
        scene.supervise()
    until = time.monotonic() + DRAIN_S
    while not scene.is_all_marked():
        assert time.monotonic() < until, f"lost: {sorted(missing(scene))}; {scene.kills}"
        scene.supervise()
        time.sleep(0.1)
    print(f"kills {dict(scene.kills)}, sent {collections.Counter(line[3] for line in scene.notes('sent'))}")
    assert repeated_after_marking(scene) == []
    assert wrongly_painted(scene) == []


def missing(scene: Scene) -> set[str]:
    return {f"tg-{update}" for update in range(UPDATES)} - {line[2] for line in scene.notes("marked")}


def repeated_after_marking(scene: Scene) -> list[str]:
    """Return the jobs that were sent twice, except by a submitter killed between sending and marking."""
    sent, marked = scene.notes("sent"), {(line[0], line[2]) for line in scene.notes("marked")}
    in_full = collections.Counter(line[2] for line in sent if (line[0], line[2]) in marked)
    return [job_id for job_id, times in in_full.items() if times > 1]


def wrongly_painted(scene: Scene) -> list[list[str]]:
    """Return the deliveries that were neither the job's own painting nor a job given up after four attempts."""
    return [
        line
        for line in scene.notes("sent")
        if not (line[3] == "DONE" and line[2] == f"tg-{line[5]}") and not (line[3] == "GIVEN_UP" and line[4] == "4")
    ]
