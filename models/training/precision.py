"""The numbers that trainings compute in. Must not know what is trained."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import torch

from models.processor import CPUINFO, lists_bfloat16


def autocast(device: str) -> torch.autocast:
    """Return the context in which a network computes in bfloat16 where that is fast, else in float32."""
    return torch.autocast(device, torch.bfloat16, enabled=is_bfloat16_fast(device))


@cache  # asked at every step
def is_bfloat16_fast(device: str, cpuinfo: Path = CPUINFO) -> bool:
    """Return whether a device multiplies bfloat16 natively; False where the system does not say.

    Measured on AVX2, float32 is ten times as fast; AVX-512 alone has no instructions for it either.
    """
    return device != "cpu" or lists_bfloat16(cpuinfo) is True
