"""Whether this machine paints as it should: torch, CUDA, ONNX Runtime, both against each other, and how fast.

Loads torch when it looks. Where a driver is there and CUDA does not work, that is a fault, unless DEVICE is "cpu":
nobody would notice otherwise that a GPU machine paints on its processor.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from engine.doctor.finding import Finding, looked_at
from engine.painting.network_choice import NetworkChoice

if TYPE_CHECKING:
    from engine.painting.workshop import Workshop

SIDES = (256, 512, 1024)  # px, square
PARITY_SIZE = (120, 160)  # px; deep layers still have maps of several numbers
MOST_APART = {  # of the largest number of a layer's map
    "cpu": 1e-4,  # float32 sums in another order: 1e-6 measured
    "cuda": 1e-2,  # TF32 rounds each factor to 10 bits, 5e-4; a kernel that is wrong is wrong by more
}
DRIVER = Path("/dev/nvidiactl")
REINSTALL = "install what constraints.txt names again (make setup)"


def findings(choice: NetworkChoice, *, driver: Path = DRIVER, sides: Sequence[int] = SIDES) -> Iterator[Finding]:
    """Return what is found, one after the other.

    Args:
        choice: Which network paints, and where.
        driver: A path that is there where an NVIDIA driver is.
        sides: Of the square pictures in px that an evaluation is measured on.
    """
    found = looked_at("torch", torch_itself, REINSTALL)
    yield found
    if not found.is_well:
        return
    yield looked_at("CUDA", lambda: cuda(choice.device, has_driver=driver.exists()), "check the driver (nvidia-smi)")
    for device in _devices(choice.device):
        yield looked_at("ONNX Runtime", lambda device=device: onnx_runtime(device), REINSTALL)  # type: ignore[misc]
        yield from _of_device(dataclasses.replace(choice, device=device), sides)


def torch_itself() -> Finding:
    """Return which torch it is."""
    import torch

    threads = torch.get_num_threads()
    return Finding(name="torch", said=f"{torch.__version__}, {threads} thread{'s' if threads > 1 else ''}")


def cuda(wanted: str, *, has_driver: bool) -> Finding:
    """Return whether torch sees a GPU, where one is wanted or there.

    Args:
        wanted: "auto", "cpu" or "cuda"; anything else is a slip.
        has_driver: Whether an NVIDIA driver is there.
    """
    import torch

    if wanted not in ("auto", "cpu", "cuda"):
        return Finding(name="CUDA", said=f"there is no device {wanted!r}", remedy="set DEVICE to auto, cpu or cuda")
    if torch.cuda.is_available():
        facts, (free, total) = torch.cuda.get_device_properties(0), torch.cuda.mem_get_info()
        built = f"CUDA {torch.version.cuda}, compute capability {facts.major}.{facts.minor}"
        return Finding(name="CUDA", said=f"{facts.name}, {built}, {free / 2**30:.1f} of {total / 2**30:.1f} GiB free")
    if has_driver and wanted != "cpu":
        remedy = f"this torch is built for CUDA {torch.version.cuda}; see with nvidia-smi whether the driver is older"
        return Finding(name="CUDA", said="there is an NVIDIA driver, and torch cannot use it", remedy=remedy)
    if wanted == "cuda":
        return Finding(name="CUDA", said="no GPU", remedy="give this machine one, or set DEVICE=cpu")
    return Finding(name="CUDA", said="no GPU; the processor paints")


def onnx_runtime(device: str) -> Finding:
    """Return whether ONNX Runtime is built for the device; whether it runs there the comparison with torch says."""
    import onnxruntime

    wanted = {"cuda": "CUDAExecutionProvider", "cpu": "CPUExecutionProvider"}[device]
    there = onnxruntime.get_available_providers()
    remedy = None if wanted in there else f"install onnxruntime-gpu instead of onnxruntime, for {wanted}"
    built_for = ", ".join(name.removesuffix("ExecutionProvider") for name in there)
    return Finding(name="ONNX Runtime", said=f"{onnxruntime.__version__}, built for {built_for}", remedy=remedy)


def _of_device(choice: NetworkChoice, sides: Sequence[int]) -> Iterator[Finding]:
    from engine.painting.workshop import Workshop

    built: list[Workshop] = []

    def build() -> Finding:
        built.append(Workshop(choice))
        return Finding(
            name=f"{choice.device}: network", said=f"{built[0].weights.description}; paints in {built[0].dtype}"
        )

    yield looked_at(f"{choice.device}: network", build, "choose another NETWORK, or fetch it (python -m models fetch)")
    for workshop in built:
        name = f"{choice.device}: ONNX"
        yield looked_at(name, lambda: agreement(workshop), REINSTALL)  # noqa: B023 (there is only one)
        for side in sides:
            yield looked_at(f"{choice.device}: {side} px", lambda: speed(workshop, side), "end other programs")  # noqa: B023


def agreement(workshop: Workshop) -> Finding:
    """Return how far apart ONNX Runtime's and torch's maps of the default recipe are on the workshop's device."""
    from engine.features.onnx_features import parity
    from engine.recipes.default import DEFAULT

    device, folder = workshop.device, workshop.networks_dir
    apart = max(parity(workshop.weights, workshop.extraction(DEFAULT), folder, PARITY_SIZE, device).values())
    said = f"{apart:.1e} from what torch computes; up to {MOST_APART[device]:g} is right"
    remedy = None if apart <= MOST_APART[device] else REINSTALL
    return Finding(name=f"{device}: ONNX", said=said, remedy=remedy)


def speed(workshop: Workshop, side: int) -> Finding:
    """Return what one evaluation of the default recipe takes, of a square picture."""
    from engine.painting.measuring import evaluation_s
    from engine.recipes.default import DEFAULT

    features = workshop.torch_features(workshop.extraction(DEFAULT))
    taken = evaluation_s(features, workshop.device, side, workshop.orientation)
    return Finding(name=f"{workshop.device}: {side} px", said=f"{taken:.3f} s an evaluation, one step of a painting")


def _devices(wanted: str) -> list[str]:
    import torch

    return ["cpu", *(["cuda"] if wanted != "cpu" and torch.cuda.is_available() else [])]
