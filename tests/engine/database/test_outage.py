"""What is wrong with the database is one line with its remedy; what nobody foresaw has its traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from engine.database.opening import open_database
from engine.database.outage import Outage, explained

SERVER = 'connection failed: connection to server at "127.0.0.1", port 5432 failed: FATAL:  '


@pytest.mark.parametrize(
    ("said", "remedy"),
    [
        (f"{SERVER}sorry, too many clients already", "raise max_connections of the server, or run fewer workers"),
        (
            f"{SERVER}remaining connection slots are reserved for roles with the SUPERUSER attribute",
            "raise max_connections of the server, or run fewer workers",
        ),
        (f'{SERVER}database "paint" does not exist', "create it, or check its name in DATABASE_URL"),
        (
            f'{SERVER}no pg_hba.conf entry for host "10.0.0.7", user "bot", database "paint"',
            "let the server accept this host and user in its pg_hba.conf",
        ),
        (f'{SERVER}password authentication failed for user "bot"', "check user and password in DATABASE_URL"),
        (f'{SERVER}role "bot" does not exist', "check user and password in DATABASE_URL"),
        (
            'connection failed: connection to server at "127.0.0.1", port 1 failed: Connection refused',
            "check that the server in DATABASE_URL runs and can be reached",
        ),
        ("permission denied for schema public", "let the user of DATABASE_URL own the database"),
        ("permission denied to create database", "let the user of DATABASE_URL own the database"),
        ("[Errno 13] Permission denied: '/data/stylegram.sqlite'", "check that DATA_DIR may be written"),
    ],
)
def test_what_the_database_says_has_its_own_remedy(said: str, remedy: str) -> None:
    assert explained(Exception(said)) == f"The database does not answer ({said}): {remedy}."


def test_what_passes_is_a_line_and_what_nobody_foresaw_has_its_traceback(caplog: pytest.LogCaptureFixture) -> None:
    Outage().say(sa.exc.OperationalError(None, None, Exception("disk is full")))
    Outage().say(sa.exc.ProgrammingError("SELECT", None, Exception('relation "jobs" does not exist')))
    assert [record.exc_info is None for record in caplog.records] == [True, False]


def test_no_error_holds_what_was_to_be_written(tmp_path: Path) -> None:
    """It would stand in the log, and people's words with it."""
    engine = open_database(f"sqlite:///{tmp_path}/some.sqlite", patience_s=1)
    with pytest.raises(sa.exc.OperationalError) as fault, engine.connect() as connection:
        connection.execute(sa.text("INSERT INTO absent VALUES (:words)"), {"words": "what Ann wrote"})
    engine.dispose()
    assert "no such table" in str(fault.value)
    assert "what Ann wrote" not in str(fault.value)
