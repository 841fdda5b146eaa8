import pytest
from telegram import BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats
from telegram.error import BadRequest, Conflict

from tests.support.pictures import picture


async def test_bot_knows_itself(bot):
    me = await bot.get_me()
    assert (me.is_bot, me.username, me.can_read_all_group_messages) == (True, "stylegram_local_bot", False)


async def test_photo_of_a_person_is_downloaded(bot, ann):
    sent = ann.send_photo(ann.id, picture(200, 100))
    file = await bot.get_file(sent.photo.sizes[-1].file.file_id)
    assert bytes(await file.download_as_bytearray()) == sent.picture
    assert file.file_size == len(sent.picture)


async def test_unknown_file_is_refused(bot):
    with pytest.raises(BadRequest, match="Invalid file_id"):
        await bot.get_file("nothing")


async def test_file_over_20_megabytes_is_not_handed_out(bot, ann):
    sent = ann.send_document(ann.id, bytes(20 * 1024 * 1024 + 1), "big.bin")
    with pytest.raises(BadRequest, match="File is too big"):
        await bot.get_file(sent.document.file.file_id)


async def test_members_are_told(chat, bot, ann, bob):
    group = chat.group("Studio", [ann, bob])
    assert (await bot.get_chat_member(group, ann.id)).status == "creator"
    assert (await bot.get_chat_member(group, bob.id)).status == "member"


async def test_stranger_is_no_member(chat, bot, ann, bob):
    group = chat.group("Studio", [ann])
    assert (await bot.get_chat_member(group, bob.id)).status == "left"
    with pytest.raises(BadRequest, match="Participant_id_invalid"):
        await bot.get_chat_member(group, 12345)


async def test_bot_leaves_a_group(chat, bot, ann):
    group = chat.group("Studio", [ann])
    assert await bot.leave_chat(group)
    change = chat.world.updates.pending[-1]["my_chat_member"]
    assert change["new_chat_member"]["status"] == "left"


async def test_commands_are_kept_by_scope_and_language(bot):
    await bot.set_my_commands([BotCommand("go", "Start")])
    await bot.set_my_commands([BotCommand("go", "开始")], language_code="zh")
    await bot.set_my_commands([BotCommand("style", "Reply")], scope=BotCommandScopeAllGroupChats())
    assert [command.description for command in await bot.get_my_commands(language_code="zh")] == ["开始"]
    assert [command.command for command in await bot.get_my_commands(scope=BotCommandScopeAllGroupChats())] == ["style"]
    await bot.set_my_commands([])
    assert await bot.get_my_commands() == ()


async def test_menu_is_the_narrowest_scope_in_the_persons_language(chat, bot, ann, bob):
    await bot.set_my_commands([BotCommand("go", "Start")])
    await bot.set_my_commands([BotCommand("go", "Start here")], scope=BotCommandScopeAllPrivateChats())
    await bot.set_my_commands([BotCommand("go", "开始")], scope=BotCommandScopeAllPrivateChats(), language_code="zh")
    group = chat.world.chats[chat.group("Studio", [ann, bob])]
    menu = chat.world.profile.menu
    private = [menu(chat.world.chats[person.id], person.id, person.user.language_code) for person in (ann, bob)]
    assert [commands[0]["description"] for commands in private] == ["Start here", "开始"]
    assert menu(group, ann.id, "en")[0]["description"] == "Start"


async def test_wrong_command_is_refused(bot):
    with pytest.raises(BadRequest, match="Bot_command_invalid"):
        await bot.set_my_commands([BotCommand("go on", "Start")])


async def test_descriptions_are_kept_by_language(bot):
    await bot.set_my_description("Paints photos.")
    await bot.set_my_short_description("画画", language_code="zh")
    assert (await bot.get_my_description(language_code="zh")).description == "Paints photos."
    assert (await bot.get_my_short_description(language_code="zh")).short_description == "画画"


async def test_description_over_512_is_refused(bot):
    with pytest.raises(BadRequest, match="Description is too long"):
        await bot.set_my_description("x" * 513)


async def test_webhook_ends_polling(bot, ann):
    await bot.set_webhook("https://bot.example/hook", allowed_updates=["message"])
    with pytest.raises(Conflict):
        await bot.get_updates()
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == ()
