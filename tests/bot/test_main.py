"""How `python -m bot` ends."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import bot.demo
from bot.__main__ import main
from engine.machine.process import INTERRUPTED
from tests.support.patience import patience
from tests.support.processes import ROOT


def test_ctrl_c_while_it_loads_is_no_fault(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(_path: Path) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr("bot.__main__.keep_memory_private", lambda: None)
    monkeypatch.setattr("bot.variables.read_env_file", interrupted)
    assert main([]) == INTERRUPTED
    assert capsys.readouterr().err == ""


class Interrupts:
    """Ctrl-C while a module is looked for."""

    def __init__(self, module: str) -> None:
        self.module = module

    def find_spec(self, name: str, *_: Any) -> None:
        if name == self.module:
            raise KeyboardInterrupt


def test_ctrl_c_while_the_demo_loads_is_no_fault(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delitem(sys.modules, "bot.demo.demo", raising=False)
    monkeypatch.delattr(bot.demo, "demo", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Interrupts("bot.demo.demo"), *sys.meta_path])
    assert main(["demo"]) == INTERRUPTED
    assert capsys.readouterr().err == ""


ASKS_IN_VAIN = """
import asyncio, threading
from bot.errors import SettingsError
from bot.running import serving

async def serve(*_):
    asyncio.get_running_loop().run_in_executor(None, threading.Event().wait)
    {end}

serving.serve = serve
from bot.__main__ import main
main([])
"""


@pytest.mark.parametrize(("end", "code"), [("", 0), ("raise SettingsError('no')", 2)])
def test_a_thread_that_asks_for_an_address_does_not_hold_up_the_end(tmp_path: Path, end: str, code: int) -> None:
    """The system answers after half a minute, or never, where no name server does."""
    command = [sys.executable, "-c", ASKS_IN_VAIN.format(end=end)]
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "DATA_DIR": str(tmp_path), "TELEGRAM_TOKEN": ""}
    assert subprocess.run(command, cwd=tmp_path, env=environ, timeout=patience(30), check=False).returncode == code
