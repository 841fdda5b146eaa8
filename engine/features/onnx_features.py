"""Features of a picture by ONNX Runtime, forward only: what targets are computed with.

The same layers of the same weights with a gradient to the pixels, for the optimisation: engine.features.torch_features.
Knows networks and devices; must not know losses or levels.
"""

from __future__ import annotations

import logging
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from engine.errors import DeviceUnavailable
from engine.features.extraction import Extraction
from engine.features.torch_features import TorchFeatures
from models.weights import Weights

logger = logging.getLogger(__name__)

_PROVIDERS = {"cuda": "CUDAExecutionProvider", "cpu": "CPUExecutionProvider"}
_WITHOUT_MEMORY = ("allocate memory", "bad_alloc", "out of memory")  # what its faults say of its arenas, C++ and CUDA
_EXAMPLE_SIZE = (64, 80)  # px; only traced, height and width stay free


class OnnxFeatures:
    """Feature maps by ONNX Runtime, without gradient.

    Args:
        weights: The weights.
        extraction: Which maps.
        device: "cpu" or "cuda".
        cache_dir: Where the exported network is kept.

    Raises:
        DeviceUnavailable: CUDA was asked for and ONNX Runtime runs on something else.
        MemoryError: It ran out; the maps' call raises it as well.
    """

    def __init__(self, weights: Weights, extraction: Extraction, *, device: str, cache_dir: Path) -> None:
        import onnxruntime

        if device == "cuda" and hasattr(onnxruntime, "preload_dlls"):
            onnxruntime.preload_dlls()  # finds the CUDA libraries that torch brought
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3  # errors; a missing provider is reported below
        options.intra_op_num_threads = torch.get_num_threads()
        options.enable_cpu_mem_arena = False  # the arena would keep the memory of the largest picture for good
        wanted = [_PROVIDERS[device], _PROVIDERS["cpu"]] if device == "cuda" else [_PROVIDERS["cpu"]]
        available = [name for name in wanted if name in onnxruntime.get_available_providers()]
        self._session = _opened(weights, extraction, cache_dir, options, available)
        self._device = device
        self.layers = extraction.layers
        self.provider = str(self._session.get_providers()[0])
        logger.info("ONNX Runtime %s runs on %s", onnxruntime.__version__, self.provider)
        if self.provider != _PROVIDERS[device]:
            raise DeviceUnavailable(
                f"ONNX Runtime runs on {self.provider}, not on CUDA; install onnxruntime-gpu with CUDA libraries "
                "that fit the driver, or choose --device cpu."
            )

    def __call__(self, rgb: Tensor) -> tuple[Tensor, ...]:
        """Return the float32 maps of an (N, 3, H, W) float32 picture in 0..1, each (N, C, h, w), on its device."""
        if self._device == "cuda":
            return self.bound(rgb)
        with _memory_named():
            maps: Sequence[np.ndarray] = self._session.run(None, {"rgb": rgb.contiguous().numpy()})
        return tuple(torch.from_numpy(array) for array in maps)

    def bound(self, rgb: Tensor) -> tuple[Tensor, ...]:
        """Return the same with input and outputs bound to the device's memory, so that maps never visit the host."""
        picture = rgb.contiguous()
        binding = self._session.io_binding()
        index = picture.device.index or 0
        binding.bind_input("rgb", self._device, index, np.float32, tuple(picture.shape), picture.data_ptr())
        for layer in self.layers:
            binding.bind_output(layer, self._device, index)
        if self._device == "cuda":
            torch.cuda.current_stream(picture.device).synchronize()  # ONNX Runtime has a stream of its own
        with _memory_named():
            self._session.run_with_iobinding(binding)
        binding.synchronize_outputs()
        return tuple(torch.utils.dlpack.from_dlpack(value._ortvalue).clone() for value in binding.get_outputs())


