"""Whether the memory is there for an experiment. Must not know what it shows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from engine.painting.memory import check_memory, memory_named
from engine.painting.workshop import Workshop
from engine.pictures.images import Size
from engine.schedule.pyramid import Level, View


@contextmanager
def room_for(workshop: Workshop, size: Size) -> Iterator[None]:
    """Refuse a picture that does not fit the memory before it is begun; within, say for which size it ran out.

    An experiment takes no more memory than a painting whose only level is as large.

    Raises:
        NotEnoughMemory: The message names a size that fits.
    """
    level = Level(views=(View(edge_size=max(size), size=size),), evaluations=1)
    check_memory((level,), workshop.device, workshop.published_dtype.itemsize)
    with memory_named(max(size), workshop.device):
        yield
