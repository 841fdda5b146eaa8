"""A local Bot API server and a chat page: the bot without a token, and the tests' Telegram.

Nothing here imports the rest of the bot.
"""

from bot.localchat.company import NothingCame
from bot.localchat.local import LocalChat
from bot.localchat.world.errors import NotPossible
from bot.localchat.world.messages import Message, Press
from bot.localchat.world.people import Person

__all__ = ["LocalChat", "Message", "NotPossible", "NothingCame", "Person", "Press"]
