"""A training computes in bfloat16 where the processor lists instructions for it, and nowhere else."""

from pathlib import Path

import pytest
import torch

from models.training.precision import autocast, is_bfloat16_fast


@pytest.mark.parametrize(
    ("listed", "is_fast"),
    [
        ("flags\t\t: fpu sse4_2 avx2 f16c", False),
        ("flags\t\t: fpu avx2 avx512f avx512bw avx512vl avx512dq", False),
        ("flags\t\t: fpu avx2 avx512f avx512_bf16", True),
        ("flags\t\t: fpu avx2 amx_tile amx_bf16", True),
        ("Features\t: fp asimd bf16 i8mm", True),
        ("Hardware\t: one that lists nothing", False),
    ],
)
def test_processor_without_bfloat16_trains_in_float32(listed: str, is_fast: bool, tmp_path: Path) -> None:
    cpuinfo = tmp_path / "cpuinfo"
    cpuinfo.write_text(f"processor\t: 0\n{listed}\n")
    assert is_bfloat16_fast("cpu", cpuinfo) == is_fast


def test_where_nothing_says_a_training_is_in_float32(tmp_path: Path) -> None:
    assert not is_bfloat16_fast("cpu", tmp_path / "missing")
    assert is_bfloat16_fast("cuda", tmp_path / "missing")


def test_products_are_in_bfloat16_where_that_is_fast() -> None:
    with autocast("cpu"):
        product = torch.ones(2, 2) @ torch.ones(2, 2)
    assert product.dtype == (torch.bfloat16 if is_bfloat16_fast("cpu") else torch.float32)
