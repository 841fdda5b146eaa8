"""Saved styles in SQL: a name and a picture, each a person's own in every chat."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa

from bot.domain.saved_style import SavedStyle
from bot.store.database import Database
from bot.store.tables import saved_styles

_ROW = saved_styles.c
_NUMBERS_BEGAN_AT = 1_767_225_600  # epoch seconds, 2026-01-01: the column holds 31 bits, enough until 2094


class SavedRows:
    """The saved styles of each person.

    Args:
        database: Where they are.
        clock: Epoch seconds.
    """

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self._database, self._clock = database, clock

    async def of(self, person_id: int) -> list[SavedStyle]:
        """Return the person's saved styles in the order in which they were saved."""
        query = sa.select(_ROW.number, _ROW.name).where(_ROW.person_id == person_id).order_by(_ROW.number)
        rows = await self._database.run(lambda c: c.execute(query).all())
        return [SavedStyle(person_id=person_id, number=row.number, name=row.name) for row in rows]

    async def picture(self, person_id: int, number: int) -> bytes | None:
        """Return the JPEG of a saved style, or None where it was deleted."""
        query = sa.select(_ROW.jpeg).where(_this(person_id, number))
        return await self._database.run(lambda c: c.scalar(query))

    async def add(self, person_id: int, name: str, jpeg: bytes) -> SavedStyle:
        """Save a style; one of the same name is replaced.

        Its number is the second in which it is saved, or the next that is free: buttons of one that was deleted, and
        drafts that hold it, must not mean another one.
        """
        second = int(self._clock()) - _NUMBERS_BEGAN_AT

        def work(connection: sa.Connection) -> int:
            same = (_ROW.person_id == person_id) & (_ROW.name == name)
            connection.execute(sa.delete(saved_styles).where(same))
            last = connection.scalar(sa.select(sa.func.max(_ROW.number)).where(_ROW.person_id == person_id)) or 0
            number = max(last + 1, second)
            row = {"person_id": person_id, "number": number, "name": name, "jpeg": jpeg}
            connection.execute(sa.insert(saved_styles).values(row))
            return number

        return SavedStyle(person_id=person_id, number=await self._database.run(work), name=name)

    async def rename(self, style: SavedStyle, name: str) -> None:
        """Give a saved style another name."""
        change = sa.update(saved_styles).where(_this(style.person_id, style.number)).values(name=name)
        await self._database.run(lambda c: c.execute(change))

    async def delete(self, person_id: int, number: int) -> bool:
        """Delete a saved style; return whether it was there."""
        query = sa.delete(saved_styles).where(_this(person_id, number))
        return await self._database.run(lambda c: c.execute(query).rowcount) > 0


def _this(person_id: int, number: int) -> sa.ColumnElement[bool]:
    return (_ROW.person_id == person_id) & (_ROW.number == number)
