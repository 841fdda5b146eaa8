"""How the next picture is painted: the operator's settings, then the chat's choices, then the person's own."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.asker import Asker
from bot.domain.draft import Draft
from bot.orders.who_paints import Painters
from bot.settings import Settings
from bot.store.store import Store
from engine.options.style_options import Faces, StyleOptions
from engine.queue.job import Job


class Options:
    """Puts together what was chosen.

    Args:
        settings: The operator's.
        store: Keeps what chats and people have set.
        painters: Know how large a picture may be.
    """

    def __init__(self, settings: Settings, store: Store, painters: Painters) -> None:
        self._settings, self._store, self._painters = settings, store, painters

    async def of(self, asker: Asker, draft: Draft | None = None) -> StyleOptions:
        """Return how the asker's next picture is painted, with the draft's shares where they fit its styles."""
        shared = await self._store.preferences.of(asker.chat_id)
        own = await self._store.preferences.of(asker.chat_id, asker.person_id)
        base = StyleOptions(
            edge_size=self._settings.edge_size, limit_s=self._settings.budget_s, faces=Faces(self._settings.faces)
        )
        options = own.over(shared).applied_to(base)
        if options.edge_size > (largest := await self._painters.largest_edge()):  # it was lowered since they chose
            options = replace(options, edge_size=largest)
        if draft is not None and len(draft.shares) == len(draft.styles):
            options = replace(options, shares=draft.shares)
        return options


def is_same(options: StyleOptions, job: Job) -> bool:
    """Return whether the job was painted so, whatever its seed."""
    return replace(options, seed=job.options.seed) == job.options


def seed_after(options: StyleOptions, job: Job) -> StyleOptions:
    """Return the options with the next seed after the job's, for a picture that differs a little."""
    return replace(options, seed=job.options.seed + 1)


def looking_like(options: StyleOptions, job: Job) -> StyleOptions:
    """Return the options with the job's colours, strokes and faces: set by the buttons under a picture alone.

    Small ones to choose from stay small ones to choose from, those in several styles at the strength of the options.
    """
    own = job.options
    like = replace(options, keep_colors=own.keep_colors, stroke=own.stroke, faces=own.faces)
    if not own.tries:
        return like
    tries = tuple(each if each.style is None else replace(each, strength=options.strength) for each in own.tries)
    return replace(like, tries=tries, edge_size=own.edge_size)


def shares_like(options: StyleOptions, job: Job) -> StyleOptions:
    """Return the options with the job's shares where they have none that fit its styles."""
    if len(options.shares) == job.styles:
        return options
    return replace(options, shares=job.options.shares)
