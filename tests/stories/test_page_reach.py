"""Who can use the page: by keyboard, with weak eyes, on a phone, in Chinese; in a real headless Chromium."""

from pathlib import Path

import pytest
from playwright.async_api import expect
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InlineQueryResultArticle, InputTextMessageContent

from tests.support.page import DESKTOP, MARKS, PHONE, bubbles, opened, with_bot
from tests.support.pictures import picture

pytestmark = MARKS
CONTRAST = (Path(__file__).parents[1] / "support" / "contrast.js").read_text()
KEYS = InlineKeyboardMarkup([[InlineKeyboardButton(name, callback_data=name) for name in ("Stronger", "Weaker")]])


async def test_long_chat_has_a_handful_of_tab_stops():
    async with with_bot() as (chat, bot, ann):
        for number in range(60):
            ann.send_text(ann.id, f"{number} /help")
        await bot.send_message(ann.id, "Here it is", reply_markup=KEYS)
        async with opened(chat) as page:
            await expect(bubbles(page)).to_have_count(62)
            count = "() => [...document.querySelectorAll('button, a[href], [tabindex], input, textarea')]"
            stops = await page.evaluate(f"{count}.filter((e) => e.tabIndex >= 0 && e.checkVisibility()).length")
            assert stops <= 20
            await bubbles(page).last.focus()
            await page.keyboard.press("ArrowUp")
            await expect(bubbles(page).nth(-2)).to_be_focused()
            await page.keyboard.press("Tab")
            assert await page.evaluate("() => document.activeElement.textContent") == "/help"
            await page.keyboard.press("Home")
            await expect(bubbles(page).first).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_every_text_stands_out_from_what_is_behind_it(scheme, size):
    """WCAG 2.2 AA: 4.5 to 1. Own figures, since axe-core gives up on gradients, and every chat stands on one."""
    async with with_bot() as (chat, bot, ann):
        ben = chat.person("Ben")
        group = chat.group("Studio", [ann, ben], privacy=False)
        photo = ben.send_photo(group, picture(300, 200), "look, @somebody #art")
        ann.send_text(group, "/style wave", photo)
        await bot.send_message(group, "Here it is. Or /again.", reply_markup=KEYS)
        await bot.send_document(group, b"text", filename="notes.txt")
        async with opened(chat, size=size, color_scheme=scheme) as page:
            weak = await page.evaluate(CONTRAST)
            await page.locator(".chat-row").filter(has_text="Studio").click()
            await expect(bubbles(page)).to_have_count(4)
            weak += await page.evaluate(CONTRAST)
        assert weak == []


async def test_weak_text_would_be_found():
    async with with_bot() as (chat, _, _ann), opened(chat) as page:
        await page.evaluate("() => document.querySelector('.preview').style.setProperty('color', '#9aa0ac')")
        (found,) = await page.evaluate(CONTRAST)
        assert "preview" in found


async def test_chinese_browser_speaks_as_the_chinese_person():
    async with with_bot() as (chat, _, _ann):
        chat.person("小文", language="zh")
        async with opened(chat, locale="zh-CN") as page:
            await expect(page.get_by_role("radio", name="小文")).to_be_checked()


async def test_new_is_seen_beside_many_people():
    async with with_bot() as (chat, _, _ann):
        for name in ("Ben", "小文", "Dora", "Emil", "Frida"):
            chat.person(name)
        async with opened(chat) as page:
            new = page.get_by_role("button", name="New", exact=True)
            side = await page.locator(".sidebar").bounding_box()
            box = await new.bounding_box()
            assert box["x"] + box["width"] <= side["x"] + side["width"]
            assert await new.evaluate("each => each.scrollWidth <= each.clientWidth")


async def test_tapped_message_on_a_phone_covers_no_button():
    async with with_bot() as (chat, bot, ann):
        await bot.send_message(ann.id, "Here it is", reply_markup=KEYS)
        await bot.send_message(ann.id, "Anything else?")
        async with opened(chat, size=PHONE, has_touch=True, is_mobile=True) as page:
            await page.locator(".chat-row").first.tap()
            await bubbles(page).last.tap()
            reply = page.get_by_role("button", name="Reply").last
            await expect(reply).to_be_visible()
            above, tool = await page.get_by_role("button", name="Weaker").bounding_box(), await reply.bounding_box()
            assert tool["y"] >= above["y"] + above["height"]
            await page.get_by_role("button", name="Weaker").tap()
            await expect(page.get_by_role("button", name="Reply")).to_have_count(1)


async def test_guest_is_called_and_answers_in_a_chat_without_the_bot():
    async with with_bot() as (chat, bot, _ann), opened(chat) as page:
        await page.get_by_role("button", name="New group").click()
        await page.get_by_label("Name").fill("Friends")
        await page.get_by_label("Stylegram").uncheck()
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("answers as a guest")).to_be_visible()
        await page.get_by_label("Message", exact=True).fill("@stylegram_local_bot wave")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("img", name="Seen by the bot", exact=True)).to_have_count(1)
        (update,) = await bot.get_updates(offset=-1)
        answer = InlineQueryResultArticle("1", "x", InputTextMessageContent("Painting…"), reply_markup=KEYS)
        sent = await bot.answer_guest_query(update.guest_message.guest_query_id, answer)
        await expect(bubbles(page).last).to_contain_text("Painting…")
        await bot.edit_message_text("Here it is", inline_message_id=sent.inline_message_id)
        await expect(bubbles(page).last).to_contain_text("Here it is")
