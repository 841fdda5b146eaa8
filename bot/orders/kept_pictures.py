"""Pictures that are kept here and not at Telegram: saved styles and those of earlier jobs, named like its files.

A saved style's file_id is "saved:PERSON:NUMBER", an earlier job's style is "job:ID:PLACE"; Telegram's own never hold a
colon.
"""

from __future__ import annotations

from bot.domain.saved_style import SavedStyle
from bot.domain.sent_picture import Role, SentPicture
from bot.store.store import Store
from engine.errors import PictureGone
from engine.pictures.encoding import to_jpeg
from engine.pictures.images import open_picture
from engine.queue.job_queue import JobQueue

SAVED_EDGE = 1024  # px; enough strokes for the largest painting on a CPU
SAVED_BYTES = 500_000  # of one saved style
_SAVED, _JOB = "saved:", "job:"
_FIRST_ID = -1000  # of messages that none have; the drawn ones come before it


def is_kept(file_id: str) -> bool:
    """Return whether the file is one that is kept here."""
    return file_id.startswith((_SAVED, _JOB))


def saved_style(style: SavedStyle) -> SentPicture:
    """Return a saved style as if it had been sent."""
    file_id = f"{_SAVED}{style.person_id}:{style.number}"
    return SentPicture(message_id=_FIRST_ID - style.number, file_id=file_id, role=Role.STYLE, name=style.name)


def style_of_job(job_id: str, place: int = 0, name: str = "") -> SentPicture:
    """Return a style of an earlier job as if it had been sent; for orders, which need no message of it."""
    return SentPicture(message_id=_FIRST_ID, file_id=f"{_JOB}{job_id}:{place}", role=Role.STYLE, name=name)


def small_enough(jpeg: bytes) -> bytes:
    """Return a picture as it is saved: at most SAVED_EDGE px and SAVED_BYTES."""
    return to_jpeg(open_picture(jpeg, max_edge=SAVED_EDGE), max_bytes=SAVED_BYTES)


async def kept(file_id: str, store: Store, queue: JobQueue) -> bytes:
    """Return the picture of this name.

    Raises:
        PictureGone: It was deleted.
        QueueUnavailable: The queue, which keeps those of earlier jobs, does not answer.
    """
    kind, owner, place = file_id.split(":")
    if f"{kind}:" == _JOB:
        styles = (await queue.request_of(owner)).style_images
        return styles[int(place)]
    picture = await store.saved.picture(int(owner), int(place))
    if picture is None:
        raise PictureGone(f"The saved style {file_id} was deleted.")
    return picture
