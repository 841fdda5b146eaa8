"""The file of weights that a training ends with: proven before the first step, written after the last.

Must not know what is trained.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from safetensors.torch import save
from torch import Tensor

from models.errors import WriteFailed
from models.outputs import check_writable, is_one_of


def check_output(file: Path, inputs: Iterable[Path | None] = ()) -> None:
    """Check that a file can be written and replaces none that is read.

    Args:
        file: One that was not there is not there afterwards.
        inputs: What is read; None where it is not.

    Raises:
        WriteFailed: It is one of those.
        OSError: It cannot be written.
    """
    inputs = tuple(inputs)
    for each in (file, _part_of(file)):
        if is_one_of(each, inputs):
            raise WriteFailed(f"{each} is read, and would be written over; name another file for what is written.")
        check_writable(each)


def _part_of(file: Path) -> Path:
    """Return where the file is written before it takes its place."""
    place = file.resolve()
    return place.with_name(f"{place.name}.part")


def write_weights(file: Path, tensors: Mapping[str, Tensor], facts: Mapping[str, str]) -> None:
    """Write weights as float16; an old file stays until the new one is whole, and a link stays a link.

    Args:
        file: Where they go.
        tensors: By torchvision's names.
        facts: What the file says about itself.

    Raises:
        WriteFailed: The disk is full, or broken.
    """
    place, part = file.resolve(), _part_of(file)
    encoded = save({name: tensor.half().contiguous() for name, tensor in tensors.items()}, dict(facts))
    try:
        part.write_bytes(encoded)  # by safetensors itself it would be its owner's alone to read
        part.replace(place)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise WriteFailed(f"{file} could not be written ({error}); make room, or name another file.") from error
