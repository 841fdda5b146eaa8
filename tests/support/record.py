"""Records a conversation with the real bot on the chat page, as the film at the top of the README.

    python -m tests.support.record docs/conversation.webp

Starts `python -m bot` without a token, with a worker that really paints; needs Debian's chromium. What is
shown is what was said, with the waiting shortened: each picture of the page stands equally long.
"""

from __future__ import annotations

import asyncio
import io
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image, ImageChops
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page, async_playwright
from skimage import data

from tests.support.page import CHROMIUM, attach

PORT = 8079
SIZE = {"width": 860, "height": 640}
FRAME_MS, LAST_MS = 450, 4000
WAITING_MS = 1500  # between two pictures while something is painted
PATIENCE_S = 400
QUALITY = 55


class Recorder:
    """Takes pictures of a page, and keeps those that differ from the one before."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.frames: list[Image.Image] = []

    async def take(self, count: int = 1) -> None:
        """Take so many, half a second apart."""
        for _ in range(count):
            shot = Image.open(io.BytesIO(await self._page.screenshot())).convert("RGB")
            if not self.frames or ImageChops.difference(shot, self.frames[-1]).getbbox():
                self.frames.append(shot)
            await self._page.wait_for_timeout(500)

    def save(self, path: Path) -> None:
        """Write them as an animated WebP."""
        durations = [FRAME_MS] * (len(self.frames) - 1) + [LAST_MS]
        first, *others = self.frames
        first.save(path, save_all=True, append_images=others, duration=durations, loop=0, quality=QUALITY, method=4)


@contextmanager
def bot() -> Iterator[None]:
    """Run the bot with a chat page of its own."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "TELEGRAM_TOKEN": "", "DATA_DIR": folder, "LOCALCHAT_PORT": str(PORT)}
        process = subprocess.Popen([sys.executable, "-m", "bot"], env={**environment, "EDGE_SIZE": "384"})
        try:
            yield
        finally:
            process.terminate()
            process.wait(30)


async def opened(page: Page) -> None:
    """Open the page as soon as it is served."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        try:
            await page.goto(f"http://127.0.0.1:{PORT}")
            return
        except PlaywrightError as fault:  # not yet
            print(f"waiting for the page: {type(fault).__name__}", file=sys.stderr)
            await asyncio.sleep(1)
    raise TimeoutError("The page was not served.")


async def converse(page: Page, recorder: Recorder) -> None:
    """Press Start, send a photo with a style's name, and wait for the painting."""
    await page.get_by_role("button", name="Start", exact=True).click()
    await recorder.take(3)
    photo = io.BytesIO()
    Image.fromarray(data.chelsea()).save(photo, "PNG")
    await attach(page, photo.getvalue(), "cat.png")
    text = page.get_by_label("Message", exact=True)
    for words in ("/sty", "/style ", "/style wave"):
        await text.fill(words)
        await recorder.take()
    await page.keyboard.press("Enter")
    end = time.monotonic() + PATIENCE_S
    while not await page.get_by_role("log").get_by_text("Here it is").count():
        if time.monotonic() > end:
            raise TimeoutError("The painting did not come.")
        if not await page.get_by_text("Nobody is painting").count():  # the worker has just started
            await recorder.take()
        await page.wait_for_timeout(WAITING_MS)
    await recorder.take(3)
    await page.get_by_role("button", name="Open the photo").last.click()
    await page.get_by_role("button", name="Before and after").click()
    line = page.get_by_role("slider", name="Before and after")
    for place in (50, 70, 90, 70, 50, 30, 10, 30, 50):
        await line.fill(str(place))
        await recorder.take()


async def record(path: Path) -> None:
    """Record the conversation into a file."""
    with bot():
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            page = await browser.new_page(viewport=SIZE, locale="en-US", color_scheme="light")
            await opened(page)
            recorder = Recorder(page)
            await recorder.take(2)
            try:
                await converse(page, recorder)
            finally:
                recorder.save(path)
            await browser.close()


if __name__ == "__main__":
    asyncio.run(record(Path(sys.argv[1])))
