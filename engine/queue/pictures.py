"""Pictures in the database, each stored once however many jobs use it.

A picture lives as long as a job refers to it, and so does a checkpoint, which stands among them: whatever deletes a
job, in whatever version, deletes it too, and no table had to change. A step of DBOS would not do: it belongs to a run,
and who takes a job over begins another run. Every call belongs in an exclusive transaction of
engine.database.opening, except load.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from engine.errors import PictureGone
from engine.options.style_options import StyleOptions
from engine.queue.tables import JOB_PICTURES, PICTURES
from engine.request import StyleRequest

CHECKPOINT = "checkpoint"  # a role, of an unfinished job alone: see engine.painting.checkpoint


def keep(connection: sa.Connection, job_id: str, pictures: Mapping[str, Sequence[bytes]], first_place: int = 0) -> None:
    """Store these pictures as the job's, by role (see engine.queue.tables); b"" is none."""
    encoded, rows = {}, []
    for role, of_role in pictures.items():
        for place, each in enumerate(filter(None, of_role), first_place):
            sha256 = hashlib.sha256(each).hexdigest()
            encoded[sha256] = each
            rows.append({"job_id": job_id, "role": role, "place": place, "sha256": sha256})
    if not rows:
        return
    known = set(connection.scalars(sa.select(PICTURES.c.sha256).where(PICTURES.c.sha256.in_(encoded))))
    if new := [{"sha256": sha256, "encoded": each} for sha256, each in encoded.items() if sha256 not in known]:
        connection.execute(sa.insert(PICTURES), new)
    connection.execute(sa.insert(JOB_PICTURES), rows)


def keep_checkpoint(connection: sa.Connection, job_id: str, checkpoint: bytes, done: int) -> bool:
    """Keep it in place of the one before; return whether no attempt at the job has finished so many parts.

    Its place is the most parts that any attempt has finished; one of an earlier version stands at 0.
    """
    mine = (JOB_PICTURES.c.job_id == job_id) & (JOB_PICTURES.c.role == CHECKPOINT)
    most: int | None = connection.scalar(sa.select(JOB_PICTURES.c.place).where(mine))
    drop(connection, [job_id], CHECKPOINT)
    keep(connection, job_id, {CHECKPOINT: [checkpoint]}, max(done, most or 0))
    return most is None or done > most


def load(connection: sa.Connection, job_id: str, role: str) -> tuple[bytes, ...]:
    """Return the job's pictures in this role.

    Raises:
        PictureGone: There are none.
    """
    rows = connection.scalars(
        sa.select(PICTURES.c.encoded)
        .join(JOB_PICTURES, JOB_PICTURES.c.sha256 == PICTURES.c.sha256)
        .where(JOB_PICTURES.c.job_id == job_id, JOB_PICTURES.c.role == role)
        .order_by(JOB_PICTURES.c.place)
    ).all()
    if not rows:
        raise PictureGone(f"Job {job_id} has no {role} picture: it was deleted, or was never there.")
    return tuple(rows)


def checkpoint_of(connection: sa.Connection, job_id: str) -> bytes | None:
    """Return what the job's next attempt begins with; None where nothing was kept."""
    try:
        return load(connection, job_id, CHECKPOINT)[0]
    except PictureGone:
        return None


def request_of(connection: sa.Connection, job_id: str, options: StyleOptions) -> StyleRequest:
    """Return what a job asks for, with its pictures.

    Raises:
        PictureGone: They were deleted.
    """
    choice = options.experiment
    if choice is None:
        (content,), styles = load(connection, job_id, "content"), load(connection, job_id, "style")
    else:
        content, styles = load(connection, job_id, "content")[0] if choice.needs_picture else b"", ()
    return StyleRequest(content_image=content, style_images=styles, options=options)


def drop(connection: sa.Connection, job_ids: Sequence[str], role: str | None = None) -> None:
    """Delete the pictures of these jobs (in this role), except those that are used elsewhere as well."""
    which = JOB_PICTURES.c.job_id.in_(job_ids) & (sa.true() if role is None else JOB_PICTURES.c.role == role)
    hashes = set(connection.scalars(sa.select(JOB_PICTURES.c.sha256).where(which)))
    connection.execute(sa.delete(JOB_PICTURES).where(which))
    still_used = sa.exists().where(JOB_PICTURES.c.sha256 == PICTURES.c.sha256)
    connection.execute(sa.delete(PICTURES).where(PICTURES.c.sha256.in_(hashes), ~still_used))
