"""What this machine can do: its device, the fastest dtype, the cost of one evaluation, its memory.

Measures; must not know recipes, pictures or jobs.
"""

from __future__ import annotations

import contextlib
import logging
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

import torch

from engine.errors import DeviceUnavailable, InvalidOption
from engine.machine.memory import free_ram_bytes
from models.processor import CPUINFO, lists_bfloat16

logger = logging.getLogger(__name__)

# float16 is none: it holds no sum over 65504, which those of a map of 128 px pass, nor most gradients of a large one
DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16}
_WORTH = 0.9  # a lower precision must save a tenth of the time, else float32 stays
ROUNDS = 2  # of measuring both; on a busy machine one once took the slower dtype for the quicker
_WITHOUT_MEMORY = ("can't allocate memory", "out of memory", "STATUS_ALLOC_FAILED")  # torch's, CUDA's, of its libraries


def choose_device(name: str) -> str:
    """Return "cuda" or "cpu" for "auto", "cuda" or "cpu".

    Raises:
        DeviceUnavailable: CUDA was asked for and torch sees none.
        InvalidOption: Another name.
    """
    if name not in ("auto", "cpu", "cuda"):
        raise InvalidOption(f"There is no device {name!r}; choose auto, cpu or cuda.")
    has_cuda = torch.cuda.is_available()
    if name == "cuda" and not has_cuda:
        raise DeviceUnavailable("torch sees no CUDA device; check the driver (nvidia-smi) or choose --device cpu.")
    return "cuda" if has_cuda and name != "cpu" else "cpu"


def choose_dtype(
    name: str, seconds_of: Callable[[torch.dtype], float], *, computes_bfloat16: bool = True
) -> torch.dtype:
    """Return the dtype of a name; for "auto" bfloat16 where it is measured to be faster, else float32.

    Args:
        name: "auto", "float32" or "bfloat16".
        seconds_of: Measures one evaluation in a dtype.
        computes_bfloat16: Whether the device has instructions for it. Where not, nothing is measured: on a busy
            machine a single measurement once came within a third of float32's, and a painting takes 7 to 10 times
            as long.

    Raises:
        InvalidOption: Another name.
    """
    if name in DTYPES:
        if name == "bfloat16" and not computes_bfloat16:
            logger.warning("This processor has no bfloat16: painting takes many times as long as in float32 or auto")
        return DTYPES[name]
    if name != "auto":
        raise InvalidOption(f"There is no dtype {name!r}; choose auto, {', '.join(DTYPES)}.")
    if not computes_bfloat16:
        return torch.float32
    taken = [(seconds_of(torch.float32), seconds_of(torch.bfloat16)) for _ in range(ROUNDS)]
    full, half = (min(column) for column in zip(*taken, strict=True))
    logger.info("One evaluation takes %.1f ms in float32, %.1f ms in bfloat16", 1000 * full, 1000 * half)
    return torch.bfloat16 if half < _WORTH * full else torch.float32


def computes_bfloat16(device: str, cpuinfo: Path = CPUINFO) -> bool:
    """Return whether a device has instructions for bfloat16, or nothing says.

    Args:
        device: "cpu" or "cuda"; a GPU is left to the measurement.
        cpuinfo: Where the system lists what its processors can do.
    """
    return device != "cpu" or lists_bfloat16(cpuinfo) is not False


def dtype_name(dtype: torch.dtype) -> str:
    """Return "float32" for torch.float32."""
    return str(dtype).removeprefix("torch.")


def seconds_of(call: Callable[[], object], device: str, repeats: int = 2) -> float:
    """Return the least seconds of `repeats` + 1 calls; after one that takes over a second there are no more."""
    fastest = float("inf")
    for _ in range(repeats + 1):
        started = time.perf_counter()
        call()
        synchronise(device)
        took, fastest = time.perf_counter() - started, min(fastest, time.perf_counter() - started)
        if took > 1:  # a slow machine is measured well enough by once
            break
    return fastest


def synchronise(device: str) -> None:
    """Wait for what the device was given to do."""
    if device == "cuda":
        torch.cuda.synchronize()


def peak_rss_mb() -> float:
    """Return the most memory this process has had resident, in MB (2^20 bytes)."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (2**20 if sys.platform == "darwin" else 2**10), 1)


def forget_peak_rss() -> None:
    """Let the peak begin anew at what is resident now; only Linux can, elsewhere it stays the process's own."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def is_out_of_memory(error: BaseException) -> bool:
    """Return whether an error says that memory ran out; on the CPU torch raises a plain RuntimeError for it."""
    is_named = any(words in str(error) for words in _WITHOUT_MEMORY)
    return is_named or isinstance(error, (MemoryError, torch.OutOfMemoryError))


def free_memory_bytes(device: str) -> int | None:
    """Return the memory that may still be taken, the container's limit included; None where nothing says."""
    if device == "cuda":
        unused = torch.cuda.memory_reserved() - torch.cuda.memory_allocated()  # kept by torch for what comes next
        return int(torch.cuda.mem_get_info()[0]) + unused
    return free_ram_bytes()
