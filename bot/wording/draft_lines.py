"""How far a draft is, to its person: what it has got, what it lacks."""

from __future__ import annotations

from collections.abc import Collection

from bot.domain.asker import Asker
from bot.domain.draft import Draft
from bot.domain.shares import count_of
from bot.wording.styles import style_names, style_word


def got(asker: Asker, draft: Draft) -> str:
    """Return what a draft has got with its last picture, and what it needs next."""
    texts = asker.texts
    if draft.job_id is not None:
        said = texts.kept_style.format(number=len(draft.styles))
        is_unsaid = bool(draft.styles) and draft.styles[-1].role is None  # it may be meant as another photo
        return f"{said}{texts.or_new_photo}" if is_unsaid else said
    if draft.content:
        said = texts.got_content if asker.is_private else texts.got_content_group
        return f"{said}{texts.or_last_style}" if draft.earlier_styles else said
    said = texts.got_style if asker.is_private else texts.got_style_group
    return f"{said}{texts.or_last_photo}" if draft.earlier_content else said


def started_album(asker: Asker, draft: Draft, fresh: Collection[int]) -> str | None:
    """Return that the first of an album is painted in the others' styles; None where a draft came in another way.

    Args:
        asker: Whose draft.
        draft: A complete one.
        fresh: The messages whose pictures it has just got.
    """
    is_of_one_album = all(picture.message_id in fresh for picture in draft.pictures)
    if not is_of_one_album or len(draft.styles) < 2:
        return None
    return asker.texts.started_album.format(count=len(draft.styles))


def missing(asker: Asker, draft: Draft) -> str:
    """Return what a draft that is not complete needs next."""
    texts = asker.texts
    if draft.styles and draft.content is None:
        return texts.got_style if asker.is_private else texts.got_style_group
    if draft.content is None:
        return texts.need_photo if asker.is_private else texts.need_photo_group
    return texts.need_style if asker.is_private else texts.need_style_group


def shares_kept(asker: Asker, draft: Draft, words: str) -> str:
    """Return that shares wait for their styles, and how to send these so that none is painted before the others come.

    Args:
        asker: Who said them.
        draft: What the asker has sent so far.
        words: The shares.
    """
    texts, styles = asker.texts, count_of(words)
    if draft.styles:
        lacking = styles - len(draft.styles)
        advice = texts.blend_send_more.format(count=lacking) if lacking > 0 else ""
    elif draft.content is None:
        advice = texts.blend_send_all if asker.is_private else texts.blend_send_all_group
    elif asker.is_private:
        advice = texts.blend_send_styles
    else:  # of an album only a captioned part may be seen, and the first style alone would begin the painting
        example = " ".join(style_word(texts, name) for name in style_names()[:styles])
        advice = texts.blend_name_styles.format(example=example)
    return f"{texts.blend_kept.format(styles=styles)}{advice}".strip()


def begin(asker: Asker, draft: Draft) -> str:
    """Return how the asker begins: with what waits for more, where anything does."""
    return draft_line(asker, draft) if draft.job_id is None and draft.pictures else asker.begin


def draft_line(asker: Asker, draft: Draft) -> str:
    """Return how far the asker's draft is while nothing is painted from it."""
    if not draft.pictures or (draft.job_id is not None and not draft.is_changed):
        return asker.texts.status_idle.format(begin=asker.begin)
    if draft.is_complete:
        return asker.texts.status_ready.format(styles=len(draft.styles))
    return missing(asker, draft)
