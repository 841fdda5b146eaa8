"""The page with the real bot behind it and a painter that only mixes: what people do there, and what they see."""

from playwright.async_api import Locator, Page, expect


async def start(page: Page) -> None:
    await page.get_by_role("button", name="Start", exact=True).click()
    await expect(bubbles(page).last).to_contain_text("Send me a photo")


async def write(page: Page, text: str) -> None:
    await page.get_by_label("Message", exact=True).fill(text)
    await page.keyboard.press("Enter")


async def attach(page: Page, *contents: bytes) -> None:
    files = [{"name": f"{n}.png", "mimeType": "image/png", "buffer": content} for n, content in enumerate(contents)]
    await page.locator("input[type=file]").set_input_files(files)


def bubbles(page: Page) -> Locator:
    return page.get_by_role("log").get_by_role("article")


def result(page: Page) -> Locator:
    return bubbles(page).filter(has_text="Here it is")
