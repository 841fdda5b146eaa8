"""The composition root loads nothing heavy."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("torch", "torchvision", "onnx", "onnxruntime", "models", "aiogram", "skimage")


def test_importing_the_bot_loads_no_network() -> None:
    code = f"import sys, bot.app, bot.serving; print([name for name in {HEAVY!r} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert found.stdout.strip() == "[]"