def _opened(weights: Weights, extraction: Extraction, cache_dir: Path, options: Any, providers: list[str]) -> Any:
    """Return a session of the kept network; one that is damaged, or cannot be kept, is exported anew."""
    try:
        path = export(weights, extraction, cache_dir)
        try:
            return _session(path, options, providers)
        except _damage_faults() as error:
            logger.warning("%s is damaged (%s); exporting it again", path, type(error).__name__)
            path.unlink(missing_ok=True)
            return _session(export(weights, extraction, cache_dir), options, providers)
    except OSError as error:  # a folder of another user's, or a full disk, costs seconds, not the picture
        logger.warning("The network cannot be kept (%s); name another folder with --cache-dir", error)
        with tempfile.TemporaryDirectory() as folder:
            return _session(export(weights, extraction, Path(folder)), options, providers)


def _session(path: Path, options: Any, providers: list[str]) -> Any:
    import onnxruntime

    with _memory_named():
        session = onnxruntime.InferenceSession(str(path), options, providers=providers)
    logger.info("ONNX Runtime opened %s", path.name)
    return session


@contextmanager
def _memory_named() -> Iterator[None]:
    """Raise a MemoryError where ONNX Runtime says that memory ran out: its own faults are Exceptions and no more."""
    from onnxruntime.capi import onnxruntime_pybind11_state as state

    try:
        yield
    except (state.Fail, state.RuntimeException) as error:
        if not any(words in str(error) for words in _WITHOUT_MEMORY):
            raise
        raise MemoryError(str(error)) from error


def _damage_faults() -> tuple[type[Exception], ...]:
    """Return what ONNX Runtime raises on a file that is cut off, empty or not a network."""
    from onnxruntime.capi import onnxruntime_pybind11_state as state

    return state.Fail, state.InvalidArgument, state.InvalidGraph, state.InvalidProtobuf, state.NoModel


def export(weights: Weights, extraction: Extraction, cache_dir: Path) -> Path:
    """Return the truncated network as an ONNX file with free height and width, exporting it once.

    The file appears complete or not at all, so that several workers may share the cache.
    """
    path = cache_dir / f"{weights.architecture.name}-{extraction.key(weights)}.onnx"
    if path.exists():
        return path
    cache_dir.mkdir(parents=True, exist_ok=True)
    height, width = torch.export.Dim.DYNAMIC, torch.export.Dim.DYNAMIC
    with warnings.catch_warnings(), tempfile.TemporaryDirectory(dir=cache_dir) as folder:
        warnings.simplefilter("ignore")  # torch.onnx warns about its own parts
        program = torch.onnx.export(
            extraction.network(weights),
            (torch.zeros(1, 3, *_EXAMPLE_SIZE),),
            input_names=["rgb"],
            output_names=list(extraction.layers),
            dynamic_shapes=({2: height, 3: width},),
            dynamo=True,
            verbose=False,
        )
        if program is None:
            raise RuntimeError("torch.onnx.export returned no program")
        complete = Path(folder) / path.name
        program.save(complete, external_data=False)
        complete.replace(path)  # atomic on one file system
    return path


def parity(
    weights: Weights, extraction: Extraction, cache_dir: Path, size: tuple[int, int], device: str = "cpu"
) -> dict[str, float]:
    """Return max|a - b| / max|a| between the torch and ONNX maps of a random picture in float32, by layer.

    Args:
        weights: The weights.
        extraction: Which maps.
        cache_dir: Where the exported network is kept.
        size: (height, width) of the picture in px.
        device: "cpu" or "cuda", for both.
    """
    rgb = torch.rand(1, 3, *size, generator=torch.Generator().manual_seed(0)).to(device)
    with torch.no_grad():
        expected = TorchFeatures(weights, extraction, device, torch.float32)(rgb)
    actual = OnnxFeatures(weights, extraction, device=device, cache_dir=cache_dir)(rgb)
    return {
        layer: float((a - b).abs().max() / a.abs().max())
        for layer, a, b in zip(extraction.layers, expected, actual, strict=True)
    }
