"""Pictures on the page: pasted, dropped, opened, compared, replied to."""

import os
import shutil

import pytest
from playwright.async_api import Page, async_playwright, expect

from bot.handlers.commands import COMMANDS
from bot.wording.menu import introduce
from tests.support.fakes import FakePainter, FakeQueue
from tests.support.pictures import noise
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


async def test_pasted_picture_waits_in_the_tray(page):
    await start(page)
    await page.evaluate(
        """async () => {
            const canvas = Object.assign(document.createElement('canvas'), { width: 40, height: 40 });
            const blob = await new Promise((taken) => canvas.toBlob(taken));
            const clipboardData = new DataTransfer();
            clipboardData.items.add(new File([blob], 'pasted.png', { type: 'image/png' }));
            const pasting = new ClipboardEvent('paste', { clipboardData, bubbles: true });
            document.getElementById('text').dispatchEvent(pasting);
        }"""
    )
    await expect(page.get_by_role("img", name="pasted.png")).to_be_visible()
    await page.get_by_role("button", name="Remove pasted.png").click()
    await expect(page.get_by_role("img", name="pasted.png")).to_have_count(0)


async def test_dropped_picture_is_sent(page):
    await start(page)
    dropped = await page.evaluate_handle(
        """async () => {
            const canvas = Object.assign(document.createElement('canvas'), { width: 90, height: 60 });
            const blob = await new Promise((taken) => canvas.toBlob(taken));
            const transfer = new DataTransfer();
            transfer.items.add(new File([blob], 'dropped.png', { type: 'image/png' }));
            return transfer;
        }"""
    )
    await page.dispatch_event("#scroller", "dragenter", {"dataTransfer": dropped})
    await expect(page.get_by_text("Drop the pictures here")).to_be_visible()
    await page.dispatch_event("#scroller", "drop", {"dataTransfer": dropped})
    await page.keyboard.press("Enter")
    await expect(bubbles(page).last).to_contain_text("Got your photo")


async def test_what_is_no_photo_is_offered_as_a_file(page):
    await start(page)
    await attach(page, b"no picture at all")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("send it as a file")).to_be_visible()
    await page.get_by_label("Send as files").check()
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(bubbles(page).filter(has_text="0.png")).to_have_count(1)


async def test_reply_carries_the_message_it_answers(page, open_studio):
    await start(page)
    await attach(page, noise(400, 300))
    await page.keyboard.press("Enter")
    await expect(bubbles(page).last).to_contain_text("Got your photo")
    photo = page.get_by_role("log").get_by_role("listitem").filter(has=page.get_by_label("Open the photo")).first
    await photo.hover()
    await photo.get_by_role("button", name="Reply").click()
    await write(page, "/style")
    await expect(bubbles(page).nth(-2).get_by_role("button", name="In reply to Ann")).to_be_visible()
