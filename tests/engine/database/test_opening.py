"""engine.database.opening: PostgreSQL on a machine that vanishes without a word is away in seconds, not for ever."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from engine.database.opening import given_up_with_its_machine, open_database
from engine.queue.preparation import _patient
from engine.queue.workflow import worker_config

URL = "postgresql://ann@127.0.0.1/stylegram"


class Asked(Exception):
    """Instead of a connection."""


def asked_for(engine: sa.Engine) -> dict[str, Any]:
    """Return with which settings the engine connects."""
    asked: dict[str, Any] = {}

    @sa.event.listens_for(engine, "do_connect")
    def look(_dialect: object, _record: object, _arguments: object, settings: dict[str, Any]) -> None:
        asked.update(settings)
        raise Asked

    with pytest.raises(Asked):
        engine.connect()
    return asked


def test_connection_is_probed_and_given_up_within_half_a_minute() -> None:
    asked = asked_for(open_database(URL, patience_s=4))
    assert asked.items() >= given_up_with_its_machine(4).items()
    assert asked["keepalives_idle"] + asked["keepalives_interval"] * asked["keepalives_count"] < 30
    assert (asked["connect_timeout"], asked["tcp_user_timeout"]) == (4, 4000)


def test_dbos_gives_its_connections_up_as_well() -> None:
    config = worker_config(URL, "gpu-0")
    assert (config["db_engine_kwargs"] or {})["connect_args"].items() >= given_up_with_its_machine(30).items()
    assert "db_engine_kwargs" not in worker_config("sqlite:////folder/file.sqlite", "gpu-0")  # which refuses them


def test_tables_are_not_waited_for_without_end_and_a_limit_of_ones_own_counts() -> None:
    limits = _patient(make_url(URL + "?connect_timeout=3")).query
    assert (limits["connect_timeout"], limits["keepalives_idle"]) == ("3", "10")
    file = make_url("sqlite:////folder/file.sqlite")
    assert _patient(file) == file
