"""Which version of its tables a database has, and how an older one becomes today's.

Knows no table of its own but the one of versions. Every set of tables (the queue's, the bot's) has its own version.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

import sqlalchemy as sa

logger = logging.getLogger(__name__)

Step = Callable[[sa.Connection], None]  # from one version to the next

_METADATA = sa.MetaData()
_VERSIONS = sa.Table(
    "schema_versions",
    _METADATA,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
)


class NewerSchema(Exception):
    """The tables were made by a later version of this program; the message says so and what to do."""


def bring_up_to_date(connection: sa.Connection, name: str, metadata: sa.MetaData, steps: Sequence[Step] = ()) -> None:
    """Create the tables that are missing and change old ones; in the caller's transaction, which nobody else may share.

    Args:
        connection: The database.
        name: Of this set of tables.
        metadata: The tables as they are today.
        steps: The first makes version 2 of version 1, and so on; tables without a version are version 1.

    Raises:
        NewerSchema: The tables have a version that the steps do not reach.
    """
    _METADATA.create_all(connection)
    today, mine = 1 + len(steps), _VERSIONS.c.name == name
    found = connection.scalar(sa.select(_VERSIONS.c.version).where(mine))
    if found is not None and found > today:
        raise NewerSchema(
            f"The database has the {name} tables of a later Stylegram (version {found}, this one knows {today}): "
            "update Stylegram, or choose another DATABASE_URL."
        )
    is_new = found is None and not set(metadata.tables) & set(sa.inspect(connection).get_table_names())
    version = today if is_new else found or 1
    for step in steps[version - 1 :]:
        step(connection)
        logger.info("The %s tables are brought up to date", name)
    metadata.create_all(connection)
    if found is None:
        connection.execute(sa.insert(_VERSIONS).values(name=name, version=today))
    else:
        connection.execute(sa.update(_VERSIONS).where(mine).values(version=today))
