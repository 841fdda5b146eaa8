"""bot.running.folder: one bot for one DATA_DIR, and for one file of SQLite's."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.running.folder import file_of_our_own, folder_of_our_own
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


def test_a_second_one_on_one_file_is_refused_whichever_link_leads_to_it(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "file.sqlite")
    file, link = f"sqlite:///{tmp_path}/file.sqlite", f"sqlite:///{tmp_path}/link"
    with file_of_our_own(file), pytest.raises(SettingsError) as refusal, file_of_our_own(link):
        pass
    assert str(refusal.value) == (
        f"Another bot (process {os.getpid()}) uses {tmp_path}/file.sqlite; "
        "stop it first, or give each bot a database of its own."
    )
    with file_of_our_own(link):
        pass


@pytest.mark.parametrize("url", ["postgresql://ann@127.0.0.1:1/stylegram", "sqlite:////dev/full", "sqlite:///"])
def test_what_is_no_file_is_left_to_who_opens_it(url: str) -> None:
    with file_of_our_own(url), file_of_our_own(url):
        pass


def test_a_file_beside_which_nothing_can_be_written_is_said_with_what_to_do() -> None:
    remedy = "check that DATA_DIR may be written, and the path in DATABASE_URL"
    with pytest.raises(SettingsError, match=remedy), file_of_our_own("sqlite:////proc/here.sqlite"):
        pass


async def test_a_second_bot_on_a_file_outside_its_folder_ends_with_one_line(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/elsewhere/file.sqlite"
    with file_of_our_own(url):
        async with started(tmp_path, DATABASE_URL=url) as second:
            assert await second.ends() == 2
    assert len(second.written.splitlines()) == 1
    assert "give each bot a database of its own." in second.written
