"""Who is there and where: people, the bot, chats and who is a member of what.

Knows no messages. Chats are of the kinds a bot meets: private, group, supergroup (with or without topics).
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import Any

ANONYMOUS_ADMIN_ID = 1087968824  # @GroupAnonymousBot: in `from` of what an anonymous admin writes


class Status(enum.StrEnum):
    """What somebody is in a chat, in the Bot API's words."""

    CREATOR = "creator"
    ADMINISTRATOR = "administrator"
    MEMBER = "member"
    LEFT = "left"  # went away by itself, or never was there
    KICKED = "kicked"  # removed; in a private chat: the person has blocked the bot


PRESENT = frozenset({Status.CREATOR, Status.ADMINISTRATOR, Status.MEMBER})
ADMINS = frozenset({Status.CREATOR, Status.ADMINISTRATOR})


@dataclass(frozen=True, kw_only=True)
class User:
    """A person or a bot."""

    id: int
    first_name: str
    username: str | None = None
    language_code: str | None = None
    is_bot: bool = False


ANONYMOUS_ADMIN = User(id=ANONYMOUS_ADMIN_ID, first_name="Group", username="GroupAnonymousBot", is_bot=True)


@dataclass(kw_only=True, eq=False)
class Chat:
    """A chat and its members."""

    id: int
    type: str
    title: str | None = None
    person: User | None = None  # the other side of a private chat
    shown_id: int | None = None  # as bots see its id, where that is another chat's as well
    is_forum: bool = False
    is_started: bool = False  # a bot may not write to a person who never wrote to it
    migrated_to: int | None = None  # the supergroup that this group became
    members: dict[int, Status] = field(default_factory=dict)
    users: dict[int, User] = field(default_factory=dict)
    anonymous: set[int] = field(default_factory=set)  # admins who write in the group's name
    topics: dict[int, str] = field(default_factory=dict)  # message_thread_id to name

    @property
    def is_private(self) -> bool:
        """Whether it is a chat of one person with the bot, or of two people."""
        return self.type == "private"

    def status_of(self, user_id: int) -> Status:
        """Return what somebody is here."""
        return self.members.get(user_id, Status.LEFT)

    def is_present(self, user_id: int) -> bool:
        """Return whether somebody is a member in any role."""
        return self.status_of(user_id) in PRESENT

    def is_admin(self, user_id: int) -> bool:
        """Return whether somebody is an administrator or the creator."""
        return self.status_of(user_id) in ADMINS


def user_json(user: User) -> dict[str, Any]:
    """Return a user as the Bot API shows one."""
    shown: dict[str, Any] = {"id": user.id, "is_bot": user.is_bot, "first_name": user.first_name}
    if user.username:
        shown["username"] = user.username
    if user.language_code and not user.is_bot:
        shown["language_code"] = user.language_code
    return shown


def chat_json(chat: Chat) -> dict[str, Any]:
    """Return a chat as messages show one."""
    shown: dict[str, Any] = {"id": chat.shown_id or chat.id, "type": chat.type}
    if chat.person:
        shown["first_name"] = chat.person.first_name
        if chat.person.username:
            shown["username"] = chat.person.username
    if chat.title is not None:
        shown["title"] = chat.title
    if chat.is_forum:
        shown["is_forum"] = True
    return shown


def member_json(chat: Chat, user: User) -> dict[str, Any]:
    """Return somebody's place in a chat as getChatMember shows it."""
    status = chat.status_of(user.id)
    shown: dict[str, Any] = {"status": status.value, "user": user_json(user)}
    if status in ADMINS:
        shown["is_anonymous"] = user.id in chat.anonymous
    if status == Status.ADMINISTRATOR:
        shown["can_be_edited"] = False
        shown.update(dict.fromkeys(_ADMIN_RIGHTS, True))
        shown.update(dict.fromkeys(_NOT_GIVEN, False))
    if status == Status.KICKED:
        shown["until_date"] = 0
    return shown


_ADMIN_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
)
# The last one came with Bot API 10.3; a client of an older one passes over it.
_NOT_GIVEN = ("can_post_stories", "can_edit_stories", "can_delete_stories", "can_send_welcome_messages")
