"""Everything the engine refuses, as one tree.

    EngineError
    ├── InvalidOption          an option is out of range or does not fit the pictures
    ├── UnusablePicture        a picture cannot be read or painted; the subclass says why
    │   ├── UnreadablePicture  not a picture, damaged, or of a kind that is not accepted
    │   ├── PictureTooLarge    more pixels or bytes than are accepted
    │   ├── PictureTooSmall    a side under the smallest one accepted
    │   └── PictureTooNarrow   longer than wide (or wider than long) than is accepted
    ├── DeviceUnavailable      the device asked for is not there
    ├── NetworkUnavailable     the weights asked for are not there or do not fit (see models.registry)
    ├── NotEnoughMemory        the picture does not fit the memory there is
    ├── FilmsUnavailable       the package that makes films is not installed, or refuses
    ├── PaintingFailed         no evaluation succeeded, for another reason
    └── JobError               the queue refuses
        ├── TooManyJobs        this person has as many jobs as one may have
        ├── QueueFull          the queue is as long as it may get
        ├── UnknownJob         no job of this id
        ├── PictureGone        the job's pictures were deleted after their time
        └── QueueUnavailable   the database does not answer

A message says what is wrong, what was given, what is allowed and what to do. People in a chat read
bot/texts instead; they get the facts from the attributes.
"""

from __future__ import annotations


class EngineError(Exception):
    """Root of everything the engine refuses."""


class InvalidOption(EngineError, ValueError):
    """An option is out of range or does not fit the pictures."""


class UnusablePicture(EngineError):
    """A picture cannot be read or painted.

    Attributes:
        kind: What the file seems to be ("JPEG", "PDF", "video", "empty", ...); "" where nobody can tell.
        fault: What is wrong with an UnreadablePicture: "kind" (not accepted), "damaged", "memory" or "time"
            (reading it took more than is allowed), "parts" (it would), "heic" (its package is not installed);
            "" for the other subclasses.
        width: Its width in px, 0 where unknown.
        height: Its height in px, 0 where unknown.
        size_bytes: Its size in bytes where that is what is wrong, else 0.
        limit: The limit it breaks: px, bytes (where size_bytes is set), px a side, or times as long as wide.
    """

    def __init__(
        self,
        message: str,
        *,
        kind: str = "",
        fault: str = "",
        width: int = 0,
        height: int = 0,
        size_bytes: int = 0,
        limit: int = 0,
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.fault = fault
        self.width = width
        self.height = height
        self.size_bytes = size_bytes
        self.limit = limit

    @property
    def facts(self) -> dict[str, str | int]:
        """The attributes as JSON values: type(error)(str(error), **error.facts) is the same error."""
        return dict(vars(self))


class UnreadablePicture(UnusablePicture):
    """Not a picture, damaged, or of a kind that is not accepted."""


class PictureTooLarge(UnusablePicture):
    """More pixels or bytes than are accepted."""


class PictureTooSmall(UnusablePicture):
    """A side under the smallest one accepted."""


class PictureTooNarrow(UnusablePicture):
    """One side more than the accepted multiple of the other."""


class DeviceUnavailable(EngineError):
    """The device asked for is not there."""


class NetworkUnavailable(EngineError):
    """The weights asked for are not there or do not fit."""


class NotEnoughMemory(EngineError):
    """The picture does not fit the memory there is."""


class FilmsUnavailable(EngineError):
    """The package that makes films is not installed, or refuses to make one."""


class PaintingFailed(EngineError):
    """No evaluation succeeded, for another reason than memory."""


class JobError(EngineError):
    """The queue refuses."""


class TooManyJobs(JobError):
    """This person has as many unfinished jobs as one may have.

    Attributes:
        limit: How many that is.
    """

    def __init__(self, limit: int) -> None:
        super().__init__(f"At most {limit} jobs a person wait at once; wait for one or cancel one.")
        self.limit = limit


class QueueFull(JobError):
    """The queue is as long as it may get.

    Attributes:
        limit: How many jobs that is.
    """

    def __init__(self, limit: int) -> None:
        super().__init__(f"The queue holds {limit} jobs, as many as it may; try again later.")
        self.limit = limit


class UnknownJob(JobError):
    """No job of this id."""


class PictureGone(JobError):
    """The job's pictures were deleted after their time."""


class QueueUnavailable(JobError):
    """The database does not answer."""
