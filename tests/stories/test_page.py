"""The chat page in a real headless Chromium, with the real bot and a painter that only mixes.

Chromium is Debian's (apt-get install chromium), or the program that the variable CHROMIUM names.
"""

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


async def test_two_photos_and_a_strength_become_a_picture(page, open_studio):
    await start(page)
    await write(page, "/strength 80")
    await expect(bubbles(page).last).to_contain_text("Strength is now 80")
    await attach(page, noise(400, 300))
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(bubbles(page).last).to_contain_text("Got your photo")
    await attach(page, picture(300, 300, color="orange"))
    await page.keyboard.press("Enter")
    await expect(result(page)).to_contain_text("strength 80")
    image = result(page).locator(".picture img")
    assert await image.evaluate("image => image.decode().then(() => image.naturalWidth)") == 64


async def test_album_with_a_caption_is_sent_as_one(page, open_studio):
    await start(page)
    await attach(page, noise(400, 300), picture(color="red"))
    await write(page, "/strength 30")
    await expect(result(page)).to_contain_text("strength 30")
    assert open_studio.chat.messages(open_studio.private)[2].album is not None


class TestSlowPainter:
    @pytest.fixture
    def queue(self):
        return FakeQueue(painter=FakePainter(iterates=2000, pace_s=0.02))

    async def test_painting_is_stopped_by_its_button(self, page):
        await start(page)
        await attach(page, noise(400, 300), picture(color="red"))
        await page.keyboard.press("Enter")
        await page.get_by_role("button", name="Stop", exact=True).click()
        await expect(page.get_by_role("button", name="Stop", exact=True)).to_have_count(0)
        await write(page, "/status")
        await expect(bubbles(page).last).to_contain_text("I am not painting anything")
        await expect(result(page)).to_have_count(0)

    async def test_progress_is_edited_in_place(self, page):
        await start(page)
        await attach(page, noise(400, 300), picture(color="red"))
        await page.keyboard.press("Enter")
        progress = bubbles(page).filter(has_text="Painting")
        await expect(progress).to_have_count(1)
        before = await progress.inner_text()
        await expect(progress).not_to_have_text(before)
        preview = progress.get_by_role("button", name="Open the photo")  # the quote above it has a picture, too
        await expect(preview).to_have_count(1)


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


async def test_command_menu_is_used_by_keyboard(page):
    await start(page)
    await page.get_by_label("Message", exact=True).press_sequentially("/st")
    await expect(page.get_by_role("option", selected=True)).to_contain_text("/strength")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(bubbles(page).nth(-2)).to_contain_text("/styles")


async def test_text_of_a_person_never_becomes_markup(page):
    await start(page)
    await write(page, "<img src=x onerror=alert(1)> <b>bold</b>")
    await expect(bubbles(page).filter(has_text="<b>bold</b>")).to_have_count(1)


async def test_picture_opens_large_and_closes_by_key(page):
    await start(page)
    await attach(page, noise(400, 300))
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Open the photo").click()
    await expect(page.get_by_role("dialog", name="Picture")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog", name="Picture")).to_be_hidden()


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


async def test_privacy_switch_decides_what_the_bot_sees(page, open_studio):
    chat, ann = open_studio.chat, open_studio.ann
    group = chat.group("Studio", [ann])
    await page.get_by_role("button", name="Studio").first.click()
    await attach(page, noise(40, 30))
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("img", name="Not seen by the bot")).to_have_count(1)
    await page.get_by_role("switch", name="Privacy mode").uncheck(force=True)
    await expect(page.get_by_role("switch", name="Privacy mode")).not_to_be_checked()
    assert not chat.has_privacy(group)


async def test_second_person_has_their_own_chat(page, open_studio):
    await start(page)
    await page.get_by_role("button", name="New", exact=True).click()
    await page.get_by_label("Name").fill("Ben")
    await page.get_by_role("button", name="Add", exact=True).click()
    await expect(page.get_by_role("radio", name="Ben")).to_be_checked()
    await expect(page.get_by_role("button", name="Start", exact=True)).to_be_visible()


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


async def test_page_asks_nobody_else(browser, open_studio):
    asked = []
    page = await browser.new_page()
    page.on("request", lambda request: asked.append(request.url))
    await page.goto(open_studio.chat.url)
    await start(page)
    assert {url.split("/")[2] for url in asked if not url.startswith(("data:", "blob:"))} == {
        open_studio.chat.url.removeprefix("http://")
    }
    await page.close()


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


async def test_topic_is_made_shown_and_written_in(page, open_studio):
    group = open_studio.chat.group("Studio", [open_studio.ann])
    await page.get_by_role("button", name="Studio").first.click()
    await write(page, "before any topic")
    await page.get_by_role("button", name="More about this chat").click()
    await page.get_by_role("menuitem", name="New topic").click()
    await page.get_by_label("Name").fill("Painting")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("radio", name="Painting")).to_be_checked()
    await expect(bubbles(page).filter(has_text="before any topic")).to_have_count(0)
    await write(page, "/status")
    await expect(bubbles(page).last).to_contain_text("not painting")
    answer = open_studio.chat.messages(group)[-1]
    assert (answer.is_from_bot, answer.is_topic_message) == (True, True)
    await page.get_by_role("radio", name="Painting").press("ArrowLeft")
    await expect(page.get_by_role("radio", name="General")).to_be_checked()
    await expect(page.get_by_role("radio", name="General")).to_be_focused()
    await expect(bubbles(page).filter(has_text="before any topic")).to_have_count(1)
    await expect(bubbles(page).filter(has_text="not painting")).to_have_count(0)
    await page.get_by_role("radio", name="All").click()
    await expect(bubbles(page).filter(has_text="before any topic")).to_have_count(1)
    await expect(bubbles(page).filter(has_text="not painting")).to_have_count(1)


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
