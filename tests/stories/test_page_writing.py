"""What is half-written on the page stays until it is sent, in a real headless Chromium."""

import asyncio

from playwright.async_api import expect
from telegram import BotCommandScopeAllGroupChats

from tests.support.page import MARKS, PHONE, attach, bubbles, opened, with_bot, write
from tests.support.pictures import noise

pytestmark = MARKS


async def test_draft_survives_another_language_and_another_chat():
    async with with_bot() as (chat, _, ann):
        chat.group("Studio", [ann])
        async with opened(chat) as page:
            await page.locator(".chat-row").filter(has_text="/start").click()
            await attach(page, noise(60, 40), "half.png")
            await page.get_by_label("Send as files").check()
            await write(page, "half a sentence")
            await page.get_by_role("button", name="中文").click()
            await expect(page.get_by_role("heading", name="聊天")).to_be_visible()
            await page.get_by_role("button", name="Studio").first.click()
            await expect(page.get_by_role("img", name="half.png")).to_have_count(0)
            await page.locator(".chat-row").filter(has_text="/start").click()
            await expect(page.get_by_label("消息", exact=True).last).to_have_value("half a sentence")
            await expect(page.get_by_role("img", name="half.png")).to_be_visible()
            await expect(page.get_by_label("以文件发送")).to_be_checked()


async def test_failed_send_keeps_text_photo_and_the_way_to_send():
    async with with_bot() as (chat, _, _ann), opened(chat) as page:
        await attach(page, b"no picture at all", "broken.png")
        await write(page, "look at this")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("send it as a file")).to_be_visible()
        await expect(page.get_by_label("Message", exact=True)).to_have_value("look at this")
        await expect(page.get_by_role("img", name="broken.png")).to_have_count(1)
        await expect(page.get_by_label("Send as files")).not_to_be_checked()


async def test_tapped_command_leaves_what_is_half_written():
    async with with_bot() as (chat, bot, ann):
        await bot.send_message(ann.id, "Or /again.")
        async with opened(chat) as page:
            await write(page, "half a sentence")
            await page.get_by_role("button", name="/again", exact=True).click()
            await expect(bubbles(page).last).to_contain_text("/again")
            await expect(bubbles(page)).to_have_count(3)
            await expect(page.get_by_label("Message", exact=True)).to_have_value("half a sentence")


async def test_command_from_the_menu_leaves_what_is_half_written():
    async with with_bot() as (chat, bot, _ann):
        await bot.set_my_commands([("again", "Paint again")])
        async with opened(chat) as page:
            text = page.get_by_label("Message", exact=True)
            await write(page, "half a sentence")
            await page.get_by_role("button", name="Commands").click()
            await page.keyboard.press("Enter")
            await expect(bubbles(page).last).to_contain_text("/again")
            await expect(text).to_have_value("half a sentence")
            await page.get_by_role("button", name="Commands").click()
            await page.keyboard.press("Tab")
            await expect(text).to_have_value("/again half a sentence")
            await write(page, "/ag")
            await page.keyboard.press("Enter")
            await expect(text).to_have_value("")
            await expect(bubbles(page)).to_have_count(3)


async def test_keys_of_an_input_method_are_not_the_menus():
    async with with_bot() as (chat, bot, ann):
        await bot.set_my_commands([("again", "Paint again"), ("about", "About me")])
        async with opened(chat) as page:
            await write(page, "/a")
            await expect(page.get_by_role("option")).to_have_count(2)
            for key in ("ArrowDown", "Tab", "Enter"):
                assert await page.get_by_label("Message", exact=True).evaluate(IS_LEFT_TO_IT, key)
            await expect(page.get_by_role("option", selected=True)).to_contain_text("/again")
            await expect(page.get_by_label("Message", exact=True)).to_have_value("/a")
        assert [message.text for message in chat.messages(ann.id)] == ["/start"]


IS_LEFT_TO_IT = """(text, key) => text.dispatchEvent(
    new KeyboardEvent('keydown', { key, isComposing: true, bubbles: true, cancelable: true }),
)"""


async def test_command_goes_as_it_is_written_where_the_menu_has_only_a_longer_one():
    async with with_bot() as (chat, bot, ann):
        chat.group("Studio", [ann])
        await bot.set_my_commands([("styles", "All styles")])
        await bot.set_my_commands([("style", "Take a style")], BotCommandScopeAllGroupChats())
        async with opened(chat) as page:
            await page.locator(".chat-row").filter(has_text="/start").click()
            await write(page, "/style")
            await expect(page.get_by_role("option")).to_have_count(1)
            await page.keyboard.press("Enter")
            await expect(bubbles(page).last).to_contain_text("/style")
            assert chat.messages(ann.id)[-1].text == "/style"


