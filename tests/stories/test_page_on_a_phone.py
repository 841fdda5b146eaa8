"""The page on a phone, in other languages and when the connection is lost."""

from playwright.async_api import expect

from bot.localchat import LocalChat
from tests.support.page import DESKTOP, MARKS, PHONE
from tests.support.page_with_bot import attach, bubbles, result, start, write
from tests.support.patience import patience
from tests.support.pictures import noise, picture

pytestmark = MARKS


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
    for name in ("Swap pictures", "Before and after", "As a file"):
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
