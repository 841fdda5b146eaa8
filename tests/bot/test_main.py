"""How `python -m bot` ends."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import STOPPED, main


def test_ctrl_c_while_it_loads_is_no_fault(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(_path: Path) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr("engine.machine.process.keep_memory_private", lambda: None)
    monkeypatch.setattr("bot.variables.read_env_file", interrupted)
    assert main([]) == STOPPED
    assert capsys.readouterr().err == ""
