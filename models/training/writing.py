"""The file of weights that a training ends with: proven before the first step, written after the last.

Must not know what is trained.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryFile

from safetensors import SafetensorError
from safetensors.torch import save_file
from torch import Tensor

from models.errors import WriteFailed


def check_output(file: Path) -> None:
    """Check that a file can be written; one that was not there is not there afterwards.

    Raises:
        OSError: It cannot.
    """
    was_there = file.exists()
    with file.open("ab"), TemporaryFile(dir=file.parent):  # weights are written beside the file and put in its place
        pass
    if not was_there:
        file.resolve().unlink()  # the file, not a link to it


def write_weights(file: Path, tensors: Mapping[str, Tensor], facts: Mapping[str, str]) -> None:
    """Write weights as float16.

    Args:
        file: Where they go.
        tensors: By torchvision's names.
        facts: What the file says about itself.

    Raises:
        WriteFailed: The disk is full, or broken.
    """
    try:
        save_file({name: tensor.half().contiguous() for name, tensor in tensors.items()}, file, dict(facts))
    except (SafetensorError, OSError) as error:  # safetensors says of every fault of a disk that it is its own
        raise WriteFailed(f"{file} could not be written ({error}); make room, or name another file.") from error
