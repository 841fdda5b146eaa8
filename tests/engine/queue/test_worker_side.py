"""engine.queue.worker_side: what a worker may still change once its run is void, without any worker."""

from __future__ import annotations

import dataclasses
import time

import pytest
import sqlalchemy as sa

from engine.database.opening import exclusive
from engine.errors import NotEnoughMemory, PictureGone
from engine.options.style_options import StyleOptions
from engine.queue import submitter_side
from engine.queue.heartbeats import seen_s_ago
from engine.queue.job import JobStatus, Refusal
from engine.queue.pictures import drop
from engine.queue.tables import PICTURES
from engine.queue.takeover import take_over
from engine.queue.worker import estimate_new_jobs
from engine.queue.worker_side import MAX_ATTEMPTS, Runs, Word
from engine.queue.workflow import open_client
from engine.request import Iterate
from tests.support.fakes import FakePainter, style_request
from tests.support.office import ITERATE, RESULT, Office


def test_run_is_claimed_with_its_pictures(office: Office) -> None:
    claim = office.claim(office.run_of(office.submit()))
    assert claim is not None
    assert (claim.request, claim.job.status, claim.job.attempt) == (style_request(), JobStatus.RUNNING, 1)


def test_cancelled_run_cannot_be_claimed(office: Office) -> None:
    job = office.submit()
    run = office.run_of(job)
    office.jobs.cancel(job.id, time.time())
    assert office.claim(run) is None


@pytest.mark.parametrize("how", ["cancel", "forget", "take over"])
def test_void_run_changes_nothing(office: Office, how: str) -> None:
    job = office.submit()
    run = office.run_of(job)
    office.claim(run)
    if how == "cancel":
        office.jobs.cancel(job.id, time.time())
    elif how == "forget":
        office.jobs.forget("ann")
    else:
        assert office.take_over() == [job.id]
    assert office.runs.word(run) is Word.STOP
    assert office.runs.report(run, ITERATE) is Word.STOP
    office.runs.keep(run, b"level", 1)
    assert office.kept() == 0
    assert not office.finish(run)
    assert not office.runs.fail(run, Refusal.NOT_ENOUGH_MEMORY, ended_at=time.time())
    assert not office.runs.hand_back(run)
    with pytest.raises(PictureGone):
        office.jobs.result_of(job.id)


def test_result_is_stored_once(office: Office) -> None:
    job = office.submit()
    run = office.run_of(job)
    office.claim(run)
    assert (office.finish(run), office.finish(run)) == (True, False)
    assert office.jobs.result_of(job.id) == RESULT


def test_claim_after_so_many_attempts_gives_the_job_up(office: Office) -> None:
    job = office.submit()
    for attempt in range(1, MAX_ATTEMPTS + 1):
        claim = office.claim(office.run_of(job))
        assert claim is not None
        assert claim.job.attempt == attempt
        assert office.take_over() == [job.id]
    assert office.claim(office.run_of(job)) is None
    assert office.jobs.get(job.id).status is JobStatus.GIVEN_UP


def test_a_job_that_gets_further_each_time_is_not_given_up(office: Office) -> None:
    """Its worker is killed from outside, as on a machine that is taken away now and then."""
    job = office.submit()
    for number in range(2 * MAX_ATTEMPTS):
        run = office.run_of(job)
        claim = office.claim(run)
        assert claim is not None
        assert claim.job.attempt <= 2
        office.runs.keep(run, b"level %d" % number, number + 1)
        office.take_over()


def test_a_job_that_begins_anew_and_kills_again_is_given_up(office: Office) -> None:
    """Two networks take turns at it, and neither goes on from what the other has kept."""
    job = office.submit()
    for attempt in range(MAX_ATTEMPTS):
        run = office.run_of(job)
        assert office.claim(run) is not None
        for done in (1, 2 - attempt % 2):
            office.runs.keep(run, b"of attempt %d" % attempt, done)
        office.take_over()
    assert office.claim(office.run_of(job)) is None
    assert office.jobs.get(job.id).status is JobStatus.GIVEN_UP


