"""Everything the bot refuses, as one tree.

    BotError
    ├── SettingsError          the environment says something that cannot be; carries the remedy
    ├── StoreUnavailable       the database of drafts and settings does not answer or is full
    ├── BadParameter           what a person wrote after /strength or /blend cannot be used
    │   ├── NotANumber         a word where a number belongs
    │   ├── OutOfRange         a number outside its range
    │   ├── WrongCount         as many shares as there are styles were needed
    │   └── NothingToShare     all shares are zero
    ├── TooManyStyles          a draft holds as many styles as it may
    ├── UnusableMedia          a message that is no picture; the subclass says of which kind
    │   ├── NotAPicture        a video, a sound, a document of another kind
    │   └── FileTooLarge       more bytes than Telegram hands to bots
    ├── DownloadFailed         Telegram did not hand over a file
    └── PictureRefused         a picture of an order cannot be used or had; stands in bot.orders.fetching

People in a chat read bot/texts; they get the facts from the attributes.
"""

from __future__ import annotations


class BotError(Exception):
    """Root of everything the bot refuses."""


class SettingsError(BotError):
    """The environment says something that cannot be; the message carries the remedy."""


class StoreUnavailable(BotError):
    """The database of drafts and settings does not answer or is full."""


class BadParameter(BotError, ValueError):
    """What a person wrote after a command cannot be used.

    Attributes:
        got: The words in question, shortened.
    """

    def __init__(self, got: str) -> None:
        super().__init__(f"{type(self).__name__}: {got}")
        self.got = got


class NotANumber(BadParameter):
    """A word where a number belongs."""


class OutOfRange(BadParameter):
    """A number outside its range."""


class WrongCount(BadParameter):
    """As many shares as there are styles were needed.

    Attributes:
        count: How many were given.
        styles: How many styles there are.
    """

    def __init__(self, got: str, *, count: int, styles: int) -> None:
        super().__init__(got)
        self.count = count
        self.styles = styles


class NothingToShare(BadParameter):
    """All shares are zero."""


class TooManyStyles(BotError):
    """A draft holds as many styles as it may."""


class UnusableMedia(BotError):
    """A message that is no picture which can be painted."""


class NotAPicture(UnusableMedia):
    """A video, a sound, a document of another kind.

    Attributes:
        kind: "video", "animation", "sticker", "document" or "other".
    """

    def __init__(self, kind: str) -> None:
        super().__init__(f"A message with {kind} is not a picture.")
        self.kind = kind


class FileTooLarge(UnusableMedia):
    """More bytes than Telegram hands to bots."""


class DownloadFailed(BotError):
    """Telegram did not hand over a file."""
