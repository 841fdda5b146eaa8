"""Which styles a person means: one of their saved ones, those that the bot draws, or that of an earlier picture.

A button names one by a token: "wave", "@PERSON.NUMBER" or "~JOB".
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.asker import Asker
from bot.domain.saved_style import SavedStyle, called
from bot.domain.sent_picture import SentPicture
from bot.handlers.context import Context
from bot.orders.drawn import drawn_style, style_drawn
from bot.orders.kept_pictures import saved_style, style_of_job
from bot.wording import sentences
from bot.wording.styles import style_names, style_word, styles_called
from engine.options.style_options import MAX_STYLES

_SAVED, _OF_JOB = "@", "~"


async def styles_meant(context: Context, asker: Asker, words: str) -> tuple[SentPicture, ...]:
    """Return the styles that the words name: one of the asker's own first, else one or more that the bot draws."""
    if not words:
        return ()
    if (saved := called(await context.services.store.saved.of(asker.person_id), words)) is not None:
        return (saved_style(saved),)
    return tuple(drawn_style(name) for name in styles_called(words)[:MAX_STYLES])


async def tell_left_out(context: Context, asker: Asker, words: str) -> None:
    """Say so where the words name more drawn styles than are mixed."""
    left_out = len(styles_called(words)) - MAX_STYLES
    if left_out > 0:
        await context.say_briefly(asker, asker.texts.styles_left_out.format(limit=MAX_STYLES, count=left_out))


async def tell_unknown(context: Context, asker: Asker, words: str) -> None:
    """Say that no style is called so, and which there are."""
    saved = [style.name for style in await context.services.store.saved.of(asker.person_id)]
    await context.say_briefly(asker, sentences.unknown_style(asker.texts, words, saved))


async def tell_one_taken(context: Context, asker: Asker, styles: Sequence[SentPicture]) -> None:
    """Say so where several styles were named for what takes one."""
    if len(styles) > 1:
        await context.say_briefly(asker, asker.texts.one_style_taken.format(name=word_for(asker, styles[0])))


async def style_of_token(context: Context, asker: Asker, token: str) -> SentPicture | None:
    """Return the style that a button's token names; None where it is gone, or another person's."""
    if token in style_names():
        return drawn_style(token)
    if token.startswith(_OF_JOB):
        job = await context.services.under_way.job(token.removeprefix(_OF_JOB))
        return style_of_job(job.id) if job is not None and job.owner == str(asker.person_id) else None
    return _own(await context.services.store.saved.of(asker.person_id), token)


def _own(saved: Sequence[SavedStyle], token: str) -> SentPicture | None:
    return next((saved_style(style) for style in saved if token_of_saved(style) == token), None)


def token_of_saved(style: SavedStyle) -> str:
    """Return the token by which a button names a saved style."""
    return f"{_SAVED}{style.person_id}.{style.number}"


def token_of_job(job_id: str) -> str:
    """Return the token by which a button names the style of an earlier job."""
    return f"{_OF_JOB}{job_id}"


def word_for(asker: Asker, style: SentPicture) -> str:
    """Return what the asker calls the style."""
    drawn = style_drawn(style)
    return style_word(asker.texts, drawn) if drawn else style.name or asker.texts.style_earlier