async def test_command_under_a_picture_or_in_an_edit_is_put_into_the_text():
    async with with_bot() as (chat, bot, ann):
        await bot.set_my_commands([("surprise", "Any style")])
        async with opened(chat) as page:
            text = page.get_by_label("Message", exact=True)
            await attach(page, noise(60, 40))
            await write(page, "/sur")
            await page.keyboard.press("Enter")
            await expect(text).to_have_value("/surprise ")
            await page.keyboard.press("Enter")
            await expect(bubbles(page).last).to_contain_text("/surprise")
            await bubbles(page).last.hover()
            await page.get_by_role("button", name="Edit").last.click()
            await write(page, "/surp")
            await page.get_by_role("option").click()
            await expect(text).to_have_value("/surprise ")
            await write(page, "/surprise me")
            await page.keyboard.press("Enter")
            await expect(bubbles(page).last).to_contain_text("/surprise me")
        sent = chat.messages(ann.id)[-1]
        assert (len(chat.messages(ann.id)), sent.photo is not None, sent.caption) == (2, True, "/surprise me")


async def test_tapped_command_leaves_an_edit_and_the_draft_under_it():
    async with with_bot() as (chat, bot, ann):
        await bot.send_message(ann.id, "Or /again.")
        async with opened(chat) as page:
            text = page.get_by_label("Message", exact=True)
            await write(page, "half a sentence")
            await bubbles(page).first.hover()
            await page.get_by_role("button", name="Edit").first.click()
            await write(page, "/started")
            await page.get_by_role("button", name="/again", exact=True).click()
            await expect(bubbles(page)).to_have_count(3)
            await expect(text).to_have_value("/started")
            await page.get_by_role("button", name="Stop editing").click()
            await expect(text).to_have_value("half a sentence")


async def test_what_is_attached_during_an_upload_stays():
    async with with_bot() as (chat, _, ann), opened(chat) as page:
        uploaded = asyncio.Event()

        async def slow(route):
            await uploaded.wait()
            await route.continue_()

        await page.route("**/page/send", slow)
        await attach(page, noise(60, 40), "first.png")
        await write(page, "first")
        await page.keyboard.press("Enter")
        await attach(page, noise(60, 40), "second.png")
        await write(page, "second")
        uploaded.set()
        await expect(page.get_by_role("img", name="first.png")).to_have_count(0)
        await expect(page.get_by_role("img", name="second.png")).to_be_visible()
        await expect(page.get_by_label("Message", exact=True)).to_have_value("second")
        assert chat.messages(ann.id)[-1].caption == "first"


async def test_full_stop_stays_with_the_command_before_it():
    async with with_bot() as (chat, bot, ann):
        await bot.send_message(ann.id, "Press any button that you like, or send /again.")
        async with opened(chat) as page:
            for width in range(120, 320, 2):  # px; at one of them the line is exactly full behind the command
                await page.locator(".words").last.evaluate("(words, px) => (words.style.maxWidth = `${px}px`)", width)
                assert await page.locator(".said").last.evaluate(STANDS_ALONE) is False


STANDS_ALONE = """(said) => {
    const last = said.lastChild, range = document.createRange();
    range.selectNodeContents(last);
    const stop = range.getBoundingClientRect(), command = [...said.querySelector('.command').getClientRects()].at(-1);
    return stop.top > command.bottom - 2;
}"""


async def test_own_caption_is_edited_and_the_draft_comes_back():
    async with with_bot() as (chat, bot, ann):
        ann.send_photo(ann.id, noise(200, 150))
        async with opened(chat) as page:
            await write(page, "half a sentence")
            await bubbles(page).last.hover()
            await page.get_by_role("button", name="Edit").last.click()
            await write(page, "/style wave")
            await page.keyboard.press("Enter")
            await expect(bubbles(page).last).to_contain_text("/style wave")
            await expect(page.get_by_label("Message", exact=True)).to_have_value("half a sentence")
        assert (await bot.get_updates(offset=-1))[0].edited_message.caption == "/style wave"


async def test_phone_offers_its_camera():
    async with with_bot() as (chat, _, _ann), opened(chat, size=PHONE, has_touch=True, is_mobile=True) as page:
        await page.locator(".chat-row").first.tap()
        chosen = page.locator("input[type=file]")
        async with page.expect_file_chooser():
            await page.get_by_role("button", name="Take a photo").tap()
        assert await chosen.evaluate("input => [input.hasAttribute('capture'), input.accept]") == [True, "image/*"]
        async with page.expect_file_chooser():
            await page.get_by_role("button", name="Attach pictures").tap()
        assert await chosen.evaluate("input => [input.hasAttribute('capture'), input.accept]") == [False, ""]
