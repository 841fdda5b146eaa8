"""The page without a mouse: menu, viewer, focus, announcements."""

import os
import shutil

import pytest
from playwright.async_api import Page, async_playwright, expect

from bot.handlers.commands import COMMANDS
from bot.wording.menu import introduce
from tests.support.fakes import FakePainter, FakeQueue
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


async def test_command_menu_is_used_by_keyboard(page):
    await start(page)
    await page.get_by_label("Message", exact=True).press_sequentially("/st")
    await expect(page.get_by_role("option", selected=True)).to_contain_text("/strength")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(bubbles(page).nth(-2)).to_contain_text("/styles")


async def test_picture_opens_large_and_closes_by_key(page):
    await start(page)
    await attach(page, noise(400, 300))
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Open the photo").click()
    await expect(page.get_by_role("dialog", name="Picture")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog", name="Picture")).to_be_hidden()


async def settled(page):
    """The name of what has the focus, once nothing moves it any more."""
    return await page.evaluate(
        "() => document.activeElement.getAttribute('aria-label') || document.activeElement.textContent"
    )


async def tab_to(page, name, key="Shift+Tab", within=40):
    """Press the key until what is called so has the focus; it must be seen to have it."""
    for _ in range(within):
        await page.keyboard.press(key)
        if name == await settled(page):
            assert await page.evaluate("() => document.activeElement.matches(':focus-visible')")
            return
    raise AssertionError(f"{name} is not reached by {key}; {await settled(page)} is")


async def choose_by_keyboard(page, content: bytes):
    """Open the file chooser with Enter on its button and choose a picture."""
    await tab_to(page, "Attach pictures")
    async with page.expect_file_chooser() as choosing:
        await page.keyboard.press("Enter")
    await (await choosing.value).set_files([{"name": "picture.png", "mimeType": "image/png", "buffer": content}])
    await expect(page.get_by_label("Message", exact=True)).to_be_focused()


async def test_whole_conversation_is_had_by_keyboard(page):
    """Nobody needs a mouse: two photos, a button under the result, the picture opened and closed."""
    await tab_to(page, "Start", "Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Message", exact=True)).to_be_focused()
    await choose_by_keyboard(page, noise(400, 300))
    await page.keyboard.press("Enter")
    await expect(bubbles(page).last).to_contain_text("Got your photo")
    await choose_by_keyboard(page, picture(300, 300, color="orange"))
    await page.keyboard.press("Enter")
    await expect(result(page)).to_have_count(1)
    await tab_to(page, "More…")
    await page.keyboard.press("Enter")
    await tab_to(page, "+")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="Strength 70")).to_be_visible()
    assert await settled(page) == "+"  # the card was redrawn; the focus is where it was
    await tab_to(page, "Open the photo")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog", name="Picture")).to_be_visible()
    await page.keyboard.press("ArrowLeft")
    await expect(page.get_by_role("dialog", name="Picture")).to_contain_text("2 of 3")
    assert await page.evaluate("() => document.activeElement.closest('dialog') !== null")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog", name="Picture")).to_be_hidden()
    assert "Open the photo" in await settled(page)


async def test_focus_stays_in_the_chat_when_its_message_is_deleted(page):
    await start(page)
    await write(page, "hello")
    await expect(bubbles(page).last).to_contain_text("photo")
    await tab_to(page, "Delete")
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Message", exact=True)).to_be_focused()


async def test_new_messages_are_announced_and_edits_are_not(page):
    await start(page)
    log = page.get_by_role("log")
    await expect(log).to_have_attribute("aria-live", "polite")
    await page.evaluate(
        """() => {
            window.told = [];
            const log = document.getElementById('scroller');
            const list = document.getElementById('messages');
            const note = ({ addedNodes }) => addedNodes.length && told.push(log.getAttribute('aria-live'));
            new MutationObserver((changes) => changes.forEach(note)).observe(list, { childList: true });
        }"""
    )
    await write(page, "/strength 80")
    await expect(bubbles(page).last).to_contain_text("Strength is now 80")
    assert set(await page.evaluate("() => told")) == {"polite"}
