"""The method with which a bot reacts to a message: one emoji of those that Telegram allows everybody.

A bot without a subscription sets one reaction at most; custom and paid ones are refused here.
"""

from __future__ import annotations

from typing import Any

from bot.localchat.bot_api.calls import Call
from bot.localchat.bot_api.sending import writable_chat
from bot.localchat.world.errors import bad_request
from bot.localchat.world.world import World

_ALLOWED = """
❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥
🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨
🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡
"""  # Bot API 10.0, ReactionTypeEmoji
EMOJI = frozenset(_ALLOWED.split())


def set_message_reaction(world: World, call: Call) -> Any:
    """SetMessageReaction; an empty list takes the reaction away."""
    chat = writable_chat(world, call)
    message = world.message(chat.id, call.integer("message_id"))
    if message is None:
        raise bad_request("message to react not found")
    if message.is_service:
        raise bad_request("message can't be reacted")
    world.react(message, _emoji(call.array("reaction", "ReactionType") or []))
    return True


def _emoji(reactions: list[Any]) -> str | None:
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    for reaction in reactions:
        if not isinstance(reaction, dict) or reaction.get("type") != "emoji" or _plain(reaction) not in EMOJI:
            raise bad_request("REACTION_INVALID")
        return _plain(reaction)
    return None


def _plain(reaction: dict[str, Any]) -> str:
    """Return the emoji without the mark that only asks for colours (U+FE0F): clients send both."""
    return str(reaction.get("emoji")).replace("\ufe0f", "")
