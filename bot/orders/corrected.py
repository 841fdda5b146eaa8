"""Something said once more of pictures that are just being painted: a caption was corrected, or a role repeated."""

from __future__ import annotations

import dataclasses

from bot.domain.asker import Asker
from bot.domain.draft import Draft
from bot.domain.sent_picture import SentPicture
from bot.domain.shares import count_of, fitting_shares
from bot.orders.drawn import names_of
from bot.store.store import Store
from bot.telegram.client import TelegramBot
from bot.telegram.saying import say
from bot.texts import Texts
from bot.wording import draft_lines, sentences


def is_as_painted(draft: Draft, before: Draft) -> bool:
    """Return whether a draft is still what is being painted, as before a message that was in it."""
    return draft.job_id is not None and not draft.is_changed and draft.pictures == before.pictures


def shares_wanted(draft: Draft) -> tuple[float, ...] | None:
    """Return the shares that an earlier /blend gives these styles, or None while they do not fit.

    Where none was written, it is those of styles of which one was taken out.
    """
    styles, kept = len(draft.styles), draft.kept_shares
    return fitting_shares(draft.wanted, styles) if draft.wanted else kept if 1 < styles == len(kept) else None


async def say_known(bot: TelegramBot, store: Store, asker: Asker, draft: Draft, picture: SentPicture) -> None:
    """Answer a picture that is just being painted, where a role or shares were said of it once more.

    Args:
        bot: Answers.
        store: Keeps the draft.
        asker: Whose draft.
        draft: What is being painted, with the shares that were said.
        picture: The picture, with what was said of it.
    """
    texts = asker.texts
    if fits := shares_wanted(draft) if picture.wanted else None:
        draft = draft.with_shares(fits)
        said = texts.blend_set.format(shares=sentences.shares(texts, fits, len(fits), names_of(draft.styles)))
    elif picture.wanted and (refusal := _refusal(texts, picture.wanted, len(draft.styles))):
        draft, said = dataclasses.replace(draft, wanted=""), refusal
    elif picture.wanted:
        said = draft_lines.shares_kept(asker, draft, picture.wanted)
    else:
        said = texts.already_painting if picture.role else ""
    await store.drafts.save(asker.chat_id, asker.person_id, draft)
    if said:
        await say(bot, asker, said)


def _refusal(texts: Texts, wanted: str, styles: int) -> str | None:
    """Return why words behind /blend do not fit the styles that are painted; None where more styles may come."""
    if count_of(wanted) > styles:
        return None
    return texts.mix_later if styles == 1 else sentences.blend_refused(texts, wanted, styles)
