"""bot.running.folder: one bot for one DATA_DIR."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.running.folder import folder_of_our_own
from tests.bot.running.test_serving import started


def test_a_second_one_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with folder_of_our_own(tmp_path), pytest.raises(SettingsError) as refusal, folder_of_our_own(tmp_path):
        pass
    assert str(refusal.value) == (
        f"Another bot (process {os.getpid()}) uses DATA_DIR {tmp_path}; "
        "stop it first, or set DATA_DIR to another folder."
    )


def test_the_next_one_may_have_it(tmp_path: Path) -> None:
    for _ in range(2):
        with folder_of_our_own(tmp_path / "new"):
            assert (tmp_path / "new").is_dir()


async def test_a_second_bot_ends_with_one_line(tmp_path: Path) -> None:
    with folder_of_our_own(tmp_path / "new"):
        async with started(tmp_path) as second:
            assert await second.ends() == 2
    assert len(second.written.splitlines()) == 1
    assert "stop it first, or set DATA_DIR to another folder." in second.written
