"""`python -m bot` as a person starts it: troubles are one line with the remedy, and it stops when told to."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bot.localchat import LocalChat
from tests.support.command import PATIENCE_S, started
from tests.support.faults import Faults
from tests.support.ports import a_free_port, a_taken_port
from tests.support.studio import PHOTO, STYLE

WRONG_TOKEN = "123456789:" + "A" * 35


async def test_without_a_token_it_serves_a_page_and_stops_when_told_to(tmp_path: Path) -> None:
    port = a_free_port()
    async with started(tmp_path, HEALTH_PORT=str(port)) as command:
        line = await command.writes("in a browser")
        url = next(word for word in line.split() if word.startswith("http://127.0.0.1:"))
        async with httpx.AsyncClient() as http:
            assert (await http.get(url)).status_code == 200
            health = (await http.get(f"http://127.0.0.1:{port}/")).json()
        assert health == {"database": True, "workers": 0, "unfinished_jobs": 0}
        assert await command.stop() == 0
    assert "Traceback" not in command.written


@pytest.fixture
def not_under_nohup() -> Iterator[None]:
    """What is started inherits signals that are ignored; these tests themselves may run under nohup."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.mark.usefixtures("not_under_nohup")
async def test_the_end_of_the_terminal_is_an_end_like_others(tmp_path: Path) -> None:
    async with started(tmp_path) as command:
        await command.writes("in a browser")
        command.process.send_signal(signal.SIGHUP)
        assert await command.ends() == 0
    assert "taken up at the next start" in command.written


async def test_what_is_meant_for_workers_does_not_end_the_bot(tmp_path: Path) -> None:
    """Here there are none; tests/bot/running/test_supervisor.py has one that hears it."""
    async with started(tmp_path) as command:
        await command.writes("in a browser")
        for number in (signal.SIGUSR1, signal.SIGUSR2):
            command.process.send_signal(number)
        assert await command.stop() == 0


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"WORKERS": "many"}, "WORKERS is 'many'; allowed is a whole number from 0 to 64."),
        ({"TELEGRAM_TOKEN": "oops"}, "@BotFather"),
    ],
)
async def test_a_wrong_setting_is_one_line_and_exit_code_2(tmp_path: Path, environ: dict[str, str], words: str) -> None:
    async with started(tmp_path, **environ) as command:
        assert await command.ends() == 2
    assert words in command.written
    assert len(command.written.splitlines()) == 1


async def test_an_unknown_command_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    async with started(tmp_path, "dmeo") as command:
        assert await command.ends() == 2
    assert (
        command.written
        == "python -m bot: there is no command 'dmeo'; there are demo, doctor, backup FILE and restore FILE.\n"
    )


async def test_a_token_that_telegram_does_not_know_is_said(tmp_path: Path) -> None:
    async with LocalChat() as chat, started(tmp_path, TELEGRAM_TOKEN=WRONG_TOKEN, TELEGRAM_URL=chat.url) as command:
        assert await command.ends() == 2
    assert "copy TELEGRAM_TOKEN from @BotFather again" in command.written
    assert WRONG_TOKEN not in command.written
    assert "Traceback" not in command.written


async def test_a_bot_that_telegram_refuses_is_said(tmp_path: Path) -> None:
    faults = Faults()
    faults.add("getMe", "Forbidden: bot was deactivated")
    async with (
        LocalChat(wrap=faults.wrap) as chat,
        started(tmp_path, TELEGRAM_TOKEN=chat.token, TELEGRAM_URL=chat.url) as command,
    ):
        assert await command.ends() == 2
    assert "Telegram refuses the bot (Forbidden: bot was deactivated); check TELEGRAM_TOKEN" in command.written
    assert "Traceback" not in command.written


async def test_a_start_that_telegram_puts_off_waits_as_long(tmp_path: Path) -> None:
    faults = Faults()
    faults.add("getMe", "429")
    async with (
        LocalChat(wrap=faults.wrap) as chat,
        started(tmp_path, TELEGRAM_TOKEN=chat.token, TELEGRAM_URL=chat.url) as command,
    ):
        await command.writes("Serving Telegram")
        assert await command.stop() == 0
    assert faults.calls["getMe"] == 2


