"""The checkpoint of a training: written whole or not at all, read or refused. Must not know what is trained."""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import torch
from torch import nn
from torch.optim import Optimizer

from models.errors import ModelsError, UnusableData, WeightsDamaged, WriteFailed
from models.weights import FOREIGN_FAULTS

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Record = TypeVar("Record", bound="DataclassInstance")

CHECKPOINT = "checkpoint.pt"  # of a run, in its folder
SAVE_EVERY_S = 300.0  # so much of a training is lost where its machine goes away
CUT_SHORT = (None, errno.EINVAL)  # torch looks before the beginning of a file that ends early
SHOWN = 6  # classes that are named
_DAMAGED = "bring back a copy of it, or delete it to begin anew"
_SOUND = "name another folder, or give the pictures that it was trained on"


def write(
    file: Path, network: nn.Module, optimizer: Optimizer, progress: Mapping[str, Any], classes: Sequence[str] = ()
) -> None:
    """Write a checkpoint; the old one stays until the new one is whole.

    Args:
        file: Where it goes.
        network: Its tensors are kept.
        optimizer: Its state is kept.
        progress: What else to keep: tensors, numbers, words and tables of them.
        classes: Of the pictures that are trained on, in their order; () says nothing of them.

    Raises:
        WriteFailed: The disk is full, or broken.
    """
    part = file.with_suffix(".part")
    state = {**progress, "network": network.state_dict(), "optimizer": optimizer.state_dict()}
    try:
        torch.save({**state, "classes": list(classes)} if classes else state, part)
        part.replace(file)
    except (OSError, RuntimeError) as error:  # of a full disk torch says the latter
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise WriteFailed(f"{file} could not be written ({reason}); what was saved before stays. Make room.") from error


def read(file: Path) -> Mapping[str, Any]:
    """Return what a checkpoint keeps, its tensors on the CPU.

    Raises:
        WeightsDamaged: The file is no checkpoint, or not whole.
        ModelsError: There is too little memory.
        OSError: The disk fails, or this user may not read it.
    """
    try:
        state = torch.load(file, map_location="cpu", weights_only=True)
    except (*FOREIGN_FAULTS, MemoryError) as error:
        _refuse_without_memory(error, file)
        if isinstance(error, OSError) and error.errno not in CUT_SHORT:  # it says nothing against the file
            error.filename = error.filename or str(file)
            raise
        raise WeightsDamaged(f"{file} is no readable checkpoint ({type(error).__name__}); {_DAMAGED}.") from error
    if not isinstance(state, Mapping) or not {"network", "optimizer"} <= state.keys():
        raise WeightsDamaged(f"{file} is no checkpoint of a training; {_DAMAGED}.")
    return state


def restore(file: Path, network: nn.Module, optimizer: Optimizer, classes: Sequence[str] = ()) -> Mapping[str, Any]:
    """Bring network and optimiser, changed in place, to where a checkpoint left them; return all that it keeps.

    Args:
        file: The checkpoint.
        network: As it was when it was written.
        optimizer: Of that network.
        classes: Of the pictures at hand, in their order; () does not ask, nor do checkpoints that keep none.

    Raises:
        WeightsDamaged: As read, or the checkpoint is of another network.
        UnusableData: It is of pictures of other classes.
        ModelsError: As read.
    """
    state = read(file)
    _check_classes(file, state.get("classes", ()), classes)
    try:
        network.load_state_dict(state["network"])
        optimizer.load_state_dict(state["optimizer"])
    except (RuntimeError, ValueError, KeyError) as error:
        _refuse_without_memory(error, file)
        raise WeightsDamaged(
            f"{file} is of another network than this run trains, or than this version builds; {_SOUND}."
        ) from error
    return state


def record(kind: type[Record], kept: Mapping[str, Any], file: Path) -> Record:
    """Return a table that a checkpoint keeps as what it was made from.

    Args:
        kind: A dataclass.
        kept: Its attributes; those that are left out have their defaults.
        file: The checkpoint, for people.

    Raises:
        WeightsDamaged: Something is kept that this version does not know.
    """
    if later := sorted(kept.keys() - {each.name for each in fields(kind)}):
        raise WeightsDamaged(
            f"{file} keeps {', '.join(later)}, which this version does not know; carry on with the version that wrote "
            "it, or name another folder."
        )
    return kind(**kept)


def _check_classes(file: Path, kept: Sequence[str], given: Sequence[str]) -> None:
    if kept and given and list(kept) != list(given):
        odd = sorted(set(kept) ^ set(given))
        more = f" and {len(odd) - SHOWN} more" if len(odd) > SHOWN else ""
        raise UnusableData(
            f"{file} is of pictures of other classes: only one of both has {', '.join(odd[:SHOWN])}{more}; {_SOUND}."
        )


def _refuse_without_memory(error: BaseException, file: Path) -> None:
    """Raise a refusal where a fault is of the memory; it says nothing against the file."""
    if isinstance(error, MemoryError | torch.OutOfMemoryError) or "can't allocate memory" in str(error):
        raise ModelsError(f"There is too little memory to read {file}; end other programs and try again.") from error
