"""The numbers that trainings compute in. Must not know what is trained."""

from __future__ import annotations

import torch


def is_bfloat16_fast(device: str) -> bool:
    """Say whether a device multiplies bfloat16 natively; measured on AVX2, float32 is ten times as fast."""
    return device != "cpu" or torch.backends.cpu.get_cpu_capability().startswith("AVX512")
