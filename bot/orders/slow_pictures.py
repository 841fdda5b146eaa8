"""Whose pictures took too long to read several times has to wait: each holds a decoder for its whole time limit."""

from __future__ import annotations

import math

from bot.orders.fetching import PictureRefused
from bot.store.order_rows import STARTS_COUNT_S
from bot.store.store import Store
from bot.texts import Texts

MOST_SLOW = 3  # pictures in ten minutes: one may be bad luck, two a second try


async def pause(store: Store, texts: Texts, person_id: int, now: float) -> str | None:
    """Return the sentence that tells this person to wait, or None while they may send pictures.

    Args:
        store: Knows what took too long.
        texts: In which language.
        person_id: Who asks.
        now: Epoch seconds.
    """
    times = await store.orders.slow_since(now - STARTS_COUNT_S, person_id)
    if len(times) < MOST_SLOW:
        return None
    left_s = times[-MOST_SLOW] + STARTS_COUNT_S - now
    return texts.too_slow_pause.format(count=MOST_SLOW, minutes=max(1, math.ceil(left_s / 60)))


async def counted(
    store: Store, texts: Texts, person_id: int, refusal: PictureRefused, *, picture_id: str, now: float
) -> str:
    """Count a refused picture against its sender where it took too long; return what to say.

    Args:
        store: Knows what took too long.
        texts: In which language.
        person_id: Who sent it.
        refusal: Why it was refused.
        picture_id: The picture, and what it was opened for: each counts once.
        now: Epoch seconds.
    """
    if not refusal.is_slow:
        return refusal.sentence
    await store.orders.note_slow(picture_id, person_id)
    told = await pause(store, texts, person_id, now)
    return f"{refusal.sentence}\n{told}" if told else refusal.sentence
