"""What stories begin with: a result whose card is open; for the page a browser, and the page as Ann sees it."""

from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.async_api import async_playwright, expect

from bot.handlers.commands import COMMANDS
from bot.localchat.world.messages import Message
from bot.localchat.world.people import Person
from bot.orders import drawn
from bot.wording.menu import introduce
from tests.support.fakes import FakePainter, FakeQueue
from tests.support.page import CHROMIUM, DESKTOP
from tests.support.speaker import Speaker
from tests.support.studio import Studio, press, send_two, studio


@pytest.fixture(autouse=True)
def small_drawings(monkeypatch):
    """The bot's own styles and scenes, drawn small: what a story says of them does not depend on their size."""
    monkeypatch.setattr("bot.orders.drawn.EDGE_SIZE", 96)


@pytest.fixture
def plain_styles(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Draw each of the bot's own styles as a square of one grey: they differ, and take no time."""
    names = drawn.style_names()
    monkeypatch.setattr(drawn, "draw_style", lambda name, px: Image.new("RGB", (px, px), (20 * names.index(name),) * 3))
    drawn._drawn.cache_clear()
    yield
    drawn._drawn.cache_clear()


@pytest.fixture
async def result(s: Studio) -> Message:
    """Return a result whose card is open."""
    await send_two(s)
    result = await s.result()
    await press(s, result, "more")
    return result


@pytest.fixture
def ben(s: Studio) -> Person:
    return s.chat.person("Ben")


@pytest.fixture
def group(s: Studio, ben: Person) -> int:
    """Return a group of Ann, who runs it, and Ben."""
    return s.chat.group("Studio", [s.ann, ben])


@pytest.fixture(params=["en", "zh"])
def speaker(s: Studio, request: pytest.FixtureRequest) -> Speaker:
    """A person in a private chat with the bot; every story about them is told in both languages."""
    return Speaker.of(s, request.param)


@pytest.fixture(params=["en", "zh"])
def in_group(s: Studio, request: pytest.FixtureRequest) -> Speaker:
    """A person in a group with the bot, in both languages."""
    return Speaker.of(s, request.param, is_in_group=True)


@pytest.fixture
async def browser():
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        await browser.close()


@pytest.fixture
def queue():
    return FakeQueue(painter=FakePainter(iterates=10, pace_s=0.01))


@pytest.fixture
async def open_studio(tmp_path, queue):
    async with studio(tmp_path, queue=queue) as open_studio:
        await introduce(open_studio.services.bot, COMMANDS)
        yield open_studio


@pytest.fixture
async def page(browser, open_studio):
    """The page as Ann sees it; any fault of its scripts fails the test."""
    faults = []
    page = await browser.new_page(viewport=DESKTOP)
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" and is_fault(line.text) else None)
    await page.goto(open_studio.chat.url)
    await expect(page.get_by_role("radio", name="Ann")).to_be_checked()
    yield page
    await page.close()
    assert faults == []


def is_fault(line: str) -> bool:
    """Whether it is more than the browser's own note of a refused or lost request."""
    return not line.startswith(("Failed to load resource", "WebSocket connection"))
