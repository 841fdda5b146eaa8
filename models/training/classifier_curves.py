"""The learning curves of a classifier: curves.csv, and TensorBoard's format where it is installed."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from models.training.saying import say
from models.training.writing import check_output


class Curves:
    """Curves in a run's folder.

    Args:
        folder: Of the run, which is there.
        is_new: Whether the run begins: curves.csv then begins with it, and TensorBoard shows no curves of before.

    Raises:
        OSError: They cannot be written there.
    """

    def __init__(self, folder: Path, *, is_new: bool) -> None:
        self._file = folder / "curves.csv"
        check_output(self._file)
        if is_new:
            self._file.unlink(missing_ok=True)
        self._tensorboard = _tensorboard(folder, is_new=is_new)

    def add(self, epoch: int, curves: Mapping[str, float]) -> None:
        """Write what an epoch came to."""
        is_new = not self._file.exists()
        with self._file.open("a", newline="") as stream:
            writer = csv.writer(stream)
            if is_new:
                writer.writerow(["epoch", *curves])
            writer.writerow([epoch, *(f"{value:.5f}" for value in curves.values())])
        if self._tensorboard is not None:
            for name, value in curves.items():
                self._tensorboard.add_scalar(name, value, epoch)
            self._tensorboard.flush()


def _tensorboard(folder: Path, *, is_new: bool) -> Any:
    try:
        from torch.utils.tensorboard import SummaryWriter
    except ImportError:
        say("tensorboard is not installed (it is part of the development extra): curves go to curves.csv only.")
        return None
    return SummaryWriter(folder, purge_step=0 if is_new else None)
