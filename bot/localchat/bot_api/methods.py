"""The Bot API methods that this server knows, by name, and how a call reaches one.

A method that is not in the table is refused with 404, as a misspelt one is by Telegram: nothing is ever
acknowledged that was not done. Parameters that a method does not read are ignored.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from typing import Any

from bot.localchat.bot_api import asking, editing, guests, reacting, sending
from bot.localchat.bot_api.calls import Answer, Call
from bot.localchat.world.errors import Refused, not_found
from bot.localchat.world.world import World

Method = Callable[[World, Call], Any | Awaitable[Any]]

METHODS: dict[str, Method] = {
    "getMe": asking.get_me,
    "getUpdates": asking.get_updates,
    "setWebhook": asking.set_webhook,
    "deleteWebhook": asking.delete_webhook,
    "sendMessage": sending.send_message,
    "sendPhoto": sending.send_photo,
    "sendDocument": sending.send_document,
    "sendAnimation": sending.send_animation,
    "sendSticker": sending.send_sticker,
    "sendMediaGroup": sending.send_media_group,
    "sendChatAction": sending.send_chat_action,
    "deleteMessage": sending.delete_message,
    "editMessageText": editing.edit_message_text,
    "editMessageCaption": editing.edit_message_caption,
    "editMessageMedia": editing.edit_message_media,
    "editMessageReplyMarkup": editing.edit_message_reply_markup,
    "setMessageReaction": reacting.set_message_reaction,
    "answerGuestQuery": guests.answer_guest_query,
    "answerCallbackQuery": editing.answer_callback_query,
    "getFile": asking.get_file,
    "getChatMember": asking.get_chat_member,
    "leaveChat": asking.leave_chat,
    "setMyCommands": asking.set_my_commands,
    "getMyCommands": asking.get_my_commands,
    "setMyDescription": asking.set_my_description,
    "getMyDescription": asking.get_my_description,
    "setMyShortDescription": asking.set_my_short_description,
    "getMyShortDescription": asking.get_my_short_description,
}
_BY_LOWER_CASE = {name.lower(): method for name, method in METHODS.items()}  # Telegram ignores the case


class BotApi:
    """The Bot API over a world."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def answer(self, call: Call) -> Answer:
        """Return the answer to a call."""
        try:
            method = _BY_LOWER_CASE.get(call.method.lower())
            if method is None:
                raise not_found()
            result = method(self._world, call)
            return Answer.of(await result if inspect.isawaitable(result) else result)
        except Refused as refused:
            return Answer.refusal(refused)

    async def download(self, call: Call) -> Answer:
        """Return the answer to the download of a file that getFile announced."""
        file = self._world.files.at_path(call.text("path"))
        if file is None:
            return Answer.refusal(not_found())
        return Answer(status=200, body=file.content, mime_type="application/octet-stream")
