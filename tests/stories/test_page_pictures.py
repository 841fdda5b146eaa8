"""Pictures on the page: pasted, dropped, opened, compared, replied to."""

from playwright.async_api import expect

from tests.support.page import MARKS
from tests.support.page_with_bot import attach, bubbles, start, write
from tests.support.pictures import noise

pytestmark = MARKS


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
