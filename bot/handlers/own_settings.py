"""/settings, /reset, /size and /language: how the bot works for a person."""

from __future__ import annotations

import dataclasses
import re
import unicodedata

from telegram import Update

from bot.domain.asker import Asker
from bot.handlers import what_again_does
from bot.handlers.context import Context, message_of
from bot.handlers.expected_time import painting_s
from bot.orders.drawn import names_of
from bot.store.preference_rows import CHAT_WIDE
from bot.texts import LANGUAGES, Texts, texts_in
from bot.wording import sentences
from bot.wording.buttons import language_buttons, size_buttons
from bot.wording.presses import AUTO
from bot.wording.who_paints import recipe_word
from engine.options.networks import QUICK
from engine.options.style_options import MIN_EDGE_SIZE, StyleOptions
from engine.recipes.known import has_own_size, wants_quick

_SIZE_EXAMPLE = 768  # px
_MINUTES_S = 90.0  # from here on a painting is told to take minutes before it is asked for
_ALSO_CALLED = {"英文": "en", "英语": "en", "chinese": "zh", "汉语": "zh"}  # beside what each calls itself


async def on_settings(update: Update, context: Context) -> None:
    """/settings: everything that holds for this person here, and who has set it."""
    asker = await context.asker(message_of(update))
    texts, lines = asker.texts, await _lines(context, asker)
    told = [texts.setting.format(name=name, value=value, origin=origin) for name, value, origin in lines]
    await context.say_briefly(asker, "\n".join([*told, "", texts.settings_change]))


async def _lines(context: Context, asker: Asker) -> list[tuple[str, str, str]]:
    """Return each setting's name, its value and who has set it, in words."""
    services, texts = context.services, asker.texts
    own = await services.store.preferences.of(asker.chat_id, asker.person_id)
    shared = await services.store.preferences.of(asker.chat_id)
    draft, _ = (await context.draft(asker)).sorted_out()
    options = await services.options.of(asker)

    def origin(*names: str) -> str:
        if own.has(*names) or (asker.is_private and shared.has(*names)):
            return texts.origin_own
        return texts.origin_group if shared.has(*names) else texts.origin_usual

    styles = names_of(draft.styles)
    blend = sentences.shares(texts, draft.shares, len(styles), styles) if len(styles) > 1 else texts.shares_equal
    return [
        (texts.setting_strength, f"{options.strength:g}", origin("strength")),
        (
            texts.setting_blend,
            draft.wanted or blend,
            texts.origin_own if draft.shares or draft.wanted else texts.origin_usual,
        ),
        (texts.setting_size, texts.pixels.format(size=options.edge_size), origin("edge_size")),
        await _network_line(context, asker, options, origin("is_quick")),
        (texts.setting_recipe, recipe_word(texts, options.recipe), origin("recipe")),
        (
            texts.setting_language,
            texts.language_name,
            origin("language") if shared.language else texts.origin_telegram,
        ),
        await _limits_line(context, asker),
    ]


async def _network_line(context: Context, asker: Asker, options: StyleOptions, origin: str) -> tuple[str, str, str]:
    texts = asker.texts
    if await context.services.painters.network() == QUICK:
        return texts.setting_network, texts.quick_network, texts.origin_usual
    if not wants_quick(options):
        return texts.setting_network, texts.usual_network, texts.origin_usual
    return texts.setting_network, texts.quick_network, origin


async def _limits_line(context: Context, asker: Asker) -> tuple[str, str, str]:
    services, texts = context.services, asker.texts
    if asker.is_private:
        return texts.setting_limits, str(services.settings.jobs_per_person), texts.origin_usual
    limits = await services.limits.of_group(asker.chat_id)
    origin = texts.origin_group if limits.is_own else texts.origin_usual
    return texts.setting_limits, sentences.group_limits(texts, limits.at_once, limits.per_10_min), origin


