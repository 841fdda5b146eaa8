"""Who hears of a painting on its way, and who may end it. Must not know how one is painted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image

from engine.painting.checkpoint import Checkpoint
from engine.request import Iterate, Round

OnPicture = Callable[[int, Callable[[], Image.Image]], bool]


def ignore(iterate: Iterate) -> None:
    """Hear of an iterate and do nothing."""


def unheard(made: Round) -> None:
    """Hear of a round and do nothing."""


def unkept(checkpoint: Checkpoint) -> None:
    """Hear of a checkpoint and let it go."""


def encoding(on_checkpoint: Callable[[bytes, int], None] | None) -> Callable[[Checkpoint], None]:
    """Return what hands checkpoints on as bytes, each with how many parts are finished; unkept for None."""
    if on_checkpoint is None:
        return unkept

    def on_kept(checkpoint: Checkpoint) -> None:
        on_checkpoint(checkpoint.encoded(), checkpoint.done)

    return on_kept


def never() -> bool:
    """Return that there is no reason to stop."""
    return False


@dataclass(frozen=True, kw_only=True)
class Callbacks:
    """Who hears of a painting on its way, and who may end it.

    Attributes:
        on_iterate: Told after every evaluation where the painting stands.
        on_picture: Told after every evaluation: how many were made over all levels, and a function that draws the
            best picture so far at its level's size. It answers whether the picture has settled: this level is over.
        on_round: Told after every round of a published recipe what its loss has come to, by part.
        on_checkpoint: Given what the painting has come to after every part of it but the last.
        should_stop: Asked before every evaluation.
    """

    on_iterate: Callable[[Iterate], None] = ignore
    on_picture: OnPicture | None = None
    on_round: Callable[[Round], None] = unheard
    on_checkpoint: Callable[[Checkpoint], None] = unkept
    should_stop: Callable[[], bool] = never
