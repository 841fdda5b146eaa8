"""The chat page in a headless Chromium beside a local chat, without the bot: a test plays the bot itself.

Chromium is Debian's (apt-get install chromium), or the program that the variable CHROMIUM names.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Locator, Page, async_playwright
from telegram import Bot

from bot.localchat import LocalChat, Person

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or ""
MARKS = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="there is no chromium: apt-get install chromium, or set CHROMIUM"),
]
PHONE = {"width": 390, "height": 780}
DESKTOP = {"width": 1280, "height": 800}


@asynccontextmanager
async def opened(chat: LocalChat, *, size: dict[str, int] = DESKTOP, **context: Any) -> AsyncIterator[Page]:
    """Open the page; a fault of its scripts fails the test."""
    faults: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = await browser.new_page(viewport=size, **context)
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        await page.goto(chat.url)
        await page.wait_for_selector(".person")
        yield page
        await browser.close()
    assert faults == []


@asynccontextmanager
async def with_bot() -> AsyncIterator[tuple[LocalChat, Bot, Person]]:
    """Open a local chat with a bot that a test plays, and Ann who has pressed Start."""
    async with LocalChat() as chat, Bot(chat.token, base_url=chat.base_url) as bot:
        ann = chat.person("Ann")
        ann.start()
        yield chat, bot, ann


def bubbles(page: Page) -> Locator:
    """The messages."""
    return page.get_by_role("log").get_by_role("article")


async def write(page: Page, text: str) -> None:
    """Write a text into the composer, without sending it."""
    await page.get_by_label("Message", exact=True).fill(text)


async def attach(page: Page, content: bytes, name: str = "picture.png") -> None:
    """Choose a picture by the file chooser."""
    await page.locator("input[type=file]").set_input_files([{"name": name, "mimeType": "image/png", "buffer": content}])
