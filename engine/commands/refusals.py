"""How a command answers what it cannot do: one line on standard error, and the exit status 2.

Must not load torch.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable

from engine.commands.flags import refuse
from engine.errors import EngineError
from models.errors import ModelsError


def answered(run: Callable[[argparse.Namespace], int | None], flags: argparse.Namespace) -> int:
    """Run a command and return its exit status, 0 where it returns none."""
    try:
        return run(flags) or 0
    except BrokenPipeError:  # no mistake: nobody reads any more, and the program ends without a word
        raise
    except OSError as error:
        return refuse(f"{error.filename or ''}: {error.strerror or error}".strip(": "))
    except (EngineError, ModelsError) as error:
        return refuse(str(error))
    except (MemoryError, RuntimeError) as error:
        from engine.machine import devices  # loads torch, as what failed did

        if not devices.is_out_of_memory(error):
            raise
        return refuse(without_memory(devices.choose_device(getattr(flags, "device", "cpu"))))


def without_memory(device: str) -> str:
    """Return the sentence for memory that ran out on "cpu" or "cuda"."""
    way = ", or choose --device cpu" if device == "cuda" else ""
    return f"The memory ran out on {device}; end other programs{way}."
