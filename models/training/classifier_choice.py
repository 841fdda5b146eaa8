"""How a run of the classifier was asked for, as its checkpoints keep it: what goes on goes on in the same way.

Must not know the network, nor the command line but for the names of its flags.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from models.errors import ModelsError
from models.training import checkpoints
from models.training.classifier_schedule import GROWING, SIDES, WEIGHT_DECAYS


@dataclass(frozen=True, kw_only=True)
class Choice:
    """How a run is made; every default stands here.

    Attributes:
        schedule: A name in SCHEDULES.
        side: Of the pictures in px; GROWING lets them grow.
        weights: What it starts from, as it was named; "" is at random.
        weight_decay: As Keras's l2 counts it.
        seed: Of everything random.
        minutes: That the schedule is drawn over; None counts its epochs.
    """

    schedule: str = "short"
    side: int = SIDES["short"]
    weights: str = ""
    weight_decay: float = WEIGHT_DECAYS["short"]
    seed: int = 0
    minutes: float | None = None


def kept_in(checkpoint: Path) -> Choice | None:
    """Return how the run of a checkpoint was asked for; None where none is there, or an older one does not say.

    Raises:
        ModelsError: It cannot be read, or a later version wrote it.
        OSError: The disk fails, or this user may not read it.
    """
    if not checkpoint.exists():
        return None
    state = checkpoints.read(checkpoint)
    return checkpoints.record(Choice, state["choice"], checkpoint) if "choice" in state else None


def settled(asked: Mapping[str, Any], kept: Choice | None, folder: Path) -> Choice:
    """Return how a run is made or goes on.

    Args:
        asked: By the names of Choice, what flags say; None where they say nothing.
        kept: How a run that is there was asked for.
        folder: Where it lies, for people.

    Raises:
        ModelsError: A flag says otherwise than the run that is there; only its minutes may change.
    """
    said = {name: value for name, value in asked.items() if value is not None}
    if kept is None:
        schedule = said.get("schedule", Choice.schedule)
        return Choice(**{"weight_decay": WEIGHT_DECAYS[schedule], "side": SIDES[schedule], **said})
    for name, value in said.items():
        if name != "minutes" and value != getattr(kept, name):  # of time more or less may be given
            raise ModelsError(
                f"{_flag(name, value)} does not go with the run in {folder}, which has "
                f"{_flag(name, getattr(kept, name))}; leave the flag out, or name another --folder."
            )
    return replace(kept, minutes=said.get("minutes", kept.minutes))


def _flag(name: str, value: Any) -> str:
    flag = f"--{name.replace('_', '-')}"
    if name == "side" and value == GROWING:
        return "--grow"
    return f"{flag} {value}" if value != "" else f"no {flag}"
