"""The demo's story with the real bot and a painter that only mixes, and how the demo fails; once, the whole of it."""

import asyncio
import dataclasses
import re
import sys
from contextlib import asynccontextmanager

import pytest

from bot.demo import demo, story
from bot.demo.story import DemoFailed, DemoPictures, tell_story
from bot.demo.transcript import Transcript, line_width
from bot.localchat import LocalChat, NothingCame
from tests.support.fakes import FakePainter
from tests.support.studio import send_two, studio


@pytest.fixture
def painter():
    return FakePainter(iterates=10, pace_s=0.1)  # slow enough to send a second style meanwhile


@pytest.fixture(scope="module")
def pictures():
    return DemoPictures.load()


async def test_story_is_printed_and_its_pictures_written(tmp_path, painter, pictures, capsys):
    async with studio(tmp_path / "house", painter=painter) as open_studio:
        Transcript(open_studio.chat, tmp_path)
        await tell_story(open_studio.chat, pictures)
    printed = capsys.readouterr().out
    assert "Group Studio, privacy mode on" in printed
    assert "/blend 60 40" in printed
    assert len(list(tmp_path.glob("*-painted.jpg"))) == 4
    assert all(path in printed for path in map(str, tmp_path.glob("*.jpg")))


async def test_story_ends_when_no_picture_comes(tmp_path, painter, pictures, monkeypatch):
    monkeypatch.setattr(story, "PAINTING_S", 0.2)
    painter.pace_s = 1.0
    async with studio(tmp_path, painter=painter) as open_studio:
        with pytest.raises(NothingCame, match=r"0\.2 s"):
            await tell_story(open_studio.chat, pictures)


async def test_story_ends_when_the_photo_comes_back_as_it_was(tmp_path, painter, pictures):
    same = dataclasses.replace(pictures, waves=pictures.cat)  # mixed with itself, the photo stays as it is
    async with studio(tmp_path, painter=painter) as open_studio:
        with pytest.raises(DemoFailed, match="looks just like its photo"):
            await tell_story(open_studio.chat, same)


@asynccontextmanager
async def silent(settings):
    """A local chat without the bot: nothing ever comes."""
    async with LocalChat() as chat:
        yield chat


async def test_what_did_not_come_is_told_with_the_last_lines_of_the_chat(tmp_path, pictures, monkeypatch):
    monkeypatch.setattr(demo, "running_bot", silent)
    monkeypatch.setattr(demo, "OUTPUT", tmp_path)
    monkeypatch.setattr(story, "ANSWER_S", 0.01)
    with pytest.raises(NothingCame, match="Ada: text '/start'"):
        await demo._run({}, pictures)


async def test_conversation_that_takes_too_long_ends(tmp_path, pictures, monkeypatch):
    monkeypatch.setattr(demo, "running_bot", silent)
    monkeypatch.setattr(demo, "OUTPUT", tmp_path)
    monkeypatch.setattr(demo, "LIMIT_S", 0.01)
    with pytest.raises(DemoFailed, match=r"longer than 0\.01 s"):
        await demo._run({}, pictures)


def test_missing_photos_are_one_line(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "skimage", None)
    assert demo.main() == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "pip install 'scikit-image>=" in line


def test_wrong_setting_is_one_line(monkeypatch, capsys):
    monkeypatch.setenv("EDGE_SIZE", "huge")
    assert demo.main() == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "EDGE_SIZE" in line


def test_unknown_argument_shows_the_usage(capsys):
    assert demo.main(["fast"]) == 2
    assert "usage: python -m bot demo" in capsys.readouterr().err


@pytest.mark.slow
async def test_whole_demo_ends_by_itself(tmp_path):
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "demo", cwd=tmp_path, stdout=asyncio.subprocess.PIPE
    )
    printed = (await process.communicate())[0].decode()
    assert process.returncode == 0
    written = re.findall(r"demo-output/\S+", printed)
    assert len(set(written)) >= 9
    assert all((tmp_path / path).stat().st_size > 0 for path in written if path.endswith(".jpg"))


@pytest.mark.parametrize(("columns", "width"), [(200, 100), (80, 67), (20, 30)])
def test_transcript_fits_the_terminal(monkeypatch, columns, width):
    monkeypatch.setenv("COLUMNS", str(columns))
    assert line_width() == width


async def test_without_a_terminal_there_is_no_progress_bar(tmp_path, painter, pictures, capsys):
    async with studio(tmp_path / "house", painter=painter) as open_studio:
        Transcript(open_studio.chat, tmp_path)
        await send_two(open_studio)
        await open_studio.result()
    assert "painting:" not in "".join(capsys.readouterr())
