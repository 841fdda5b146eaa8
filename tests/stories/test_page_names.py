"""Every control of the page has a role and a name for whoever hears the page: Chromium's own accessibility tree."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from tests.support.films import film
from tests.support.page import DESKTOP, MARKS, PHONE, bubbles, opened, with_bot
from tests.support.pictures import picture

pytestmark = MARKS
KEYS = InlineKeyboardMarkup([[InlineKeyboardButton(name, callback_data=name) for name in ("Stronger", "−")]])
CONTROLS = {
    "button",
    "link",
    "textbox",
    "checkbox",
    "radio",
    "switch",
    "slider",
    "menuitem",
    "tab",
    "combobox",
    "option",
}
STAGES = {
    "article",
    "log",
    "list",
    "document",
    "RootWebArea",
    "dialog",
    "image",
    "video",
    "Video",
}  # focused to be read


async def nameless(page: Page) -> list[str]:
    """Return the controls that are heard without a name, and what takes the focus without being one."""
    session = await page.context.new_cdp_session(page)
    nodes = (await session.send("Accessibility.getFullAXTree"))["nodes"]
    await session.detach()
    heard = [node for node in nodes if not node.get("ignored")]
    return [told(node) for node in heard if is_at_fault(node)]


def is_at_fault(node: dict) -> bool:  # type: ignore[type-arg]
    role, name = node["role"]["value"], node.get("name", {}).get("value", "").strip()
    takes_focus = any(each["name"] == "focusable" and each["value"]["value"] for each in node.get("properties", ()))
    return (role in CONTROLS and not name) or (takes_focus and role not in CONTROLS | STAGES)


def told(node: dict) -> str:  # type: ignore[type-arg]
    return f"{node['role']['value']} {node.get('name', {}).get('value', '')!r}"


@pytest.mark.parametrize(("size", "locale"), [(DESKTOP, "en-US"), (PHONE, "zh-CN")], ids=["desktop", "phone"])
async def test_every_control_is_heard_with_its_name(size: dict[str, int], locale: str) -> None:
    async with with_bot() as (chat, bot, ann):
        ann.send_photo(ann.id, picture(300, 200), "look")
        await bot.send_photo(ann.id, picture(300, 200), "Here it is", reply_markup=KEYS)
        await bot.send_animation(ann.id, film(320, 240))
        await bot.send_sticker(ann.id, picture(512, 300, kind="WEBP"))
        await bot.send_document(ann.id, b"text", filename="notes.txt")
        async with opened(chat, size=size, locale=locale) as page:
            await page.locator(".chat-row").first.click()
            await expect(bubbles(page)).to_have_count(6)
            assert await nameless(page) == []


async def test_dialogs_and_the_viewer_are_heard_with_their_names() -> None:
    async with with_bot() as (chat, bot, ann):
        photo = ann.send_photo(ann.id, picture(300, 200))
        await bot.send_photo(ann.id, picture(300, 200, color="red"), reply_parameters={"message_id": photo.id})
        async with opened(chat) as page:
            await page.get_by_role("button", name="Open the photo").last.click()
            await page.get_by_role("button", name="Before and after").click()
            assert await nameless(page) == []
            await page.keyboard.press("Escape")
            for name in ("New group", "New"):
                await page.get_by_role("button", name=name, exact=True).click()
                assert await nameless(page) == []
                await page.keyboard.press("Escape")


async def test_a_control_without_a_name_would_be_found() -> None:
    async with with_bot() as (chat, _, _ann), opened(chat) as page:
        await page.evaluate(
            "() => document.querySelector('.composer button').replaceWith(document.createElement('button'))"
        )
        assert "button ''" in await nameless(page)
