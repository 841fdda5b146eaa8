"""Workers, submitters and the database are killed at any moment: nothing is lost, nothing delivered twice."""

from __future__ import annotations

import collections
import contextlib
import os
import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.chaos import Scene
from tests.support.chaos_outcome import repeated_after_marking, what_is_lost, wrongly_painted
from tests.support.patience import patience
from tests.support.postgres import postgres_or_skip

pytestmark = pytest.mark.slow

CHAOS_S = 15.0
SEED = int(os.environ.get("STYLEGRAM_CHAOS_SEED", "20261121"))


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
    assert scene.drain(patience(90)), what_is_lost(scene)
    print(f"kills {dict(scene.kills)}, sent {collections.Counter(line[3] for line in scene.notes('sent'))}")
    assert scene.unsent() == set()
    assert repeated_after_marking(scene) == []
    assert wrongly_painted(scene) == []
