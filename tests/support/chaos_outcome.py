"""What came of a scene of tests.support.chaos: what is lost, sent twice, wrong, or painted twice."""

from __future__ import annotations

import collections
from typing import TYPE_CHECKING

from tests.support.chaos_rows import fates
from tests.support.painter import STEP_S

if TYPE_CHECKING:
    from tests.support.chaos import Scene


def what_is_lost(scene: Scene) -> str:
    """Return which jobs are not delivered and what is known of each, for the message of a test that fails."""
    return "\n".join(["lost:", *fates(scene.url, scene.missing()), str(dict(scene.kills))])


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


def painted_twice_s(scene: Scene) -> float:
    """Return the seconds of painting that were done more than once, of the pictures that were finished."""
    steps = collections.Counter((scene.folder / "steps").read_text().split())
    finished = {line[5] for line in scene.notes("sent") if line[3] == "DONE"}
    of_one = max(2, round(scene.painting_s / STEP_S))
    return sum(steps[seed] - of_one for seed in finished) * STEP_S


def told(scene: Scene, is_whole: bool, took_s: float) -> str:
    """Return in one line what came of a scene."""
    sent = collections.Counter(line[3] for line in scene.notes("sent"))
    worker_kills = scene.kills["worker"] + scene.kills["replaced worker"]
    twice_s, again = painted_twice_s(scene), sum(sent.values()) - scene.updates
    lost, marked_again = 0 if is_whole else sorted(scene.missing()), len(repeated_after_marking(scene))
    return (
        f"{scene.updates} jobs in {took_s:.0f} s, {dict(scene.kills)}: lost {lost}, ended {dict(sent)}, again {again} "
        f"(after the mark {marked_again}), wrong {len(wrongly_painted(scene))}; painted twice {twice_s:.1f} s, "
        f"{twice_s / max(1, worker_kills):.2f} s for each of {worker_kills} kills of workers"
    )
