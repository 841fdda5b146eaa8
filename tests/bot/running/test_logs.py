"""No secret in any line of the log."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from bot.running import logs

TOKEN = "123456789:AAaaBBbbCCccDDddEEeeFFffGGggHHhhIIii"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    stream = io.StringIO()
    logs.set_up("DEBUG", secrets=(TOKEN, "s3cret"), stream=stream)
    yield stream
    root.handlers[:], root.level = before, level


def test_a_token_is_hidden_in_the_message_and_its_arguments(log: io.StringIO) -> None:
    logging.getLogger("bot").info("asked %s with %s", f"https://host/bot{TOKEN}/getMe", "s3cret")
    assert log.getvalue().endswith("asked https://host/bot[hidden]/getMe with [hidden]\n")


def test_a_token_is_hidden_in_a_traceback(log: io.StringIO) -> None:
    try:
        raise ValueError(f"bad url {TOKEN}")
    except ValueError:
        logging.getLogger("bot").exception("failed")
    assert "ValueError" in log.getvalue()
    assert TOKEN not in log.getvalue()


def test_a_token_of_another_bot_is_hidden_too(log: io.StringIO) -> None:
    logging.getLogger("bot").info("987654321:" + "x" * 35)
    assert "[hidden]" in log.getvalue()


@pytest.mark.parametrize("name", ["httpx", "httpcore.http11", "telegram.ext.ExtBot", "telegram.Bot"])
def test_loggers_that_print_addresses_are_silent(log: io.StringIO, name: str) -> None:
    logging.getLogger(name).info("HTTP Request: POST ...")
    logging.getLogger(name).debug("Calling Bot API endpoint")
    assert log.getvalue() == ""


def test_json_has_an_object_a_line_and_no_secret() -> None:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    stream = io.StringIO()
    try:
        logs.set_up("INFO", secrets=(TOKEN,), stream=stream, log_format="json")
        logging.getLogger("bot").warning("asked %s\nand again", TOKEN)
    finally:
        root.handlers[:], root.level = before, level
    (line,) = stream.getvalue().splitlines()
    said = json.loads(line)
    assert (said["level"], said["logger"], said["message"]) == ("WARNING", "bot", "asked [hidden]\nand again")
    assert said["time"].startswith("20")


def test_updates_that_come_while_it_stops_are_no_fault(log: io.StringIO) -> None:
    """They are brought again at the next start, so a line would only frighten."""
    logging.getLogger("telegram.ext.Updater").critical("Updater stopped unexpectedly. Pulled updates will be ignored")
    logging.getLogger("telegram.ext.Updater").critical("Something went wrong")
    assert "stopped unexpectedly" not in log.getvalue()
    assert "Something went wrong" in log.getvalue()


def test_an_answer_that_is_no_json_is_said_by_who_has_called(log: io.StringIO) -> None:
    with pytest.raises(TelegramError):
        HTTPXRequest.parse_json_payload(b"<html>Bad Gateway</html>")
    assert log.getvalue() == ""
