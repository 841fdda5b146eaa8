"""Pictures and films opened large, in a real headless Chromium."""

from playwright.async_api import expect
from telegram import ReplyParameters

from tests.support.films import film
from tests.support.page import MARKS, bubbles, opened, with_bot
from tests.support.pictures import noise, picture

pytestmark = MARKS


async def test_result_is_compared_with_its_photo_by_the_keys():
    async with with_bot() as (chat, bot, ann):
        photo = ann.send_photo(ann.id, noise(600, 400))
        await bot.send_photo(ann.id, picture(600, 400, color="red"), reply_parameters=ReplyParameters(photo.id))
        async with opened(chat) as page:
            await page.get_by_role("button", name="Open the photo").last.click()
            await page.get_by_role("button", name="Before and after").click()
            line = page.get_by_role("slider", name="Before and after")
            await expect(line).to_have_value("50")
            assert await cut(page) == "inset(0px 50% 0px 0px)"
            await line.press("ArrowRight")
            assert await cut(page) == "inset(0px 49% 0px 0px)"
            before = await page.get_by_alt_text("Before", exact=True).bounding_box()
            after = await page.get_by_alt_text("After", exact=True).bounding_box()
            assert before == after


async def cut(page):
    return await page.locator(".compare-before").evaluate("image => getComputedStyle(image).clipPath")


async def test_photo_of_a_person_has_nothing_to_be_compared_with():
    async with with_bot() as (chat, _, ann):
        ann.send_photo(ann.id, noise(600, 400))
        async with opened(chat) as page:
            await page.get_by_role("button", name="Open the photo").click()
            await expect(page.get_by_role("button", name="Large, at 100 %")).to_be_visible()
            await expect(page.get_by_role("button", name="Before and after")).to_have_count(0)


async def test_large_shows_every_pixel_and_is_panned():
    async with with_bot() as (chat, bot, ann):
        await bot.send_document(ann.id, noise(2048, 1536), filename="large.png")
        async with opened(chat) as page:
            await page.get_by_role("button", name="Open large.png").click()
            await page.get_by_role("button", name="Large, at 100 %").click()
            image = page.locator(".viewer-stage img")
            assert await image.evaluate("image => image.decode().then(() => image.width)") == 2048
            stage = page.locator(".viewer-stage")
            left = await stage.evaluate("stage => stage.scrollLeft")
            await page.mouse.move(600, 400)
            await page.mouse.down()
            await page.mouse.move(500, 400)
            await page.mouse.up()
            assert await stage.evaluate("stage => stage.scrollLeft") == left + 100
            await page.keyboard.press("ArrowLeft")
            assert await stage.evaluate("stage => stage.scrollLeft") == left + 20


async def test_film_plays_in_the_chat_and_in_the_viewer():
    async with with_bot() as (chat, bot, ann):
        await bot.send_animation(ann.id, film(320, 240), caption="How it was painted")
        async with opened(chat) as page:
            await page.wait_for_function("() => document.querySelector('.bubble video')?.currentTime > 0")
            await page.get_by_role("button", name="Open the film").click()
            await page.wait_for_function("() => document.querySelector('#viewer video')?.currentTime > 0")
            await page.keyboard.press("Escape")
            await expect(page.locator("#viewer video")).to_have_count(0)


async def test_gif_plays_in_the_chat_and_in_the_viewer():
    async with with_bot() as (chat, _, ann):
        ann.send_animation(ann.id, picture(320, 240, kind="GIF"))
        async with opened(chat) as page:
            shown = page.get_by_role("button", name="Open the film").locator("img")
            assert await shown.evaluate("image => image.decode().then(() => image.naturalWidth)") == 320
            await page.get_by_role("button", name="Open the film").click()
            await expect(page.locator("#viewer img")).to_be_visible()


async def test_sticker_and_reaction_are_seen():
    async with with_bot() as (chat, bot, ann):
        said = ann.send_text(ann.id, "hello")
        await bot.send_sticker(ann.id, picture(512, 300, kind="WEBP"), emoji="🔥")
        async with opened(chat) as page:
            sticker = page.get_by_role("img", name="🔥 Sticker")
            assert await sticker.evaluate("image => image.decode().then(() => image.naturalWidth)") == 512
            await bot.set_message_reaction(ann.id, said.id, "👀")
            await expect(page.get_by_role("img", name="The bot reacted with 👀")).to_be_visible()
            await expect(bubbles(page)).to_have_count(3)
