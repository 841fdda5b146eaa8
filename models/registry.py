"""The sets of weights the project knows: name, source, licence, hash and preprocessing of each.

`builtin` comes with the project and is the default; nothing on disk changes which network paints.
ImageNet weights are fetched from torchvision's registry only when asked for. Any local file works too.
How weights become feature maps is the business of models.vgg.
"""

from __future__ import annotations

import hashlib
import math
import pickle
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError

import torch
import torch.nn.functional as F
from safetensors import SafetensorError, safe_open
from torch import Tensor

from models.errors import DownloadFailed, UnknownNetwork, WeightsDamaged, WeightsNotFound
from models.matconvnet import read_mat
from models.vgg import ARCHITECTURES, PREPROCESSINGS, VGG19, Architecture

BUILTIN_FILE = Path(__file__).with_name("builtin") / "vgg19.safetensors"
_FOREIGN_FAULTS = (  # what torch.load raises on foreign and damaged files; measured on 6000 of them
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
RANDOM_SEED = 2015  # the year of Gatys et al.; any fixed number serves


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One known set of weights.

    Attributes:
        name: What --network and NETWORK call it.
        architecture: A name in models.vgg.ARCHITECTURES.
        source: Where it comes from: an address, or the script that makes it.
        licence: Of the weights.
        sha256: The hash, or as much of it as the source publishes.
        preprocessing: A name in models.vgg.PREPROCESSINGS.
        description: One line for logs and lists.
    """

    name: str
    architecture: str
    source: str
    licence: str
    sha256: str
    preprocessing: str
    description: str

    @property
    def path(self) -> Path:
        """Return where the file lies on this machine, or would."""
        if self.name == "builtin":
            return BUILTIN_FILE
        if not self.source.startswith("https://"):
            return BUILTIN_FILE.with_name(f"{self.name}.safetensors")
        return Path(torch.hub.get_dir()) / "checkpoints" / self.source.rpartition("/")[2]


ENTRIES = {
    entry.name: entry
    for entry in (
        Entry(
            name="builtin",
            architecture="vgg19",
            source="python -m models.training",
            licence="MIT",
            sha256="a299e779052e98445d34c6ff01f50e0e264fbdafe20ad5020dd5843f8a7572b3",
            preprocessing="torchvision",
            description="VGG-19 that comes with the project, trained on Caltech-101",
        ),
        Entry(
            name="quick",
            architecture="vgg19-narrow",
            source="models/training/pupil.py",
            licence="MIT",
            sha256="e1c053b473ece6ee713fe10c6e07d6ec7e29989a8ad6bb6f37a9400b76ec775c",
            preprocessing="torchvision",
            description="The built-in network's first five convolutions at half width: sooner done, keeps less",
        ),
        Entry(
            name="vgg19",
            architecture="vgg19",
            source="https://download.pytorch.org/models/vgg19-dcbb9e9d.pth",
            licence="BSD-3-Clause (torchvision); trained on ImageNet",
            sha256="dcbb9e9d",
            preprocessing="torchvision",
            description="VGG-19 trained on ImageNet by torchvision (VGG19_Weights.IMAGENET1K_V1)",
        ),
        Entry(
            name="vgg16",
            architecture="vgg16",
            source="https://download.pytorch.org/models/vgg16_features-amdegroot-88682ab5.pth",
            licence="CC BY 4.0 (Simonyan & Zisserman)",
            sha256="88682ab5",
            preprocessing="caffe-rgb",
            description="The authors' VGG-16 for ImageNet (torchvision's VGG16_Weights.IMAGENET1K_FEATURES)",
        ),
    )
}


@dataclass(frozen=True, kw_only=True)
class Weights:
    """A set of weights in memory.

    Attributes:
        name: The registry's name.
        architecture: The network they belong to.
        tensors: float32, by torchvision's names ("features.N.weight"), convolutions only.
        preprocessing: A name in models.vgg.PREPROCESSINGS.
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


def load(name: str = "builtin", *, file: Path | None = None, preprocessing: str | None = None) -> Weights:
    """Return a set of weights.

    Args:
        name: A name in ENTRIES; with `file` it names the architecture.
        file: A local .pth or .safetensors file with torchvision's tensor names.
        preprocessing: Overrides what the file's metadata or the registry says.

    Raises:
        UnknownNetwork: No such name or preprocessing.
        WeightsNotFound: The file is not there.
        WeightsDamaged: The file cannot be read, its hash is wrong, or its shapes do not fit.
    """
    entry = _entry(name)
    if file is not None:
        return _from_file(entry, file, preprocessing, expected_sha256="", description=f"weights from {file.name}")
    if entry.name == "builtin" and not entry.path.exists():
        return random_weights(VGG19)
    if not entry.path.exists():
        raise WeightsNotFound(
            f"The weights of {name} are not on this machine; run 'python -m models fetch {name}' "
            "or give a local file with --weights."
        )
    return _from_file(entry, entry.path, preprocessing, entry.sha256, entry.description)


def fetch(name: str) -> Path:
    """Download a set of weights from torchvision's registry, check its hash and return where it lies.

    Raises:
        UnknownNetwork: No such name.
        DownloadFailed: The registry cannot be reached, or sends something else.
    """
    entry = _entry(name)
    if not entry.source.startswith("https://") or entry.path.exists():
        return entry.path
    entry.path.parent.mkdir(parents=True, exist_ok=True)
    try:
        torch.hub.download_url_to_file(entry.source, str(entry.path), hash_prefix=entry.sha256)
    except (URLError, OSError, RuntimeError) as error:
        raise DownloadFailed(
            f"Could not fetch {entry.source} ({error}); check the network, or bring the file from another "
            f"machine to {entry.path}, or give any local file with --weights."
        ) from error
    return entry.path


def random_weights(architecture: Architecture, seed: int = RANDOM_SEED) -> Weights:
    """Return He-random weights whose every ReLU has unit mean activation on a fixed drawn picture.

    Source: He et al. 2015, https://arxiv.org/abs/1502.01852, equation 10, then rescaled as Gatys et al. 2016,
    https://doi.org/10.1109/CVPR.2016.265, section 2, rescale a trained network.
    """
    generator = torch.Generator().manual_seed(seed)
    tensors: dict[str, Tensor] = {}
    x = (_drawn_picture(generator) - 0.45) / 0.225  # torchvision's mean and deviation, averaged over the channels
    for layer in architecture.layers:
        if layer.kind == "pool":
            x = F.max_pool2d(x, 2)
        elif layer.kind == "conv":
            inputs, outputs = layer.channels
            weight = torch.randn(outputs, inputs, 3, 3, generator=generator) * math.sqrt(2 / (9 * inputs))
            x = F.relu(F.conv2d(x, weight, padding=1))
            scale = float(f"{1 / float(x.mean()):.2e}")  # rounded, so that every machine makes the same weights
            x = x * scale
            tensors[f"features.{layer.index}.weight"] = weight * scale
            tensors[f"features.{layer.index}.bias"] = torch.zeros(outputs)
    return Weights(
        name="builtin",
        architecture=architecture,
        tensors=tensors,
        preprocessing="torchvision",
        sha256=_sha256_of_tensors(tensors),
        description=f"{architecture.name} with seeded random weights, unit mean activation (not trained)",
        last_layer=architecture.layers[-1].name,
    )


def _drawn_picture(generator: torch.Generator, side: int = 128) -> Tensor:
    """Return (1, 3, side, side) in 0..1: noise of every octave, which has the spectrum of a photo."""
    octaves = [
        F.interpolate(torch.randn(1, 3, cells, cells, generator=generator), size=side, mode="bicubic") / cells
        for cells in (2, 4, 8, 16, 32, 64)
    ]
    picture = torch.stack(octaves).sum(0)
    return 0.45 + 0.225 * (picture - picture.mean()) / picture.std()


def _entry(name: str) -> Entry:
    if name not in ENTRIES:
        raise UnknownNetwork(f"There is no network {name!r}; choose one of {', '.join(ENTRIES)}.")
    return ENTRIES[name]


def _from_file(entry: Entry, file: Path, preprocessing: str | None, expected_sha256: str, description: str) -> Weights:
    if not file.is_file():
        raise WeightsNotFound(f"There is no weights file {file}; give a torchvision .pth or a .safetensors file.")
    sha256 = _sha256_of_file(file)
    if not sha256.startswith(expected_sha256):
        raise WeightsDamaged(f"{file} has sha256 {sha256}, expected {expected_sha256}...; fetch it again.")
    read, metadata = _read(file, ARCHITECTURES[entry.architecture])
    chosen = preprocessing or metadata.get("preprocessing") or entry.preprocessing
    if chosen not in PREPROCESSINGS:
        raise UnknownNetwork(f"There is no preprocessing {chosen!r}; choose one of {', '.join(PREPROCESSINGS)}.")
    architecture = ARCHITECTURES[entry.architecture]
    tensors = {name: tensor.float() for name, tensor in read.items() if name.startswith("features.")}
    return Weights(
        name=entry.name,
        architecture=architecture,
        tensors=tensors,
        preprocessing=chosen,
        sha256=sha256,
        description=metadata.get("description") or description,
        last_layer=_last_layer(architecture, tensors, file),
    )


def _read(file: Path, architecture: Architecture) -> tuple[dict[str, Tensor], dict[str, str]]:
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
    except _FOREIGN_FAULTS as error:
        raise WeightsDamaged(f"{file} is not a readable .pth file of tensors ({type(error).__name__}).") from error
    if not isinstance(read, Mapping) or not all(isinstance(value, Tensor) for value in read.values()):
        raise WeightsDamaged(f"{file} holds no table of tensors; save a network's state_dict().")
    return dict(read), {}


def _last_layer(architecture: Architecture, tensors: Mapping[str, Tensor], file: Path) -> str:
    known = {f"features.{layer.index}" for layer in architecture.layers if layer.kind == "conv"}
    foreign = [name for name in tensors if name.rpartition(".")[0] not in known]
    if foreign:
        raise WeightsDamaged(f"{file} holds {foreign[0]}, which {architecture.name} has not; name its own network.")
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


def _sha256_of_file(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _sha256_of_tensors(tensors: Mapping[str, Tensor]) -> str:
    digest = hashlib.sha256()
    for name in sorted(tensors):
        digest.update(name.encode())
        digest.update(tensors[name].contiguous().numpy().tobytes())
    return digest.hexdigest()
