"""/limits: how many pictures a group gets, set by its admins within what the operator allows."""

from __future__ import annotations

import re
import unicodedata

from telegram import Update

from bot.domain.asker import Asker
from bot.domain.preferences import AT_ONCE, NO_LIMITS, PER_10_MIN
from bot.handlers.context import Context, message_of
from bot.store.preference_rows import CHAT_WIDE
from bot.wording import sentences
from bot.wording.buttons import limit_buttons

_WORDS = re.compile(r"(\d{1,4})(?:[\s,;/、]+(\d{1,4}))?")
_OFF = ("off", "none", "0", "无", "不限")


async def on_limits(update: Update, context: Context) -> None:
    """/limits 3 10: pictures of this group at once and within ten minutes; /limits off takes that back."""
    asker = await context.asker(message_of(update))
    words = unicodedata.normalize("NFKC", context.words).strip().lower()
    if asker.is_private:
        at_once = context.services.settings.jobs_per_person
        await context.say_briefly(asker, asker.texts.limits_private.format(at_once=at_once))
    elif not words:
        await _tell(context, asker, asker.texts.limits_are)
    elif words in _OFF:
        await set_limits(context, asker, {AT_ONCE: None, PER_10_MIN: None})
    elif (numbers := _WORDS.fullmatch(words)) and int(numbers.group(1)):
        per_10_min = {PER_10_MIN: int(numbers.group(2))} if numbers.group(2) else {}
        await set_limits(context, asker, {AT_ONCE: int(numbers.group(1)), **per_10_min})
    else:
        await context.say_briefly(asker, asker.texts.limits_refused.format(got=words[:20]))


async def set_limits(context: Context, asker: Asker, chosen: dict[str, int | None]) -> None:
    """Set a group's limits, for one of its admins; say what holds then."""
    if not await context.services.limits.is_admin(asker):
        await context.say_briefly(asker, asker.texts.only_admins)
        return
    await context.services.store.preferences.change(asker.chat_id, CHAT_WIDE, **chosen)
    limits = await context.services.limits.of_group(asker.chat_id)
    holds = {AT_ONCE: limits.at_once, PER_10_MIN: limits.per_10_min}
    is_capped = any(wanted and wanted > holds[name] for name, wanted in chosen.items())
    await _tell(context, asker, asker.texts.limits_capped if is_capped else asker.texts.limits_set)


async def press_limit(context: Context, asker: Asker, name: str, count: str) -> None:
    """Set what a button under /limits says."""
    if asker.is_private:
        return
    if name == NO_LIMITS:
        await set_limits(context, asker, {AT_ONCE: None, PER_10_MIN: None})
    elif count.isdecimal() and 0 < int(count) < 10_000:
        await set_limits(context, asker, {name: int(count)})


async def _tell(context: Context, asker: Asker, sentence: str) -> None:
    limits = await context.services.limits.of_group(asker.chat_id)
    told = sentences.group_limits(asker.texts, limits.at_once, limits.per_10_min)
    buttons = limit_buttons(asker.texts) if sentence == asker.texts.limits_are else None
    await context.say_briefly(asker, sentence.format(limits=told), buttons=buttons)