async def test_a_network_that_is_away_is_said_once_and_waited_for(tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{a_free_port()}"
    async with started(tmp_path, TELEGRAM_TOKEN=WRONG_TOKEN, TELEGRAM_URL=url) as command:
        await command.writes("cannot be reached")
        assert await command.stop() == 0
    assert command.written.count("cannot be reached") == 1


async def test_a_taken_port_is_said(tmp_path: Path) -> None:
    with a_taken_port() as port:
        async with started(tmp_path, LOCALCHAT_PORT=port) as command:
            assert await command.ends() == 2
    assert f"Port {port} is taken" in command.written
    assert "Traceback" not in command.written


async def test_an_address_of_the_health_page_that_cannot_be_is_said(tmp_path: Path) -> None:
    port = a_free_port()
    async with started(tmp_path, HEALTH_PORT=str(port), HEALTH_LISTEN="192.0.2.1") as command:
        assert await command.ends() == 2
    assert f"Port {port} of 192.0.2.1 cannot be used (Cannot assign requested address);" in command.written
    assert "set HEALTH_PORT or HEALTH_LISTEN to another" in command.written


async def test_a_folder_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    async with started(tmp_path, DATA_DIR=str(tmp_path / "file" / "folder")) as command:
        assert await command.ends() == 2
    assert "make it writable or free some space" in command.written


@pytest.mark.parametrize(
    ("url", "remedy"),
    [
        ("sqlite:////dev/full", "free some space where the database lies."),
        ("sqlite:////proc/here.sqlite", "check that DATA_DIR may be written, and the path in DATABASE_URL."),
        ("postgresql://bot:word@127.0.0.1:1/x", "check that the server in DATABASE_URL runs and can be reached."),
    ],
)
async def test_a_database_that_refuses_is_one_line_with_its_remedy(tmp_path: Path, url: str, remedy: str) -> None:
    async with started(tmp_path, DATABASE_URL=url) as command:
        assert await command.ends() == 2
    assert command.written.endswith(f": {remedy}\n")
    assert len(command.written.splitlines()) == 1


async def test_a_bot_whose_database_says_nothing_stops_when_told_to(tmp_path: Path) -> None:
    is_asked = asyncio.Event()

    async def say_nothing(asked: asyncio.StreamReader, answer: asyncio.StreamWriter) -> None:
        is_asked.set()
        await asked.read()
        answer.close()

    async with await asyncio.start_server(say_nothing, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        async with started(tmp_path, DATABASE_URL=f"postgresql://ann@127.0.0.1:{port}/stylegram") as command:
            async with asyncio.timeout(PATIENCE_S):
                await is_asked.wait()
            assert await command.stop() == 0
    assert "Stopped before the database answered." in command.written


async def test_the_token_is_in_no_line_at_any_level(tmp_path: Path) -> None:
    async with (
        LocalChat() as chat,
        started(tmp_path, TELEGRAM_TOKEN=chat.token, TELEGRAM_URL=chat.url, LOG_LEVEL="DEBUG") as command,
    ):
        await command.writes("Serving Telegram as @stylegram_local_bot")
        ann = chat.person("Ann")
        ann.send_photo(ann.id, PHOTO)
        ann.send_photo(ann.id, STYLE)
        await command.writes("queued: 1 style, ")
        assert await command.stop() == 0
    assert chat.token not in command.written
    assert chat.token.partition(":")[2] not in command.written


async def test_another_program_with_the_same_token_is_one_line(tmp_path: Path) -> None:
    async with (
        LocalChat() as chat,
        httpx.AsyncClient() as other,
        started(tmp_path, TELEGRAM_TOKEN=chat.token, TELEGRAM_URL=chat.url) as command,
    ):
        await command.writes("Serving Telegram")
        for _ in range(3):
            await other.post(f"{chat.base_url}{chat.token}/getUpdates", data={"timeout": 1})
        await command.writes("Somebody else takes this bot's updates: stop the other program that uses TELEGRAM_TOKEN.")
        assert await command.stop() == 0
    assert command.written.count("Somebody else") == 1
    assert "Traceback" not in command.written


async def test_a_token_that_is_revoked_while_the_bot_runs_ends_it_with_one_line(tmp_path: Path) -> None:
    faults = Faults()
    async with (
        LocalChat(wrap=faults.wrap) as chat,
        started(tmp_path, TELEGRAM_TOKEN=chat.token, TELEGRAM_URL=chat.url) as command,
    ):
        await command.writes("Serving Telegram")
        faults.add("getUpdates", "401", times=1000)
        ann = chat.person("Ann")
        ann.send_text(ann.id, "hello")  # ends the poll that is under way
        assert await command.ends() == 2
    assert "copy TELEGRAM_TOKEN from @BotFather again" in command.written
    assert "Traceback" not in command.written
    assert chat.token not in command.written
