"""`python -m bot` with the worker that it starts itself, painting for real."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from bot.localchat import LocalChat
from tests.bot.running.test_serving import started
from tests.support.patience import patience
from tests.support.ports import a_free_port
from tests.support.studio import PHOTO, STYLE, is_result

pytestmark = pytest.mark.slow  # loads torch

PATIENCE_S = patience(240)  # a real painting


async def test_a_painting_that_a_stop_interrupts_is_taken_up_again_and_delivered_once(tmp_path: Path) -> None:
    """Bot and worker are gone within ten seconds of SIGTERM; nothing is lost by it."""
    environ = {"WORKERS": "1", "EDGE_SIZE": "256", "DEVICE": "cpu"}
    async with LocalChat() as chat:
        environ |= {"TELEGRAM_TOKEN": chat.token, "TELEGRAM_URL": chat.url}
        ann = chat.person("Ann")
        async with started(tmp_path, **environ) as command:
            await command.writes("waits for jobs")
            ann.send_photo(ann.id, PHOTO)
            ann.send_photo(ann.id, STYLE)
            await chat.wait_for(ann.id, lambda m: "Painting" in (m.words or ""), PATIENCE_S)
            assert await command.stop() == 0
        assert "handed back" in command.written
        assert "Traceback" not in command.written
        async with started(tmp_path, **environ):
            result = await chat.wait_for(ann.id, is_result, PATIENCE_S)
            ann.send_text(ann.id, "/status")
            await chat.wait_for(ann.id, lambda m: "not painting anything" in (m.words or ""), PATIENCE_S)
        assert [message for message in chat.messages(ann.id) if is_result(message)] == [result]


async def test_a_worker_that_cannot_start_is_one_line_and_told_to_who_waits(tmp_path: Path) -> None:
    """The house is up without anybody to paint: the log says why, the health page that, and people hear it."""
    port = a_free_port()
    weights = tmp_path / "empty.safetensors"
    weights.write_bytes(b"")
    environ = {"WORKERS": "1", "WEIGHTS": str(weights), "HEALTH_PORT": str(port)}
    async with LocalChat() as chat, httpx.AsyncClient() as http:
        environ |= {"TELEGRAM_TOKEN": chat.token, "TELEGRAM_URL": chat.url}
        async with started(tmp_path, **environ) as command:
            await command.writes("starts again in 60 s")
            reasons = [line for line in command.written.splitlines() if "empty.safetensors" in line]
            assert len(reasons) == 1
            assert "Traceback" not in command.written
            health = await http.get(f"http://127.0.0.1:{port}/")
            assert (health.status_code, health.json()["workers"]) == (503, 0)
            assert "does not start" in health.json()["trouble"]
            ann = chat.person("Ann")
            ann.send_photo(ann.id, PHOTO)
            ann.send_photo(ann.id, STYLE)
            await chat.wait_for(ann.id, lambda m: "cannot paint right now" in (m.words or ""), PATIENCE_S)
            assert await command.stop() == 0
