"""Why a picture cannot be painted, which one it is, and what to send in its place."""

from __future__ import annotations

from bot.texts import Texts
from engine.queue.job import Refusal


def unusable(texts: Texts, why: Refusal, which: str, fault: str = "") -> str:
    """Return why a picture cannot be painted: by what the engine calls the fault, else by its refusal."""
    faults = {
        "time": texts.picture_too_slow,
        "parts": texts.picture_too_slow,
        "memory": texts.picture_too_heavy,
        "heic": texts.picture_heic,
    }
    refusals: dict[Refusal, str] = {
        Refusal.PICTURE_TOO_LARGE: texts.picture_too_large,
        Refusal.PICTURE_TOO_SMALL: texts.picture_too_small,
        Refusal.PICTURE_TOO_NARROW: texts.picture_too_narrow,
    }
    return (faults.get(fault) or refusals.get(why, texts.picture_unreadable)).format(which=which)


def which_picture(texts: Texts, index: int, styles: int) -> str:
    """Return what picture this is: 0 the photo, 1 and up the styles."""
    if index == 0:
        return texts.the_photo
    return texts.the_style if styles == 1 else texts.the_style_number.format(number=index)
