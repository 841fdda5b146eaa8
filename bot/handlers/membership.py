"""What happens to chats: the bot comes and goes, groups become supergroups."""

from __future__ import annotations

import logging
from contextlib import AsyncExitStack

from telegram import ChatMember, ChatMemberRestricted, Update

from bot.domain.asker import Asker
from bot.handlers.context import Context, message_of
from bot.handlers.services import Services
from bot.telegram.saying import say
from bot.texts import language_of

logger = logging.getLogger(__name__)

_PRESENT = {ChatMember.MEMBER, ChatMember.ADMINISTRATOR, ChatMember.OWNER}


async def on_membership(update: Update, context: Context) -> None:
    """Say hello to a new group; delete what is kept of a chat that the bot was put out of."""
    change = update.my_chat_member
    assert change is not None
    was_there, is_there = _is_present(change.old_chat_member), _is_present(change.new_chat_member)
    if was_there and not is_there and change.chat.type != change.chat.PRIVATE:
        await _forget(context.services, change.chat.id)
    if is_there and not was_there and change.chat.type in (change.chat.GROUP, change.chat.SUPERGROUP):
        asker = Asker(
            chat_id=change.chat.id,
            person_id=change.from_user.id,
            message_id=0,
            is_private=False,
            language=language_of(change.from_user.language_code),
        )
        await say(context.bot, asker, asker.texts.start_group, is_quoting=False)


async def _forget(services: Services, chat_id: int) -> None:
    """Delete all that is kept of a chat; nothing of it is handed to the queue meanwhile, nor painted any more."""
    people = {order.ticket.person_id for order in await services.under_way.orders(chat_id=chat_id)}
    async with AsyncExitStack() as held_back:
        for person_id in sorted(people):  # in this order always, so that no two wait for each other
            await held_back.enter_async_context(services.intake.held_back(person_id))
        for known in await services.store.chats.ids_of(chat_id):
            await services.queue.forget_group(str(known))
        await services.store.forget_chat(chat_id)
    services.watch.wake()


def _is_present(member: ChatMember) -> bool:
    """Return whether the bot is in the chat; who is restricted may be, and still work when allowed to again."""
    return member.is_member if isinstance(member, ChatMemberRestricted) else member.status in _PRESENT


async def on_migrated(update: Update, context: Context) -> None:
    """Take a group's drafts and settings over to the supergroup that it became."""
    message = message_of(update)
    if message.migrate_to_chat_id:
        await context.services.store.chats.move(message.chat.id, message.migrate_to_chat_id)
    elif message.migrate_from_chat_id:
        await context.services.store.chats.move(message.migrate_from_chat_id, message.chat.id)
