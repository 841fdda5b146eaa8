"""The methods that only look something up, and those that concern the bot itself.

Updates and webhook, files, members of chats, the bot's commands and descriptions.
"""

from __future__ import annotations

from typing import Any

from bot.localchat.bot_api.calls import Call
from bot.localchat.bot_api.sending import writable_chat
from bot.localchat.world.chats import Status, member_json, user_json
from bot.localchat.world.errors import bad_request
from bot.localchat.world.media import file_json
from bot.localchat.world.profile import MAX_DESCRIPTION, MAX_SHORT_DESCRIPTION
from bot.localchat.world.world import Event, World


def get_me(world: World, call: Call) -> Any:
    """GetMe."""
    return {
        **user_json(world.bot),
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "supports_guest_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def get_updates(world: World, call: Call) -> Any:
    """GetUpdates, waiting for the first one up to the time-out."""
    world.updates.allow(_kinds(call))
    return await world.updates.poll(
        offset=call.integer("offset"), limit=call.integer("limit", 100), timeout_s=call.integer("timeout")
    )


def set_webhook(world: World, call: Call) -> Any:
    """SetWebhook: kept; updates wait for whoever delivers them."""
    if not call.text("url"):
        return delete_webhook(world, call)
    if "://" not in call.text("url"):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    world.updates.allow(_kinds(call))
    world.updates.webhook = {"url": call.text("url"), "secret_token": call.text("secret_token")}
    return _drop_pending(world, call)


def delete_webhook(world: World, call: Call) -> Any:
    """DeleteWebhook."""
    world.updates.webhook = {}
    return _drop_pending(world, call)


def get_file(world: World, call: Call) -> Any:
    """GetFile."""
    file = world.files.downloadable(call.text("file_id"))
    return {**file_json(file), "file_path": file.path}


def get_chat_member(world: World, call: Call) -> Any:
    """GetChatMember: of a group only while the bot is in it."""
    chat = writable_chat(world, call)
    user = chat.users.get(call.integer("user_id")) or world.people.get(call.integer("user_id"))
    if user is None:
        raise bad_request("PARTICIPANT_ID_INVALID")
    return member_json(chat, user)


def leave_chat(world: World, call: Call) -> Any:
    """LeaveChat."""
    chat = writable_chat(world, call)
    if chat.is_private:
        raise bad_request("chat member status can't be changed in private chats")
    world.set_status(chat, world.bot, Status.LEFT, by=world.bot)
    world.post(chat, world.bot, extra={"left_chat_member": user_json(world.bot)}, is_service=True)
    return True


def set_my_commands(world: World, call: Call) -> Any:
    """SetMyCommands."""
    world.profile.set_commands(call.json("commands", "list of bot commands"), _scope(call), call.text("language_code"))
    world.tell(Event(kind="profile", chat_id=0))
    return True


def get_my_commands(world: World, call: Call) -> Any:
    """GetMyCommands."""
    return world.profile.get_commands(_scope(call), call.text("language_code"))


def set_my_description(world: World, call: Call) -> Any:
    """SetMyDescription."""
    return _set_text(world, call, "description", MAX_DESCRIPTION)


def get_my_description(world: World, call: Call) -> Any:
    """GetMyDescription."""
    return {"description": world.profile.get_text("description", call.text("language_code"))}


def set_my_short_description(world: World, call: Call) -> Any:
    """SetMyShortDescription."""
    return _set_text(world, call, "short_description", MAX_SHORT_DESCRIPTION)


def get_my_short_description(world: World, call: Call) -> Any:
    """GetMyShortDescription."""
    return {"short_description": world.profile.get_text("short_description", call.text("language_code"))}


def _set_text(world: World, call: Call, kind: str, max_length: int) -> bool:
    world.profile.set_text(kind, call.text(kind), call.text("language_code"), max_length)
    world.tell(Event(kind="profile", chat_id=0))
    return True


def _scope(call: Call) -> Any:
    return call.json("scope", "BotCommandScope")


def _kinds(call: Call) -> list[str] | None:
    kinds = call.array("allowed_updates", "String")
    return None if kinds is None else [str(kind) for kind in kinds]


def _drop_pending(world: World, call: Call) -> bool:
    if call.flag("drop_pending_updates"):
        world.updates.clear()
    return True
