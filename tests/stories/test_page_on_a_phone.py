"""The page on a phone, in other languages and when the connection is lost."""

import os
import shutil

import pytest
from playwright.async_api import Page, async_playwright, expect

from bot.handlers.commands import COMMANDS
from bot.localchat import LocalChat
from bot.wording.menu import introduce
from tests.support.fakes import FakePainter, FakeQueue
from tests.support.patience import patience
from tests.support.pictures import noise, picture
from tests.support.studio import studio

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or ""
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="there is no chromium: apt-get install chromium, or set CHROMIUM"),
]
PHONE = {"width": 390, "height": 780}
DESKTOP = {"width": 1200, "height": 800}


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


async def start(page: Page):
    await page.get_by_role("button", name="Start", exact=True).click()
    await expect(bubbles(page).last).to_contain_text("Send me a photo")


async def write(page: Page, text: str):
    await page.get_by_label("Message", exact=True).fill(text)
    await page.keyboard.press("Enter")


async def attach(page: Page, *contents: bytes):
    files = [{"name": f"{n}.png", "mimeType": "image/png", "buffer": content} for n, content in enumerate(contents)]
    await page.locator("input[type=file]").set_input_files(files)


def bubbles(page: Page):
    return page.get_by_role("log").get_by_role("article")


def result(page: Page):
    return bubbles(page).filter(has_text="Here it is")


async def test_lost_connection_is_told_and_found_again(page, open_studio):
    await start(page)
    await page.context.set_offline(True)
    await page.evaluate("() => fetch('/').catch(() => {})")
    open_studio.chat.close_pages()
    await expect(page.get_by_role("status").filter(has_text="Connection lost")).to_be_visible()
    open_studio.ann.send_text(open_studio.private, "said meanwhile")
    await page.context.set_offline(False)
    await expect(bubbles(page).filter(has_text="said meanwhile")).to_be_visible(timeout=patience(15_000))
    await expect(page.locator("#connection")).to_have_text("")


async def test_conversation_goes_on_after_a_restart_of_the_server(browser, tmp_path):
    page = await browser.new_page(viewport=DESKTOP)
    async with LocalChat(folder=tmp_path) as first:
        port = int(first.url.rpartition(":")[2])
        await page.goto(first.url)
        await page.get_by_role("button", name="Start", exact=True).click()
        await expect(bubbles(page)).to_have_count(1)
    await expect(page.get_by_role("status").filter(has_text="Connection lost")).to_be_visible()
    async with LocalChat(port, folder=tmp_path):
        await expect(page.locator("#connection")).to_have_text("", timeout=patience(15_000))
        await write(page, "still here")
        await expect(bubbles(page)).to_have_count(2)
    await page.close()


async def test_phone_shows_chats_then_one_chat(page):
    await page.set_viewport_size(PHONE)
    await page.get_by_role("navigation", name="Chats").get_by_role("button", name="Stylegram").click()
    await start(page)
    await page.get_by_role("button", name="Back to the chats").click()
    await expect(page.get_by_role("heading", name="Chats")).to_be_visible()


async def test_nothing_is_wider_than_a_phone(page):
    await page.set_viewport_size({"width": 320, "height": 640})
    await page.get_by_role("navigation", name="Chats").get_by_role("button", name="Stylegram").click()
    await start(page)
    await attach(page, noise(400, 300))
    await write(page, "x" * 300)
    await expect(bubbles(page).last).to_contain_text("Got your photo")
    assert await page.evaluate("() => document.documentElement.scrollWidth") <= 320


async def test_phone_of_360_px_holds_a_whole_conversation(page):
    await page.set_viewport_size({"width": 360, "height": 640})
    await page.get_by_role("navigation", name="Chats").get_by_role("button", name="Stylegram").click()
    await start(page)
    await attach(page, noise(400, 300), picture(color="orange"))
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(result(page)).to_have_count(1)
    await page.get_by_role("button", name="More…").click()
    for name in ("Swap the pictures", "Before and after", "As a file"):
        button = page.get_by_role("button", name=name, exact=True).first
        box = await button.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
        assert await button.evaluate("each => each.scrollWidth <= each.clientWidth")
    await page.get_by_role("button", name="As a file").click()
    await expect(bubbles(page).last).to_contain_text("full quality")
    assert await page.evaluate("() => document.documentElement.scrollWidth") <= 360


async def test_page_speaks_the_browsers_language_and_can_be_switched(browser, open_studio):
    context = await browser.new_context(locale="zh-CN")
    page = await context.new_page()
    await page.goto(open_studio.chat.url)
    await expect(page.get_by_role("heading", name="聊天")).to_be_visible()
    await expect(page.get_by_role("button", name="开始", exact=True)).to_be_visible()
    await page.get_by_role("button", name="English").click()
    await expect(page.get_by_role("heading", name="Chats")).to_be_visible()
    await page.reload()
    await expect(page.get_by_role("button", name="Start", exact=True)).to_be_visible()
    await context.close()


async def test_lost_connection_is_told_on_a_phone(page, open_studio):
    """The side with its notice is not in sight there."""
    await page.set_viewport_size(PHONE)
    await page.get_by_role("navigation", name="Chats").get_by_role("button", name="Stylegram").click()
    await start(page)
    await page.context.set_offline(True)
    open_studio.chat.close_pages()
    await expect(page.locator("#chat-subtitle")).to_have_text("Connection lost, trying again…")
    await page.context.set_offline(False)
    await expect(page.locator("#chat-subtitle")).to_have_text("bot", timeout=patience(15_000))
