"""What a press on one of our buttons tells: a verb, and on what.

Callback data is "verb:about" or "verb:about:value", at most 64 bytes. It comes back from the person's client, so
whoever reads it checks whose job it is.
"""

from __future__ import annotations

from dataclasses import dataclass

MAX_CALLBACK_BYTES = 64  # Telegram's limit

# Verbs; a job's id follows
STOP, AS_IT_IS = "stop", "asitis"
RESEND = "resend"
AGAIN = "again"
WEAKER, STRONGER = "weaker", "stronger"
COLORS, STROKE, SIZE, SHARE, STRENGTH = "colors", "stroke", "size", "share", "strength"
SWAP, MIX_MENU, MIX, BACK = "swap", "mixes", "mix", "back"
COMPARE, FILE, DELETE = "compare", "file", "delete"
TRIES, TRY, SURPRISE = "tries", "try", "surprise"  # small ones to choose from; paint one of them large
FILM, WIPE, STICKER = "film", "wipe", "sticker"  # made of a painting without painting
STYLE_MENU, RESTYLE = "styles", "restyle"  # the sheet of styles; paint the photo in one of them
BOLDER, SOFTER, MY_COLORS, FACES = "bolder", "softer", "mine", "faces"  # painted at once
LARGE, LARGE_SURE = "large", "largest"  # as large as the photo: how long it takes; begin indeed
SAVE, UNDO = "save", "undo"  # the style, for later; the last change under the card
MORE, SURE = "more", "sure"  # the rest of the card; delete it indeed
DREAM_OF, DREAM_LAYER = "deeper", "dream"  # dream on in what is shown; dream in what was looked at, by a layer
LAYER_MENU, NEURONS_OF = "layers", "neurons"  # the layers to choose from; what excites one's neurons
YES, NO = "yes", "no"
ABOUT = "about"  # set: nothing, but tell more
QUICK, ON = "quick", "on"  # set: that the quick network paints, a button's word
EDGE_SIZE, LANGUAGE, AUTO = "size", "language", "auto"  # set: a chat's; what Telegram says
FORGET, CLEAR, ONLY_LAST = "forget", "clear", "only"  # set: all that is kept of the person named; the draft's
# Verbs; something else follows
PICK = "pick"  # which style: see bot.handlers.style_meant
SAVED, RENAME, DROP = "saved", "rename", "drop"  # the person whose saved styles they are; which of those
SET = "set"  # the name of a preference, then its value


@dataclass(frozen=True, kw_only=True)
class Pressed:
    """A press on a button of ours.

    Attributes:
        verb: What to do.
        about: On what: a job's id, or what the verb says of a style, a setting or a person.
        value: With what, or "".
    """

    verb: str
    about: str
    value: str = ""


def callback(verb: str, about: str, value: str = "") -> str:
    """Return the callback data of a button."""
    token = ":".join(part for part in (verb, about, value) if part)
    if len(token.encode()) > MAX_CALLBACK_BYTES:
        raise ValueError(f"The callback data {token!r} has more than {MAX_CALLBACK_BYTES} bytes.")
    return token


def read_callback(token: str | None) -> Pressed | None:
    """Return what the callback data says, or None when it is none of ours."""
    verb, _, rest = (token or "").partition(":")
    about, _, value = rest.partition(":")
    return Pressed(verb=verb, about=about, value=value) if verb and about else None
