"""The page in a browser: a conversation from the first photo to the picture."""

import pytest
from playwright.async_api import expect

from tests.support.fakes import FakePainter, FakeQueue
from tests.support.page import MARKS
from tests.support.page_with_bot import attach, bubbles, result, start, write
from tests.support.pictures import noise, picture

pytestmark = MARKS


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


async def test_text_of_a_person_never_becomes_markup(page):
    await start(page)
    await write(page, "<img src=x onerror=alert(1)> <b>bold</b>")
    await expect(bubbles(page).filter(has_text="<b>bold</b>")).to_have_count(1)


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
