"""The sets of weights the project knows: name, source, licence, hash and preprocessing of each.

`builtin` comes with the project and is the default; nothing on disk changes which network paints.
ImageNet weights are fetched from torchvision's registry only when asked for. Any local file works too.
How a file of weights is read is the business of models.weights, how weights become feature maps that of models.vgg.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

import torch

from models.errors import DownloadFailed, UnknownNetwork, WeightsDamaged, WeightsNotFound
from models.preprocessing import PREPROCESSINGS
from models.random_weights import random_weights
from models.vgg import ARCHITECTURES, VGG19
from models.weights import Weights, last_layer, read_weights, sha256_of_file

BUILTIN, QUICK = "builtin", "quick"  # the first paints unless another is named
BUILTIN_FILE = Path(__file__).with_name("builtin") / "vgg19.safetensors"
SILENT = "vgg19"  # what a file is taken for that does not say which network it is, as those of others
OWN = {"vgg19": BUILTIN, "vgg19-narrow": QUICK}  # by the architecture that the project's own exports name


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One known set of weights.

    Attributes:
        name: What --network and NETWORK call it.
        architecture: A name in models.vgg.ARCHITECTURES.
        source: Where it comes from: an address, or the command that makes it.
        licence: Of the weights.
        sha256: The hash, or as much of it as the source publishes.
        preprocessing: A name in models.preprocessing.PREPROCESSINGS.
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
    def is_fetched(self) -> bool:
        """Return whether it comes from somewhere else, and not with the project."""
        return self.source.startswith("https://")

    @property
    def remedy(self) -> str:
        """Return what helps where the file is not the one that this entry names."""
        return "fetch it again" if self.is_fetched else "it comes with the project: install that again"

    @property
    def path(self) -> Path:
        """Return where the file lies on this machine, or would."""
        if self.name == BUILTIN:
            return BUILTIN_FILE
        if not self.is_fetched:
            return BUILTIN_FILE.with_name(f"{self.name}.safetensors")
        return Path(torch.hub.get_dir()) / "checkpoints" / self.source.rpartition("/")[2]


ENTRIES = {
    entry.name: entry
    for entry in (
        Entry(
            name=BUILTIN,
            architecture="vgg19",
            source="python -m models train",
            licence="MIT",
            sha256="a299e779052e98445d34c6ff01f50e0e264fbdafe20ad5020dd5843f8a7572b3",
            preprocessing="torchvision",
            description="VGG-19 that comes with the project, trained on Caltech-101",
        ),
        Entry(
            name=QUICK,
            architecture="vgg19-narrow",
            source="python -m models pupil",
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


def load(name: str | None = None, *, file: Path | None = None, preprocessing: str | None = None) -> Weights:
    """Return a set of weights.

    Args:
        name: A name in ENTRIES; None takes `builtin`, and of a file what it says itself, else SILENT.
        file: A local .pth or .safetensors file with torchvision's tensor names, or MatConvNet's .mat.
        preprocessing: Overrides what the file's metadata or the registry says.

    Raises:
        UnknownNetwork: No such name or preprocessing.
        WeightsNotFound: The file is not there.
        WeightsDamaged: The file cannot be read, its hash is wrong, or its shapes do not fit.
    """
    try:
        if file is None:
            return _known(_entry(name or BUILTIN), preprocessing)
        return _from_file(name, file, preprocessing, expected_sha256="", description=f"weights from {file.name}")
    except OSError as error:
        raise WeightsDamaged(
            f"{error.filename or file or name} cannot be read ({error.strerror or type(error).__name__}); let this "
            "user read it, or give another file with --weights."
        ) from error


def _known(entry: Entry, preprocessing: str | None) -> Weights:
    if entry.name == BUILTIN and not entry.path.exists():
        return random_weights(VGG19)
    if not entry.path.exists():
        raise _not_found(entry)
    return _from_file(entry.name, entry.path, preprocessing, entry.sha256, entry.description)


def _not_found(entry: Entry) -> WeightsNotFound:
    remedy = f"run 'python -m models fetch {entry.name}'" if entry.is_fetched else entry.remedy
    return WeightsNotFound(
        f"The file of {entry.name} is not on this machine; {remedy}, or give a local file with --weights."
    )


def fetch(name: str) -> Path:
    """Download a set of weights from torchvision's registry, check its hash and return where it lies.

    Raises:
        UnknownNetwork: No such name.
        WeightsNotFound: It comes with the project, and is not there.
        WeightsDamaged: It comes with the project, and lies here otherwise than it came.
        DownloadFailed: The registry cannot be reached, or sends something else, or nothing can be kept here.
    """
    entry = _entry(name)
    if not entry.is_fetched:
        if not entry.path.exists():
            raise _not_found(entry)
        load(name)
        return entry.path
    try:
        if _is_whole(entry):
            return entry.path
        entry.path.parent.mkdir(parents=True, exist_ok=True)
        torch.hub.download_url_to_file(entry.source, str(entry.path), hash_prefix=entry.sha256)
    except (URLError, OSError, RuntimeError) as error:
        raise DownloadFailed(
            f"Could not fetch {entry.source} ({error}); check network and folder, or bring the file from another "
            f"machine to {entry.path}, or give any local file with --weights."
        ) from error
    return entry.path


def _is_whole(entry: Entry) -> bool:
    return entry.path.is_file() and sha256_of_file(entry.path).startswith(entry.sha256)


def _entry(name: str) -> Entry:
    if name not in ENTRIES:
        raise UnknownNetwork(f"There is no network {name!r}; choose one of {', '.join(ENTRIES)}.")
    return ENTRIES[name]


def _network_in(metadata: Mapping[str, str]) -> str:
    """Return which network a file says that it holds; what `tune` wrote at first says so in its description alone."""
    said = metadata.get("network") or OWN.get(metadata.get("architecture", ""))
    described = metadata.get("description", "")
    return said or next((each.name for each in ENTRIES.values() if described.startswith(each.description)), SILENT)


def _from_file(
    name: str | None, file: Path, preprocessing: str | None, expected_sha256: str, description: str
) -> Weights:
    entry = _entry(name or SILENT)  # for now: a .mat is read by it, and says nothing
    if not file.is_file():
        raise WeightsNotFound(
            f"There is no weights file {file}; give torchvision's .pth, a .safetensors file or MatConvNet's .mat."
        )
    sha256 = sha256_of_file(file)
    if not sha256.startswith(expected_sha256):
        raise WeightsDamaged(f"{file} has sha256 {sha256}, expected {expected_sha256}...; {entry.remedy}.")
    read, metadata = read_weights(file, ARCHITECTURES[entry.architecture])
    entry = _entry(name or _network_in(metadata))
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
        last_layer=last_layer(architecture, tensors, file),
    )
