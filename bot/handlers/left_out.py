"""Albums of which one picture was taken for a command that takes one, so that the others begin nothing."""

from __future__ import annotations

from telegram import Message

from bot.telegram.saying import person_id_of

MAX_REMEMBERED = 200  # albums; the parts of one arrive within seconds

_Album = tuple[int, int, str]  # chat_id, person_id, media_group_id


class LeftOut:
    """The latest such albums, in memory: a restart may lose them, and nobody is much the worse for it."""

    def __init__(self) -> None:
        self._told: dict[_Album, bool] = {}

    def rest_of(self, message: Message) -> None:
        """Leave out the other parts of the message's album, where it has one."""
        if (album := _album_of(message)) is not None:
            self._told[album] = False
        if len(self._told) > MAX_REMEMBERED:
            del self._told[next(iter(self._told))]

    def holds(self, message: Message) -> bool:
        """Return whether the message is a part of such an album."""
        return _album_of(message) in self._told

    def tell_once(self, message: Message) -> bool:
        """Return whether the album's person is still to be told; from now on they are."""
        album = _album_of(message)
        assert album is not None
        was_told, self._told[album] = self._told[album], True
        return not was_told


def _album_of(message: Message) -> _Album | None:
    if message.media_group_id is None:
        return None
    return message.chat.id, person_id_of(message, message.from_user), message.media_group_id
