"""What Telegram says to the token and the clock; the worker's doctor is asked in a process of its own."""

from __future__ import annotations

import time
from email.utils import formatdate
from pathlib import Path

import httpx
import pytest

from bot.running import doctor
from bot.settings import Settings
from tests.support.processes import ROOT

TOKEN = "123456789:AAaaBBbbCCccDDddEEeeFFffGGggHHhhIIii"


def findings(monkeypatch: pytest.MonkeyPatch, answer: httpx.Response | Exception) -> list[str]:
    def get(url: str, timeout: float) -> httpx.Response:
        assert url == f"https://api.telegram.org/bot{TOKEN}/getMe"
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(httpx, "get", get)
    return [found.line() for found in doctor.telegram(Settings(telegram_token=TOKEN))]


def test_a_valid_token_names_the_bot(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = httpx.Response(200, json={"ok": True, "result": {"username": "my_bot"}})
    assert findings(monkeypatch, answer) == ["ok   token             valid, @my_bot"]


def test_an_unknown_token_names_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    (line,) = findings(monkeypatch, httpx.Response(401, json={"ok": False}))
    assert line.startswith("BAD  token")
    assert "BotFather" in line


def test_a_telegram_that_is_away_shows_no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    (line,) = findings(monkeypatch, httpx.ConnectError(f"cannot connect to /bot{TOKEN}/getMe"))
    assert line.startswith("BAD  token")
    assert TOKEN not in line


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, text="<html>Sign in to this network</html>", headers={"Date": "today"}),
        httpx.Response(302, headers={"Location": "https://portal.example"}),
        httpx.Response(404, text="<html>Not Found</html>"),
        httpx.Response(502, text="<html>Bad Gateway</html>"),
        httpx.Response(200, json=["ok"]),
        httpx.Response(200, json={"ok": True}),
        httpx.Response(200, json={"result": None}),
        httpx.InvalidURL("Invalid port: '99999999'"),
        ImportError("Using SOCKS proxy, but the 'socksio' package is not installed."),
        ValueError("Unknown scheme for proxy URL"),
    ],
)
def test_what_is_not_telegram_is_told_with_where_to_look(
    monkeypatch: pytest.MonkeyPatch, answer: httpx.Response | Exception
) -> None:
    (line,) = findings(monkeypatch, answer)
    assert line.startswith("BAD  token")
    assert "TELEGRAM_URL and HTTPS_PROXY" in line
    assert TOKEN not in line


@pytest.mark.parametrize(("ahead_s", "word"), [(0, "ok "), (3600, "BAD")])
def test_the_clock_is_held_against_telegrams(monkeypatch: pytest.MonkeyPatch, ahead_s: int, word: str) -> None:
    date = formatdate(time.time() + ahead_s, usegmt=True)
    answer = httpx.Response(200, json={"result": {}}, headers={"Date": date})
    assert findings(monkeypatch, answer)[1].startswith(f"{word}  Telegram's clock")


def test_the_workers_half_is_looked_at_after_a_proxy_that_cannot_be_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(doctor, "WORKER_DOCTOR", ("/bin/sh", "-c", "echo the worker can paint"))
    monkeypatch.setenv("HTTPS_PROXY", "socks9://localhost:1")
    assert doctor.run(Settings(telegram_token=TOKEN, data_dir=tmp_path), {}) == 1
    said = capfd.readouterr().out
    assert "BAD  token" in said
    assert "the worker can paint" in said


@pytest.mark.parametrize("code", [0, 1])
def test_the_workers_doctor_decides_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, capfd: pytest.CaptureFixture[str]
) -> None:
    asked = ("/bin/sh", "-c", f'echo "$NETWORK, token: $TELEGRAM_TOKEN"; exit {code}')
    monkeypatch.setattr(doctor, "WORKER_DOCTOR", asked)
    settings = Settings(data_dir=tmp_path, network="quick")
    assert doctor.run(settings, {"TELEGRAM_TOKEN": TOKEN}) == code
    assert "quick, token: \n" in capfd.readouterr().out


def test_the_example_in_the_docs_begins_as_the_doctor_does_without_a_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(doctor, "WORKER_DOCTOR", ("true",))
    assert doctor.run(Settings(data_dir=tmp_path), {}) == 0
    said = capsys.readouterr().out
    example = (ROOT / "docs" / "operating.md").read_text().split("```\n")[1]
    assert example.startswith(said)


def test_where_workers_run_elsewhere_only_the_bots_own_side_is_looked_at(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert doctor.run(Settings(data_dir=tmp_path, workers=0), {}) == 0
    assert [line.split()[1] for line in capsys.readouterr().out.splitlines()] == [
        *("token", "Python", "memory", "disk", "database", "workers")
    ]
