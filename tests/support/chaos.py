"""Workers, submitters and the database of one queue, and a hand that kills them at any moment.

tests/engine/queue/test_chaos.py lets it strike for a while; `python -m tests.support.chaos` strikes as often as it is
told to and says what that cost:

    python -m tests.support.chaos --database postgres --kills 100 --levels 4 --painting 2 --aim
    python -m tests.support.chaos --database postgres --hunt 10

The first also counts what was painted twice; --aim lets every blow at a worker hit one that paints, --levels 1 is a
painter that gives no checkpoints. The second looks for a job that is lost: rounds of 60 jobs each, with kill -9,
dropped connections and restarts of the server.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support.chaos_outcome import told
from tests.support.chaos_rows import delivered, parts_painted
from tests.support.patience import patience
from tests.support.postgres import PostgresServer, running_postgres
from tests.support.processes import ROOT
from tests.support.submitter import PAINTING_S
from tests.support.workers import WorkerProcess

BLOWS = ("worker", "replaced worker", "frozen worker", "stopped worker", "submitter", "submitter", "database")
KILLS = ("worker", "replaced worker", "submitter", "database")  # kill -9 and its like
HUNT = ("worker", "replaced worker", "submitter", "connections", "connections", "database", "restarted database")
OF_A_SERVER = ("database", "restarted database", "connections")


@dataclass
class Scene:
    """Two workers and a submitter, and a hand that kills them."""

    url: str
    folder: Path
    postgres: PostgresServer | None
    chance: random.Random
    updates: int = 60
    painting_s: float = PAINTING_S
    root: Path = ROOT
    painter: dict[str, Any] = field(default_factory=dict)
    kinds: tuple[str, ...] = BLOWS
    aims: bool = False
    blows: list[str] = field(default_factory=list)
    kills: collections.Counter[str] = field(default_factory=collections.Counter)
    workers: list[WorkerProcess] = field(default_factory=list)
    submitter: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        for number in range(2):
            self.workers.append(self.new_worker(f"gpu-{number}"))
            self.workers[-1].start()
        self.start_submitter()

    def new_worker(self, name: str) -> WorkerProcess:
        return WorkerProcess(self.url, name, self.folder / "workers.log", root=self.root, painter=self.painter)

    def start_submitter(self) -> None:
        told = [self.url, str(self.folder), str(self.updates)]
        told += [str(self.painting_s)] if self.painting_s != PAINTING_S else []  # an older one knows no other
        with (self.folder / "submitter.log").open("ab") as log:
            self.submitter = subprocess.Popen(
                [sys.executable, "-m", "tests.support.submitter", *told],
                cwd=self.root,
                env={**os.environ, "PYTHONPATH": str(self.root)},
                stdout=log,
                stderr=log,
            )

    def strike(self) -> None:
        """Kill, replace, freeze or stop something; each once before any of them again."""
        if not self.blows:
            self.blows = [kind for kind in self.kinds if self.postgres or kind not in OF_A_SERVER]
            self.chance.shuffle(self.blows)
        blow = self.blows.pop()
        self.kills[blow] += 1
        place = self.place_of_a_painting() if self.aims and "worker" in blow else self.chance.randrange(2)
        worker = self.workers[place]
        if blow == "worker":
            worker.kill()
            worker.start()
        elif blow == "replaced worker":  # its name never comes back: others must take its job over
            worker.kill()
            name = f"gpu-{place}-{sum(self.kills.values())}"
            self.workers[place] = self.new_worker(name)
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
        elif self.postgres and blow == "connections":
            self.postgres.drop_connections()
        elif self.postgres:
            self.postgres.crash("immediate" if blow == "database" else "fast")
            self.postgres.start()

    def place_of_a_painting(self) -> int:
        """Wait until a worker has painted a part of a picture, a random one; return its place, any after a while."""
        part, until = self.chance.uniform(0.3, 0.95), time.monotonic() + patience(5)
        while time.monotonic() < until:
            painting = parts_painted(self.url)
            for place, worker in enumerate(self.workers):
                if part <= painting.get(worker.worker_id, 0.0) < 1:
                    return place
            time.sleep(0.02)
        return self.chance.randrange(2)

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
        if self.submitter and self.submitter.poll() is not None and self.missing():
            self.kills["submitter ended by itself"] += 1
            self.start_submitter()

    def end(self) -> None:
        for worker in self.workers:
            worker.kill()
        if self.submitter:
            self.submitter.kill()
            self.submitter.wait()

    def drain(self, within_s: float) -> bool:
        """Let everything be delivered without further blows; return whether it was."""
        until = time.monotonic() + within_s
        while self.missing():
            if time.monotonic() > until:
                return False
            self.supervise()
            time.sleep(0.1)
        return True

    def notes(self, what: str) -> list[list[str]]:
        path = self.folder / "notes"
        lines = [line.split() for line in path.read_text().splitlines()] if path.exists() else []
        return [line for line in lines if line[1] == what]

    def missing(self) -> set[str]:
        """Return the jobs that are not delivered, as the notes say or the database.

        A submitter that is killed between its mark and its note leaves only the mark: no later one sends that job.
        """
        lacking = {f"tg-{update}" for update in range(self.updates)} - {line[2] for line in self.notes("marked")}
        return lacking - delivered(self.url) if lacking else lacking

    def unsent(self) -> set[str]:
        """Return the jobs of which no submitter has noted that it sent anything."""
        return {f"tg-{update}" for update in range(self.updates)} - {line[2] for line in self.notes("sent")}


def strike_again_and_again(scene: Scene, kills: int) -> None:
    """Strike until so many kills have been made."""
    scene.start()
    while sum(scene.kills[kind] for kind in KILLS) < kills:
        time.sleep(scene.chance.uniform(0.2, 1.0))
        scene.strike()
        scene.supervise()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--updates", type=int, default=60)
    parser.add_argument("--levels", type=int, default=4)
    parser.add_argument("--painting", type=float, default=0.15, help="seconds")
    parser.add_argument("--aim", action="store_true")
    parser.add_argument("--hunt", type=int, default=0, help="rounds")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(running_postgres()) if asked.database == "postgres" else None
        for number in range(asked.hunt or 1):
            print(one_round(asked, server, number), flush=True)


def one_round(asked: argparse.Namespace, server: PostgresServer | None, number: int) -> str:
    """Make one scene of its own; return what came of it."""
    with tempfile.TemporaryDirectory() as path, contextlib.ExitStack() as stack:
        folder, began_at = Path(path), time.monotonic()
        scene = Scene(
            url=server.new_url() if server else f"sqlite:///{folder}/queue.sqlite",
            folder=folder,
            postgres=server,
            chance=random.Random(asked.seed + number),
            updates=asked.updates,
            painting_s=asked.painting,
            painter={"levels": asked.levels, "steps_file": str(folder / "steps")},
            kinds=HUNT if asked.hunt else KILLS if asked.aim else BLOWS,
            aims=asked.aim,
        )
        stack.callback(scene.end)
        strike_again_and_again(scene, asked.kills)
        is_whole = scene.drain(patience(90))
        return told(scene, is_whole, time.monotonic() - began_at)


if __name__ == "__main__":
    main()
