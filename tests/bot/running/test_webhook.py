"""Updates by webhook: Telegram is told the address, and they are taken there."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from bot.localchat import LocalChat
from tests.support.command import PATIENCE_S, started
from tests.support.faults import Faults
from tests.support.ports import a_free_port, a_taken_port


async def test_a_taken_webhook_port_is_said(tmp_path: Path) -> None:
    with a_taken_port() as port:
        webhook = {"WEBHOOK_URL": "https://127.0.0.1/updates", "WEBHOOK_SECRET": "a-long-secret", "WEBHOOK_PORT": port}
        async with (
            LocalChat() as chat,
            started(tmp_path, TELEGRAM_TOKEN=chat.token, TELEGRAM_URL=chat.url, **webhook) as command,
        ):
            assert await command.ends() == 2
    assert f"Port {port} of 127.0.0.1 cannot be used (Address already in use); set WEBHOOK_PORT" in command.written
    assert "Traceback" not in command.written


async def test_a_webhook_that_telegram_refuses_is_said(tmp_path: Path) -> None:
    faults = Faults()
    faults.add("setWebhook", "Bad Request: bad webhook: Failed to resolve host", times=9)
    webhook = {"WEBHOOK_URL": "https://nowhere.example", "WEBHOOK_SECRET": "word", "WEBHOOK_PORT": str(a_free_port())}
    async with (
        LocalChat(wrap=faults.wrap) as chat,
        started(tmp_path, TELEGRAM_TOKEN=chat.token, TELEGRAM_URL=chat.url, **webhook) as command,
    ):
        assert await command.ends() == 2
    assert "(Bad webhook: failed to resolve host); correct WEBHOOK_URL." in command.written
    assert "Traceback" not in command.written


@pytest.mark.parametrize("method", ["setWebhook", "deleteWebhook"])
async def test_a_network_that_goes_while_the_bot_starts_does_not_hold_up_its_end(tmp_path: Path, method: str) -> None:
    faults = Faults()
    faults.add(method, "502", times=1000)
    webhook = {"WEBHOOK_URL": "https://bot.example", "WEBHOOK_SECRET": "word", "WEBHOOK_PORT": str(a_free_port())}
    async with (
        LocalChat(wrap=faults.wrap) as chat,
        started(
            tmp_path,
            TELEGRAM_TOKEN=chat.token,
            TELEGRAM_URL=chat.url,
            **(webhook if method == "setWebhook" else {}),
        ) as command,
    ):
        await command.writes("Telegram cannot be reached")
        assert await command.stop() == 0
    assert "Serving Telegram" not in command.written
    assert "Traceback" not in command.written


async def test_updates_can_come_by_webhook(tmp_path: Path) -> None:
    port = a_free_port()
    async with (
        LocalChat() as chat,
        started(
            tmp_path,
            TELEGRAM_TOKEN=chat.token,
            TELEGRAM_URL=chat.url,
            WEBHOOK_URL=f"https://127.0.0.1:{port}/updates",
            WEBHOOK_SECRET="a-long-secret",
            WEBHOOK_PORT=str(port),
        ) as command,
    ):
        await command.writes("Serving Telegram")
        ann = chat.person("Ann")
        update = {
            "update_id": 1,
            "message": {
                "message_id": 1,
                "date": 1,
                "text": "/start",
                "entities": [{"type": "bot_command", "offset": 0, "length": 6}],
                "chat": {"id": ann.id, "type": "private", "first_name": "Ann"},
                "from": {"id": ann.id, "is_bot": False, "first_name": "Ann"},
            },
        }
        async with httpx.AsyncClient() as http:
            url = f"http://127.0.0.1:{port}/updates"
            assert (await http.post(url, json=update)).status_code == 403
            secret = {"X-Telegram-Bot-Api-Secret-Token": "a-long-secret"}
            assert (await http.post(url, json=update, headers=secret)).status_code == 200
        ann.send_text(ann.id, "hello")  # opens the chat; the bot is not polling, so it never sees it
        await chat.wait_for(ann.id, lambda m: "Send me a photo" in (m.words or ""), PATIENCE_S)
