"""The engine's front: build a Painter once, ask it for paintings.

Must not know who asks: command line, worker or test.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import torch

from engine.options.style_options import StyleOptions
from engine.painting.callbacks import Callbacks, OnPicture, encoding, ignore, never, unheard
from engine.painting.network_choice import NetworkChoice
from engine.painting.painting import paint, plan_of
from engine.painting.plan import UNPAINTED_S
from engine.painting.workshop import Workshop
from engine.pictures import faces
from engine.pictures.images import Size
from engine.recipes.default import DEFAULT
from engine.request import Iterate, Round, StyleRequest, StyleResult
from engine.schedule.duration import USUAL_SHAPE


class Painter:
    """A network on a device, ready to paint. Built once a process.

    Args:
        choice: Which network, and where.

    Attributes:
        choice: The same.
        workshop: The network on its device.
        description: Both in words.
        loading_s: Seconds that it took to build it.

    Raises:
        NetworkUnavailable: The weights are not there or do not fit; the message says what to do.
        DeviceUnavailable: The device is not there.
        InvalidOption: No such device or dtype.
    """

    def __init__(self, choice: NetworkChoice) -> None:
        self.choice = choice
        started = time.perf_counter()
        self.workshop = Workshop(choice)
        self.loading_s = time.perf_counter() - started
        self.description = f"{self.workshop.network}, {_told(self.workshop.device)}, {self.workshop.dtype}"

    def get_ready(self) -> None:
        """Export and open what the first painting would else wait for, and no estimate counts.

        Raises:
            DeviceUnavailable: ONNX Runtime cannot use the device.
        """
        extraction = self.workshop.extraction(DEFAULT)
        self.workshop.onnx_features(extraction)
        self.workshop.torch_features(extraction).get_ready()
        faces.get_ready()

    def paint(
        self,
        request: StyleRequest,
        *,
        on_iterate: Callable[[Iterate], None] | None = None,
        should_stop: Callable[[], bool] | None = None,
        on_picture: OnPicture | None = None,
        on_round: Callable[[Round], None] | None = None,
        on_checkpoint: Callable[[bytes, int], None] | None = None,
        checkpoint: bytes | None = None,
    ) -> StyleResult:
        """Return the painting that a request asks for; stopped early, the best picture so far.

        Args:
            request: What to paint and how.
            on_iterate: Told after every evaluation where the painting stands.
            should_stop: Asked before every evaluation.
            on_picture: Told after every evaluation how many were made, and how to draw the best picture so far;
                where it answers True the picture has settled, and the next level begins.
            on_round: Told after every round of a published recipe what its loss has come to, by part.
            on_checkpoint: Given bytes from which another process can go on, after every level and round but the last,
                and how many of them are finished.
            checkpoint: Such bytes of an attempt that ended too early. Where schedule, dtype and threads are the same,
                the painting is the same to the byte as one that was made in one go.

        Raises:
            UnusablePicture: A picture cannot be opened.
            InvalidOption: The options do not fit the recipe.
            NotEnoughMemory: The picture does not fit the memory there is.
            PaintingFailed: No evaluation succeeded.
        """
        callbacks = Callbacks(
            on_iterate=on_iterate or ignore,
            on_picture=on_picture,
            on_round=on_round or unheard,
            on_checkpoint=encoding(on_checkpoint),
            should_stop=should_stop or never,
        )
        return paint(self.workshop, request, callbacks, checkpoint)

    def estimate_s(self, options: StyleOptions, content_size: Size = USUAL_SHAPE) -> float:
        """Return the seconds that a painting is expected to take on this machine.

        Args:
            options: How it is to be painted.
            content_size: (width, height) of the photo; only the ratio counts.
        """
        if options.strength == 0:
            return UNPAINTED_S
        plan = plan_of(self.workshop, options, content_size)
        return plan.expected_s(self.workshop.cost, self.workshop.target_s)


def _told(device: str) -> str:
    """Return "cuda", or "cpu (2 cores)" for so many as torch computes on."""
    count = torch.get_num_threads()
    return f"{device} ({count} core{'s' if count > 1 else ''})" if device == "cpu" else device
