"""How `python -m bot` ends."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

import bot.demo
from bot.__main__ import main
from engine.machine.process import INTERRUPTED


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