async def on_reset(update: Update, context: Context) -> None:
    """/reset: everything back to its default, the language aside; what belongs to a group only by its admins."""
    asker = await context.asker(message_of(update))
    services = context.services
    await services.store.preferences.reset(asker.chat_id, asker.person_id)
    draft = await context.draft(asker)
    if draft.shares or draft.wanted or draft.kept_shares:
        await services.store.drafts.save(asker.chat_id, asker.person_id, draft.with_shares(()))
    is_all = await services.limits.is_admin(asker)
    if is_all:
        taken_back = dict.fromkeys(("edge_size", "recipe", "jobs_at_once", "jobs_per_10_min"))
        await services.store.preferences.change(asker.chat_id, CHAT_WIDE, **taken_back)
    options = await services.options.of(asker)
    said = asker.texts.settings_reset if is_all else asker.texts.settings_reset_own
    await context.say_briefly(asker, said.format(strength=f"{options.strength:g}", size=options.edge_size))


async def on_size(update: Update, context: Context) -> None:
    """/size 768: the long side of the next results; in groups the chat's, so only admins change it."""
    await set_size(context, await context.asker(message_of(update)), context.words)


async def set_size(context: Context, asker: Asker, words: str) -> None:
    """Set the long side of the chat's results, or say what it is."""
    services, texts = context.services, asker.texts
    limit = await services.limits.largest_for(asker)
    example = min(_SIZE_EXAMPLE, limit)
    words = unicodedata.normalize("NFKC", words)[:20]
    number = re.fullmatch(r"(\d{1,6})\s*(px|pixels?|像素)?", words.lower())
    if not words:
        size = (await services.options.of(asker)).edge_size
        said = texts.size_is if asker.is_private else texts.size_is_group
        told = said.format(size=size, example=example, limit=limit)
        await context.say_briefly(asker, told, buttons=size_buttons(texts, limit))
    elif not await services.limits.is_admin(asker):
        await context.say_briefly(asker, texts.only_admins)
    elif number is None or not MIN_EDGE_SIZE <= int(number.group(1)) <= limit:
        said = texts.size_refused.format(got=words, lowest=MIN_EDGE_SIZE, limit=limit, example=example)
        await context.say_briefly(asker, said)
    else:
        await services.store.preferences.change(asker.chat_id, CHAT_WIDE, edge_size=int(number.group(1)))
        context.just_set |= {"edge_size"}
        await _say_size(context, asker, int(number.group(1)))


async def _say_size(context: Context, asker: Asker, size: int) -> None:
    """Say which size holds from now on, for what, and how long that takes where it is minutes."""
    said = (asker.texts.size_set if asker.is_private else asker.texts.size_set_group).format(size=size)
    options = await context.services.options.of(asker)
    if has_own_size(options):
        said += asker.texts.size_later.format(name=options.recipe)
        await context.say_briefly(asker, said)
        return
    if await what_again_does.is_made_at_new_size(context, asker):
        said += asker.texts.again_that_way
    expected_s = await painting_s(context, asker, dataclasses.replace(options, edge_size=size))
    if expected_s >= _MINUTES_S:
        said += " " + asker.texts.size_takes.format(time=sentences.duration(asker.texts, expected_s))
    await context.say_briefly(asker, said)


async def on_language(update: Update, context: Context) -> None:
    """/language en, zh or auto: in groups the chat's, so only admins change it."""
    await set_language(context, await context.asker(message_of(update)), context.words)


def _unknown_language(texts: Texts) -> str:
    known = texts.between.join(each.language_name for each in LANGUAGES.values())
    return texts.language_refused.format(languages=known)


async def set_language(context: Context, asker: Asker, words: str) -> None:
    """Set the chat's language, or say what it is and offer the others."""
    called = {each.language_name.lower(): code for code, each in LANGUAGES.items()} | _ALSO_CALLED
    words = called.get(words.lower(), words.lower())
    if words not in (*LANGUAGES, AUTO):
        said = _unknown_language(asker.texts) if words else asker.texts.language_is
        await context.say_briefly(asker, said, buttons=language_buttons(asker.texts))
        return
    if not await context.services.limits.is_admin(asker):
        await context.say_briefly(asker, asker.texts.only_admins)
        return
    chosen = None if words == AUTO else words
    await context.services.store.preferences.change(asker.chat_id, CHAT_WIDE, language=chosen)
    await context.say_briefly(asker, texts_in(chosen or asker.own_language).language_set)
