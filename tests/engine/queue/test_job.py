"""engine.queue.job: how jobs end, and why they are refused."""

from __future__ import annotations

from engine import errors
from engine.queue.job import JobStatus, Refusal


def test_only_queued_and_running_jobs_have_not_ended() -> None:
    assert [status for status in JobStatus if not status.has_ended] == [JobStatus.QUEUED, JobStatus.RUNNING]


def test_refusal_is_stored_as_the_name_of_its_error() -> None:
    """Databases of earlier versions hold these words."""
    names = {
        "DeviceUnavailable",
        "InvalidOption",
        "NetworkUnavailable",
        "NotEnoughMemory",
        "PaintingFailed",
        "PictureGone",
        "PictureTooLarge",
        "PictureTooNarrow",
        "PictureTooSmall",
        "UnreadablePicture",
    }
    assert {Refusal.of(getattr(errors, name)("no")) for name in names} == names


def test_mistake_of_the_painter_is_unexpected() -> None:
    assert Refusal.of(ZeroDivisionError()) is Refusal.UNEXPECTED


def test_word_of_another_version_is_read_as_unexpected() -> None:
    assert Refusal("WeightsDamaged") is Refusal.UNEXPECTED


def test_picture_that_is_too_small_is_what_is_wrong() -> None:
    assert Refusal.PICTURE_TOO_SMALL.is_of_a_picture
    assert not Refusal.NOT_ENOUGH_MEMORY.is_of_a_picture
