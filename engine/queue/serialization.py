"""JSON alone is read from the database: DBOS's pickles are made impossible in this process.

Every row of DBOS names how it is serialized, and DBOS obeys the row, whatever serializer its user has chosen:
who can write to the database could run code wherever the row is read. Knows nothing of jobs.
"""

from __future__ import annotations

import json
from typing import Any, NoReturn

from dbos._serialization import DefaultSerializer  # not exported: DBOS has no setting for this


class PickleFound(Exception):
    """A row asks to be read as a pickle; the message says what to check."""


def forbid_pickle() -> None:
    """Let DBOS's pickle serializer, whoever holds it, refuse to read and write words in place of pickles."""
    for name, method in {"deserialize": _refuse, "serialize": _in_words}.items():
        setattr(DefaultSerializer, name, method)


def _refuse(_serializer: DefaultSerializer, _stored: str) -> NoReturn:
    raise PickleFound(
        "A row of the database asks to be read as a pickle, which could run code; Stylegram reads JSON only. "
        "Check who else can write to DATABASE_URL."
    )


def _in_words(_serializer: DefaultSerializer, value: Any) -> str:
    """Write down what went wrong with such a row in its own column."""
    return json.dumps(str(value))
