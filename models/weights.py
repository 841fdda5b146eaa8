"""A set of weights in memory, and how a file of them is read. Knows no names and no addresses."""

from __future__ import annotations

import hashlib
import pickle
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor

from models.errors import WeightsDamaged
from models.matconvnet import read_mat
from models.vgg import Architecture

FOREIGN_FAULTS = (  # what torch.load raises on foreign and damaged files; measured on 6000 of them
    pickle.UnpicklingError,
    OSError,
    EOFError,
    RuntimeError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    struct.error,
)


@dataclass(frozen=True, kw_only=True)
class Weights:
    """A set of weights in memory.

    Attributes:
        name: The registry's name.
        architecture: The network they belong to.
        tensors: float32, by torchvision's names ("features.N.weight"), convolutions only.
        preprocessing: A name in models.preprocessing.PREPROCESSINGS.
        sha256: Of the file, or of the tensors where there is no file.
        description: One line for logs, /about and metadata.
        last_layer: The last layer that these weights can serve.
    """

    name: str
    architecture: Architecture
    tensors: Mapping[str, Tensor] = field(repr=False)
    preprocessing: str
    sha256: str
    description: str
    last_layer: str

    @property
    def reach(self) -> int:
        """Return the index of the last layer that these weights can serve."""
        return self.architecture.layer(self.last_layer).index


def read_weights(file: Path, architecture: Architecture) -> tuple[dict[str, Tensor], dict[str, str]]:
    """Return the tensors of a .mat, .safetensors or .pth file, and what it says of them.

    Raises:
        WeightsDamaged: It cannot be read.
    """
    if file.suffix == ".mat":
        return read_mat(file, {layer.name: layer.index for layer in architecture.layers if layer.kind == "conv"})
    return _read_safetensors(file) if file.suffix == ".safetensors" else _read_pth(file)


def _read_safetensors(file: Path) -> tuple[dict[str, Tensor], dict[str, str]]:
    try:
        with safe_open(file, "pt") as opened:
            return {name: opened.get_tensor(name) for name in opened.keys()}, opened.metadata() or {}  # noqa: SIM118
    except (SafetensorError, OSError) as error:
        raise WeightsDamaged(f"{file} is not a readable .safetensors file ({error}).") from error


def _read_pth(file: Path) -> tuple[dict[str, Tensor], dict[str, str]]:
    try:
        read = torch.load(file, map_location="cpu", weights_only=True)
    except FOREIGN_FAULTS as error:
        raise WeightsDamaged(f"{file} is not a readable .pth file of tensors ({type(error).__name__}).") from error
    if not isinstance(read, Mapping) or not all(_is_named_tensor(name, value) for name, value in read.items()):
        raise WeightsDamaged(f"{file} holds no table of tensors; save a network's state_dict().")
    return dict(read), {}


def _is_named_tensor(name: object, value: object) -> bool:
    return isinstance(name, str) and isinstance(value, Tensor)


def last_layer(architecture: Architecture, tensors: Mapping[str, Tensor], file: Path) -> str:
    """Return the last layer that these tensors of a file can serve.

    Raises:
        WeightsDamaged: They are not of this architecture.
    """
    known = {f"features.{layer.index}" for layer in architecture.layers if layer.kind == "conv"}
    foreign = [name for name in tensors if name.rpartition(".")[0] not in known]
    if foreign:
        raise WeightsDamaged(
            f"{file} holds {foreign[0]}, which {architecture.name} has not; give a file of a {architecture.name} or, "
            "where the command has it, name the file's own network with --network."
        )
    last = None
    for layer in architecture.layers:
        if layer.kind == "conv":
            weight, bias = (tensors.get(f"features.{layer.index}.{part}") for part in ("weight", "bias"))
            if weight is None or bias is None:
                break
            inputs, outputs = layer.channels
            if tuple(weight.shape) != (outputs, inputs, 3, 3):
                raise WeightsDamaged(
                    f"{file}: features.{layer.index}.weight has shape {tuple(weight.shape)}; "
                    f"{layer.name} of {architecture.name} wants {(outputs, inputs, 3, 3)}."
                )
        last = layer.name
    if last is None:
        raise WeightsDamaged(f"{file} has no features.0.weight; give weights with torchvision's names.")
    return last


def sha256_of_file(file: Path) -> str:
    """Return the hash of a file."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def sha256_of_tensors(tensors: Mapping[str, Tensor]) -> str:
    """Return the hash of tensors that have no file."""
    digest = hashlib.sha256()
    for name in sorted(tensors):
        digest.update(name.encode())
        digest.update(tensors[name].contiguous().numpy().tobytes())
    return digest.hexdigest()
