"""The page keeps in step with the chat and shows what matters where it is looked for, in a real headless Chromium."""

from playwright.async_api import expect
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.localchat import LocalChat
from tests.support.page import MARKS, PHONE, bubbles, opened, with_bot, write
from tests.support.pictures import noise, picture

pytestmark = MARKS


async def test_reader_of_earlier_messages_stays_there_while_the_chat_changes():
    async with with_bot() as (chat, bot, ann):
        for number in range(40):
            said = ann.send_text(ann.id, f"{number} hello")
        async with opened(chat) as page:
            await expect(bubbles(page)).to_have_count(41)
            await page.locator("#scroller").evaluate("scroller => scroller.scrollTo(0, 0)")
            await expect(page.get_by_role("button", name="To the latest message")).to_be_visible()
            await bot.set_message_reaction(ann.id, said.id, "👀")
            await expect(page.get_by_label("The bot reacted with 👀")).to_have_count(1)
            chat.person("Ben")
            await expect(page.get_by_role("radio", name="Ben")).to_be_visible()
            assert await page.locator("#scroller").evaluate("scroller => scroller.scrollTop") == 0


async def test_page_that_is_looked_at_again_has_one_connection():
    async with LocalChat() as chat, opened(chat) as page:
        await page.evaluate(
            """() => {
                window.lines = 0;
                const Line = WebSocket;
                window.WebSocket = class extends Line { constructor(address) { super(address); window.lines += 1; } };
            }"""
        )
        chat.close_pages()
        await page.wait_for_function("() => lines === 1 && !document.getElementById('connection').textContent")
        await page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
        assert await page.evaluate("() => lines") == 1


async def test_admin_who_wrote_anonymously_is_told_so_and_keeps_what_was_written():
    async with with_bot() as (chat, _, ann):
        group = chat.group("Studio", [ann])
        ann.write_anonymously(group)
        ann.send_text(group, "said for all of us")
        async with opened(chat) as page:
            await page.locator(".chat-row").filter(has_text="Studio").click()
            await page.get_by_role("button", name="More about this chat").click()
            await page.get_by_role("menuitem", name="Write as Ann").click()
            await write(page, "said by me")
            await page.keyboard.press("Enter")
            await expect(page.locator(".message.own")).to_have_count(2)
            await bubbles(page).first.hover()
            await page.get_by_role("button", name="Edit").first.click()
            await write(page, "said for most of us")
            await page.keyboard.press("Enter")
            await expect(bubbles(page).first).to_contain_text("said for most of us")
            await page.get_by_role("button", name="More about this chat").click()
            await expect(page.get_by_role("menuitem", name="Write anonymously")).to_be_visible()


async def test_album_is_deleted_as_a_whole():
    async with with_bot() as (chat, _, ann):
        ann.send_album(ann.id, [picture(), picture(color="red"), picture(color="green")])
        async with opened(chat) as page:
            await bubbles(page).last.hover()
            await page.get_by_role("button", name="Delete").last.click()
            await expect(bubbles(page)).to_have_count(1)
        assert [message.text for message in chat.messages(ann.id)] == ["/start"]


async def test_list_on_a_phone_tells_of_news_in_the_chat_that_was_left():
    async with with_bot() as (chat, bot, ann), opened(chat, size=PHONE, has_touch=True, is_mobile=True) as page:
        await page.locator(".chat-row").tap()
        await bot.send_message(ann.id, "Send me a photo.")
        await expect(bubbles(page)).to_have_count(2)
        await page.get_by_role("button", name="Back to the chats").tap()
        await expect(page.locator(".chat-row .badge")).to_have_count(0)
        await bot.send_message(ann.id, "Anything else?")
        await expect(page.get_by_label("1 new messages")).to_be_visible()
        await page.locator(".chat-row").tap()
        await page.get_by_role("button", name="Back to the chats").tap()
        await expect(page.locator(".chat-row .badge")).to_have_count(0)


async def test_refusal_is_told_in_the_dialog_that_asked():
    async with with_bot() as (chat, _, _ann), opened(chat) as page:
        await page.get_by_role("button", name="New", exact=True).click()
        await page.get_by_label("Name").fill("   ")
        await page.keyboard.press("Enter")
        told = page.get_by_role("dialog").get_by_role("alert")
        await expect(told).to_have_text("A name has 1 to 64 characters.")
        await page.get_by_label("Name").fill("Ben")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("dialog")).to_be_hidden()


async def test_answer_to_a_press_is_seen_by_who_pressed():
    async with with_bot() as (chat, bot, ann):
        ben = chat.person("Ben")
        group = chat.group("Studio", [ann, ben])
        sent = await bot.send_message(group, "Well?", reply_markup=YES)
        said = chat.world.message(group, sent.message_id)
        async with opened(chat) as page:
            await page.get_by_role("radio", name="Ann").click()
            await bot.answer_callback_query(ben.press(said, "Yes").id, "for Ben", show_alert=True)
            await bot.answer_callback_query(ann.press(said, "Yes").id, "for Ann")
            await expect(page.get_by_text("for Ann")).to_be_visible()
            await expect(page.get_by_text("for Ben")).to_have_count(0)


YES = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="yes")]])


async def test_time_on_a_picture_has_a_ground_of_its_own():
    async with with_bot() as (chat, _, ann):
        group = chat.group("Studio", [ann])
        ann.send_photo(group, picture(300, 200, color="white"), reply_to=ann.send_text(group, "look"))
        ann.send_photo(group, noise(300, 200))
        async with opened(chat) as page:
            await page.locator(".chat-row").filter(has_text="Studio").click()
            await expect(bubbles(page)).to_have_count(3)
            replied, bare = (await page.locator(".meta").evaluate_all(LOOKS))[-2:]
            assert replied == bare
            assert "on rgba(0, 0, 0, 0)" not in bare


LOOKS = """(metas) => metas.map((meta) => [meta, meta.querySelector('.ticks')].map((each) => {
    const { color, backgroundColor } = getComputedStyle(each);
    return `${color} on ${backgroundColor}`;
}))"""
