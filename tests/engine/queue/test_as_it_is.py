"""engine.queue: what there is of an unfinished picture, for the next attempt or for who takes it as it is."""

from __future__ import annotations

import time

import pytest
import sqlalchemy as sa

from engine.errors import PictureGone
from engine.queue.job import JobStatus, Refusal
from engine.queue.tables import PICTURES
from engine.queue.worker_side import MAX_ATTEMPTS, Word
from tests.support.office import ITERATE, RESULT, Office


@pytest.mark.parametrize("how", ["hand back", "take over"])
def test_next_attempt_begins_where_the_last_one_came_to(office: Office, how: str) -> None:
    job = office.submit()
    claim = office.claim(office.run_of(job))
    assert claim is not None
    assert claim.checkpoint is None
    for done, level in enumerate((b"first", b"second"), 1):
        office.runs.keep(office.run_of(job), level, done)
    assert office.kept() == 1
    if how == "hand back":
        assert office.runs.hand_back(office.run_of(job))
    else:
        assert office.take_over() == [job.id]
    claim = office.claim(office.run_of(job))
    assert claim is not None
    assert claim.checkpoint == b"second"
    assert office.kept() == 1


@pytest.mark.parametrize("how", ["finish", "fail", "cancel", "give up", "forget"])
def test_checkpoint_is_gone_when_the_job_ends(office: Office, how: str) -> None:
    job = office.submit()
    run = office.run_of(job)
    assert office.claim(run) is not None
    office.runs.keep(run, b"level", 1)
    assert office.kept() == 1
    if how == "finish":
        office.finish(run)
    elif how == "fail":
        office.runs.fail(run, Refusal.NOT_ENOUGH_MEMORY, ended_at=time.time())
    elif how == "cancel":
        office.jobs.cancel(job.id, time.time())
    elif how == "forget":
        office.jobs.forget("ann")
    else:
        for _ in range(MAX_ATTEMPTS):
            office.take_over()
            office.claim(office.run_of(job))
        assert office.jobs.get(job.id).status is JobStatus.GIVEN_UP
    assert office.kept() == 0


def test_painting_that_is_enough_ends_where_it_is(office: Office) -> None:
    job = office.submit()
    run = office.run_of(job)
    office.claim(run)
    assert (office.runs.word(run), office.runs.report(run, ITERATE)) == (Word.GO_ON, Word.GO_ON)
    assert office.jobs.take_as_it_is(job.id, time.time()).status is JobStatus.RUNNING
    assert (office.runs.word(run), office.runs.report(run, ITERATE)) == (Word.ENOUGH, Word.ENOUGH)
    assert not job.is_enough
    assert office.finish(run)
    assert office.jobs.result_of(job.id) == RESULT
    assert office.jobs.get(job.id).is_enough


def test_cancelled_painting_can_be_had_as_it_was_left(office: Office) -> None:
    job = office.submit()
    run = office.run_of(job)
    office.claim(run)
    office.jobs.cancel(job.id, time.time())
    office.jobs.mark_delivered(job.id, JobStatus.CANCELLED, {})
    assert office.runs.leave_behind(run, RESULT)
    with pytest.raises(PictureGone):
        office.jobs.result_of(job.id)
    taken = office.jobs.take_as_it_is(job.id, time.time())
    assert (taken.status, taken.is_delivered) == (JobStatus.DONE, False)
    assert office.jobs.result_of(job.id) == RESULT


def test_cancelled_painting_that_was_taken_before_it_was_left_is_done_when_it_is(office: Office) -> None:
    job = office.submit()
    run = office.run_of(job)
    office.claim(run)
    office.jobs.cancel(job.id, time.time())
    office.jobs.take_as_it_is(job.id, time.time())
    office.jobs.mark_delivered(job.id, JobStatus.CANCELLED, {})
    assert office.runs.leave_behind(run, RESULT)
    office.jobs.mark_delivered(job.id, JobStatus.CANCELLED, {})  # by who had looked before: it is another outcome
    taken = office.jobs.get(job.id)
    assert (taken.status, taken.is_delivered) == (JobStatus.DONE, False)


def test_cancelled_painting_leaves_nothing_behind_once_its_pictures_were_forgotten(office: Office) -> None:
    """Its owner was promised that none is kept."""
    job = office.submit()
    run = office.run_of(job)
    office.claim(run)
    office.jobs.cancel(job.id, time.time())
    office.jobs.forget_pictures(job.id)
    assert not office.runs.leave_behind(run, RESULT)
    with office.engine.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(PICTURES)) == 0


@pytest.mark.parametrize("how", ["not begun", "never begun", "long stopped", "failed", "deleted"])
def test_what_has_no_picture_cannot_be_had(office: Office, how: str) -> None:
    job = office.submit()
    run, ended_at = office.run_of(job), time.time()
    if how == "never begun":
        office.jobs.cancel(job.id, ended_at)
    elif how != "not begun":
        office.claim(run)
    if how == "long stopped":  # its worker died
        office.jobs.cancel(job.id, ended_at - 3600)
    elif how == "failed":
        office.runs.fail(run, Refusal.NOT_ENOUGH_MEMORY, ended_at=ended_at)
    elif how == "deleted":
        office.jobs.cancel(job.id, ended_at)
        office.runs.leave_behind(run, RESULT)
        office.jobs.forget_result(job.id)
    before = office.jobs.get(job.id)
    with pytest.raises(PictureGone):
        office.jobs.take_as_it_is(job.id, time.time())
    assert office.jobs.get(job.id) == before
