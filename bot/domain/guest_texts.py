"""What is said in a chat where the bot is no member: commands do not reach it there, so no sentence names one."""

from __future__ import annotations

import dataclasses
import functools

from bot.texts import Texts, texts_in


@functools.cache
def guest_texts_in(language: str) -> Texts:
    """Return the sentences in this language, with others in place of those that name commands."""
    texts = texts_in(language)
    return dataclasses.replace(
        texts,
        nobody_paints=texts.guest_nobody_paints,
        cannot_paint=texts.guest_cannot_paint,
        failed=texts.guest_failed,
        failed_memory=texts.guest_failed,
        failed_memory_group=texts.guest_failed,
        failed_memory_smallest=texts.guest_failed,
        failed_settings=texts.guest_failed,
        went_wrong=texts.guest_failed,
        picture_not_fetched=texts.guest_not_fetched,
        queue_full=texts.guest_no_room,
        style_unknown=texts.guest_style_unknown,
        cancelled=texts.stopped,
        nothing_to_cancel=texts.too_late,
        not_yours=texts.guest_not_yours,
        button_gone=texts.guest_gone,
    )
