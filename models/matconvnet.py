"""MatConvNet's file of VGG-19 (imagenet-vgg-verydeep-19.mat), which TensorFlow programs read with scipy.

Must not know architectures beyond the names of their convolutions.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from models.errors import WeightsDamaged, WeightsNotFound

FAULTS = (  # what scipy raises on damaged files, beside MatReadError and zlib.error; measured on 3000 of them
    OSError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    NotImplementedError,
    UnboundLocalError,
)
PREPROCESSING = "caffe-rgb"  # its networks read red first, 0..255, the mean subtracted


def read_mat(file: Path, index_of: Mapping[str, int]) -> tuple[dict[str, Tensor], dict[str, str]]:
    """Return the convolutions by torchvision's names, and what the file says about its input.

    Kernels are stored as [width, height, inputs, outputs].

    Args:
        file: The .mat file.
        index_of: N of torchvision's `features.N` by convolution ("conv1_1").

    Raises:
        WeightsNotFound: scipy is not installed; the message says how to get it.
        WeightsDamaged: The file cannot be read or has no such layers.
    """
    try:
        from scipy.io import loadmat
        from scipy.io.matlab import MatReadError
    except ImportError as error:
        raise WeightsNotFound(f"{file} needs scipy to be read; python -m pip install 'scipy>=1.13,<2'.") from error
    try:
        layers = np.atleast_1d(loadmat(file, squeeze_me=True, struct_as_record=False)["layers"])
        named = {str(layer.name): layer.weights for layer in layers if getattr(layer, "name", None) in index_of}
        tensors: dict[str, Tensor] = {}
        for name, (kernel, bias) in named.items():
            tensors[f"features.{index_of[name]}.weight"] = _tensor(np.transpose(kernel, (3, 2, 1, 0)))
            tensors[f"features.{index_of[name]}.bias"] = _tensor(np.reshape(bias, -1))
    except (MatReadError, zlib.error, *FAULTS) as error:
        raise WeightsDamaged(f"{file} is no readable MatConvNet network ({type(error).__name__}).") from error
    return tensors, {"preprocessing": PREPROCESSING}


def _tensor(array: Any) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(array, dtype=np.float32))
