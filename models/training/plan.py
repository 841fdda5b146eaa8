"""Everything that decides which built-in weights come out, the corpus aside, as records.

Knows no torch; what each number does is the business of the files that read it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

SPARSE_LAYERS = (
    *("relu1_1", "relu1_2", "relu2_1", "relu2_2"),
    *("relu3_1", "relu3_2", "relu3_3", "relu3_4", "relu4_1"),
)


@dataclass(frozen=True, kw_only=True)
class Phase:
    """A stretch of the training: square crops of `crop` px, `batch` of them, over `share` of the steps."""

    crop: int
    batch: int
    share: float


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Everything that decides which weights come out, the corpus aside."""

    seed: int = 19
    steps: int = 800
    phases: tuple[Phase, ...] = (
        Phase(crop=48, batch=32, share=0.5),
        Phase(crop=64, batch=20, share=0.3),
        Phase(crop=96, batch=10, share=0.2),
    )
    passes: int = 3  # times a batch is used: as it is, then pushed and pushed again
    trunk: str = "relu3_1"  # as far as the default recipe looks: pushed passes end here
    whole_every: int = 2  # the first pass of every `whole_every`-th batch goes through the whole network
    reach: float = 8 / 255  # largest change of a pixel (0..1) by the adversary
    learning_rate: float = 6e-4
    head_rate: float = 1e-3  # heads start at random where the filters start trained
    weight_decay: float = 1.0
    head_decay: float = 0.05
    warm_up: float = 0.06  # share of the schedule
    label_smoothing: float = 0.1
    rebuild: Mapping[str, float] = field(
        default_factory=lambda: {"relu2_1": 0.5, "relu3_1": 1.0, "relu4_1": 1.0, "relu5_1": 0.5}
    )
    edges: float = 1.0
    soft_chroma: int = 4  # times the chroma of what is rebuilt is softened; fine colour need not be kept
    tell: Mapping[str, float] = field(default_factory=lambda: {"relu3_1": 0.5})
    noise: float = 0.06  # largest standard deviation of the pixel noise, picture in 0..1
    chroma_noise: float = 0.12  # the same of noise that does not change the mean of the channels
    smallest_crop: float = 0.5  # of the short side
    pooling: Literal["max", "average"] = "max"
    reflect_from: int = 4  # stride from which maps are padded by reflection; before, zeros cost a quarter less time
    sparsity: Mapping[str, float] = field(default_factory=lambda: dict.fromkeys(SPARSE_LAYERS, 0.2))
