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
from models.registry import ENTRIES


def check_weights(file: Path, inputs: Iterable[Path | None] = ()) -> None:
    """Check that weights can be written to a file and that it replaces none that is read, nor one of the project's.

    Args:
        file: As of check_output.
        inputs: As of check_output.

    Raises:
        WriteFailed: It is one of those, or one that the registry knows.
        OSError: It cannot be written.
    """
    if any(file.resolve() == entry.path.resolve() or is_one_of(file, [entry.path]) for entry in ENTRIES.values()):
        raise WriteFailed(
            f"{file} is one of the project's own, known by its hash; name another file, and give it with --weights."
        )
    check_output(file, inputs)


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