def test_handing_back_is_no_attempt(office: Office) -> None:
    job = office.submit()
    for _ in range(MAX_ATTEMPTS + 1):
        run = office.run_of(job)
        assert office.claim(run) is not None
        assert office.runs.hand_back(run)
    assert office.jobs.get(job.id).attempt == 0


@pytest.mark.parametrize(("taken_s_ago", "taken_over"), [(5, []), (60, ["ann-1"])])
def test_run_that_a_living_worker_took_but_never_began_is_taken_over(
    office: Office, taken_s_ago: float, taken_over: list[str]
) -> None:
    """The worker's database connection may break between DBOS's commit and the answer."""
    office.submit("ann-1")
    office.runs.beat("fake, cpu, float32")
    taken_at_ms = round(1000 * (time.time() - taken_s_ago))
    taken = f"UPDATE workflow_status SET status='PENDING', executor_id='gpu-0', started_at_epoch_ms={taken_at_ms}"
    with office.engine.begin() as connection:
        connection.exec_driver_sql(taken)
    assert take_over(office.engine, open_client(office.engine), office.standing, dead_after_s=20) == taken_over


def test_job_keeps_its_place_when_taken_over(office: Office) -> None:
    first, second = office.submit("ann-1"), office.submit("ann-2")
    office.claim(office.run_of(first))
    office.take_over()
    assert [office.standing.line(20)[job.id].position for job in (first, second)] == [1, 2]


def test_previews_stay_until_the_next_one(office: Office) -> None:
    job = office.submit()
    run = office.run_of(job)
    office.claim(run)
    office.runs.report(run, Iterate(**{**vars(ITERATE), "preview_jpeg": b"first"}))
    office.runs.report(run, ITERATE)
    assert office.standing.news(job.id, 0).iterate == Iterate(**{**vars(ITERATE), "preview_jpeg": b"first"})
    assert office.standing.news(job.id, 1).iterate == ITERATE
    assert office.standing.news(job.id, 2).iterate is None


def test_picture_is_stored_once_and_lives_as_long_as_a_job_needs_it(office: Office) -> None:
    def stored() -> int:
        with office.engine.connect() as connection:
            return connection.scalar(sa.select(sa.func.count()).select_from(PICTURES)) or 0

    first, _ = office.submit("ann-1"), office.submit("ann-2")
    assert stored() == 2
    office.jobs.cancel(first.id, ended_at=1.0)
    assert office.jobs.delete_ended_before(2.0) == 1
    assert stored() == 2
    office.jobs.forget("ann")
    assert stored() == 0


