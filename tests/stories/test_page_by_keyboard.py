"""The page without a mouse: menu, viewer, focus, announcements."""

from playwright.async_api import expect

from tests.support.page import MARKS
from tests.support.page_with_bot import attach, bubbles, result, start, write
from tests.support.pictures import noise, picture

pytestmark = MARKS


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
    page.on("filechooser", lambda _: None)  # from now on none is opened outside the page, however busy the machine is
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
    await expect(page.get_by_role("button", name="Strength 70", exact=True)).to_be_visible()
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
