"""The composition root loads nothing heavy and shows no secret."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.support.patience import patience
from tests.support.studio import studio

HEAVY = ("torch", "torchvision", "onnx", "onnxruntime", "models", "aiogram", "skimage")


def test_importing_the_bot_loads_no_network() -> None:
    code = f"import sys, bot.app, bot.running.serving; print([name for name in {HEAVY!r} if name in sys.modules])"
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=patience(60)
    )
    assert found.stdout.strip() == "[]"


async def test_the_token_is_in_no_repr(tmp_path: Path) -> None:
    """Whatever holds the bot may end in a log line or in somebody's debugger."""
    async with studio(tmp_path) as s:
        secret = s.chat.token.partition(":")[2]
        shown = [s.services, s.services.bot, s.services.settings, s.services.watch, s.services.intake]
        assert [type(each).__name__ for each in shown if secret in repr(each)] == []
