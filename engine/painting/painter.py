"""The engine's front: build a Painter once, ask it for paintings.

Must not know who asks: command line, worker or test.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from engine.painting.as_published import AsPublished
from engine.painting.coarse_to_fine import CoarseToFine
from engine.painting.painting import Asked, OnPicture, ignore, never, unheard
from engine.painting.workshop import Workshop
from engine.recipes.default import DEFAULT, recipe_of
from engine.recipes.terms import PublishedRecipe
from engine.request import Iterate, Round, StyleOptions, StyleRequest, StyleResult
from engine.schedule.pyramid import Size

USUAL_SHAPE = (4, 3)  # of a photo, where only the options are known


class Painter:
    """A network on a device, ready to paint. Built once a process.

    Args:
        network: A name in models.registry.ENTRIES.
        weights: A local file instead of the registry's.
        device: "auto", "cpu" or "cuda"; "cuda" never falls back.
        dtype: "auto", "float32", "bfloat16" or "float16"; auto measures.
        cache_dir: Keeps exported networks and style targets; None takes the user's cache.
        preprocessing: Overrides what the weights say.

    Raises:
        NetworkUnavailable: The weights are not there or do not fit; the message says what to do.
        DeviceUnavailable: The device is not there.
        InvalidOption: No such device or dtype.
    """

    def __init__(
        self,
        network: str = "builtin",
        weights: Path | None = None,
        device: str = "auto",
        dtype: str = "auto",
        cache_dir: Path | None = None,
        *,
        preprocessing: str | None = None,
    ) -> None:
        self.workshop = Workshop(network, weights, device, dtype, cache_dir, preprocessing)
        self.network = network
        self.device = self.workshop.device
        self.dtype = self.workshop.dtype
        self.description = f"{network}, {self.device}, {self.dtype}"

    def get_ready(self) -> None:
        """Export and open what the first painting would else wait for, and no estimate counts.

        Raises:
            DeviceUnavailable: ONNX Runtime cannot use the device.
        """
        self.workshop.onnx_features(self.workshop.extraction(DEFAULT))

    def paint(
        self,
        request: StyleRequest,
        *,
        on_iterate: Callable[[Iterate], None] | None = None,
        should_stop: Callable[[], bool] | None = None,
        on_picture: OnPicture | None = None,
        on_round: Callable[[Round], None] | None = None,
    ) -> StyleResult:
        """Return the painting that a request asks for; stopped early, the best picture so far.

        Args:
            request: What to paint and how.
            on_iterate: Told after every evaluation where the painting stands.
            should_stop: Asked before every evaluation.
            on_picture: Told after every evaluation how many were made, and how to draw the best picture so far;
                where it answers True the picture has settled, and the next level begins.
            on_round: Told after every round of a published recipe what its loss has come to, by part.

        Raises:
            UnusablePicture: A picture cannot be opened.
            InvalidOption: The options do not fit the recipe.
            NotEnoughMemory: The picture does not fit the memory there is.
            PaintingFailed: No evaluation succeeded.
        """
        asked = Asked(
            workshop=self.workshop,
            request=request,
            on_iterate=on_iterate or ignore,
            should_stop=should_stop or never,
            on_picture=on_picture,
            on_round=on_round or unheard,
        )
        recipe = recipe_of(request.options)
        if isinstance(recipe, PublishedRecipe):
            return AsPublished(asked, recipe).run()
        return CoarseToFine(asked, recipe).run()

    def estimate_s(self, options: StyleOptions, content_size: Size = USUAL_SHAPE) -> float:
        """Return the seconds that a painting is expected to take on this machine.

        Args:
            options: How it is to be painted.
            content_size: (width, height) of the photo; only the ratio counts.
        """
        return self.workshop.estimate_s(options, content_size)