def test_what_is_old_is_deleted_a_few_jobs_at_a_time(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """A statement takes so many values, and only so much time: what is too much at once would stay for ever."""
    deleted = []
    sa.event.listen(
        office.engine, "after_cursor_execute", lambda _, cursor, sql, *__: deleted.append((sql, cursor.rowcount))
    )
    monkeypatch.setattr(submitter_side, "DELETED_AT_ONCE", 2)
    for number in range(5):
        office.jobs.cancel(office.submit(f"ann-{number}").id, ended_at=1.0)
    assert office.jobs.delete_ended_before(2.0) == 5
    assert [count for sql, count in deleted if sql.startswith("DELETE FROM jobs ")] == [2, 2, 1]


def test_queued_jobs_get_the_painters_estimate(office: Office) -> None:
    office.runs.beat("fake, cpu, float32")
    job = office.submit()
    assert office.left_s(job) is None
    assert office.runs.jobs_without_estimate() == [job]
    office.runs.estimate(job.id, 25.0)
    assert office.left_s(job) == 25.0


@pytest.mark.parametrize("mistake", [NotEnoughMemory("too large"), ZeroDivisionError("a mistake in the painter")])
def test_job_that_cannot_be_estimated_does_not_keep_others_from_it(office: Office, mistake: Exception) -> None:
    class Painter(FakePainter):
        def estimate_s(self, options: StyleOptions) -> float:
            if options.seed == 1:
                raise mistake
            return 25.0

    office.runs.beat("fake, cpu, float32")
    bad, _ = office.submit("ann-1", seed=1), office.submit("ann-2")
    refused: set[str] = set()
    estimate_new_jobs(office.runs, Painter(), refused)
    assert refused == {bad.id}
    assert office.runs.jobs_without_estimate() == [bad]


def test_new_job_is_expected_to_take_as_long_as_those_like_it(office: Office) -> None:
    office.runs.beat("fake, cpu, float32")
    run = office.run_of(office.submit("ann-1"))
    office.runs.claim(run, started_at=1000.0)
    office.runs.finish(run, RESULT, ended_at=1040.0)
    assert office.left_s(office.submit("ann-2", strength=80, seed=3)) == 40.0


def test_unpainted_job_says_nothing_of_how_long_a_painting_takes(office: Office) -> None:
    office.runs.beat("fake, cpu, float32")
    run = office.run_of(office.submit("ann-1", strength=0))
    office.runs.claim(run, started_at=1000.0)
    office.runs.finish(run, RESULT, ended_at=1001.0)
    assert office.left_s(office.submit("ann-2")) is None


def test_job_whose_pictures_are_gone_fails_when_claimed(office: Office) -> None:
    job = office.submit()
    run = office.run_of(job)
    with exclusive(office.engine) as connection:
        drop(connection, [job.id])
    assert office.claim(run) is None
    job = office.jobs.get(job.id)
    assert (job.status, job.error) == (JobStatus.FAILED, Refusal.PICTURE_GONE)
    assert office.claim(run) is None


def test_sign_of_life_is_a_workers_own_or_anybodys(office: Office) -> None:
    assert seen_s_ago(office.engine, None) is None
    office.runs.beat("fake, cpu, float32")
    for worker_id, is_seen in [("gpu-0", True), ("gpu-1", False), (None, True)]:
        assert (seen_s_ago(office.engine, worker_id) is not None) is is_seen


def test_nothing_is_expected_without_a_worker(office: Office) -> None:
    job = office.submit()
    office.runs.estimate(job.id, 25.0)
    assert office.left_s(job) is None


def test_time_left_of_a_running_job_falls_before_its_first_iterate(office: Office) -> None:
    """Loading and looking at the pictures takes seconds, too."""
    office.runs.beat("fake, cpu, float32")
    job = office.submit()
    office.runs.estimate(job.id, 25.0)
    office.runs.claim(office.run_of(job), started_at=time.time() - 10)
    assert office.left_s(job) == pytest.approx(15, abs=1)


def test_time_left_is_not_that_of_an_attempt_that_died(office: Office) -> None:
    """A job that was taken over begins again."""
    office.runs.beat("fake, cpu, float32")
    job = office.submit()
    office.runs.estimate(job.id, 25.0)
    office.claim(office.run_of(job))
    office.runs.report(office.run_of(job), ITERATE)
    assert office.left_s(job) == pytest.approx(3, abs=1)
    office.runs.hand_back(office.run_of(job))
    office.claim(office.run_of(job))
    assert office.left_s(job) == pytest.approx(25, abs=1)


@pytest.mark.parametrize(("workers", "expected_s"), [(1, 15 + 20 + 20), (2, 15 + 20)])
def test_time_in_line_is_that_of_the_jobs_before_shared_among_the_workers(
    office: Office, workers: int, expected_s: float
) -> None:
    """With a second worker the second job begins at once, and the third after the first."""
    for number in range(workers):
        Runs(office.engine, open_client(office.engine), f"gpu-{number}").beat("fake, cpu, float32")
    jobs = [office.submit(f"ann-{number}") for number in range(3)]
    for job in jobs:
        office.runs.estimate(job.id, 20.0)
    office.claim(office.run_of(jobs[0]))
    office.runs.report(office.run_of(jobs[0]), dataclasses.replace(ITERATE, seconds_left=15))
    assert office.left_s(jobs[2]) == pytest.approx(expected_s, abs=1)
