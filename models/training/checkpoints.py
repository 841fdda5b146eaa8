"""The checkpoint of a training: written whole or not at all, read or refused. Must not know what is trained."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.optim import Optimizer

from models.errors import WeightsDamaged
from models.weights import FOREIGN_FAULTS

CHECKPOINT = "checkpoint.pt"  # of a run, in its folder
_ADVICE = "bring back a copy of it, or delete it to begin anew"


def write(file: Path, network: nn.Module, optimizer: Optimizer, progress: Mapping[str, Any]) -> None:
    """Write a checkpoint; the old one stays until the new one is whole.

    Args:
        file: Where it goes.
        network: Its tensors are kept.
        optimizer: Its state is kept.
        progress: What else to keep: tensors, numbers, words and tables of them.
    """
    part = file.with_suffix(".part")
    torch.save({**progress, "network": network.state_dict(), "optimizer": optimizer.state_dict()}, part)
    part.replace(file)


def read(file: Path) -> Mapping[str, Any]:
    """Return what a checkpoint keeps, its tensors on the CPU.

    Raises:
        WeightsDamaged: The file is no checkpoint, or not whole.
    """
    try:
        state = torch.load(file, map_location="cpu", weights_only=True)
    except FOREIGN_FAULTS as error:
        raise WeightsDamaged(f"{file} is no readable checkpoint ({type(error).__name__}); {_ADVICE}.") from error
    if not isinstance(state, Mapping) or not {"network", "optimizer"} <= state.keys():
        raise WeightsDamaged(f"{file} is no checkpoint of a training; {_ADVICE}.")
    return state


def restore(file: Path, network: nn.Module, optimizer: Optimizer) -> Mapping[str, Any]:
    """Bring network and optimiser, changed in place, to where a checkpoint left them; return all that it keeps.

    Raises:
        WeightsDamaged: As read, or the checkpoint is of another network.
    """
    state = read(file)
    try:
        network.load_state_dict(state["network"])
        optimizer.load_state_dict(state["optimizer"])
    except (RuntimeError, ValueError, KeyError) as error:
        raise WeightsDamaged(f"{file} is of another network than this run trains; {_ADVICE}.") from error
    return state
