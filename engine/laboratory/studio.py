"""A painter that makes several small paintings and experiments as well: what a worker is given.

Must not know jobs, nor who asks.
"""

from __future__ import annotations

import itertools
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from PIL import Image

from engine.errors import NotEnoughMemory
from engine.laboratory import ascent, dream, grid, neurons
from engine.laboratory.experiment import Asked, Shown, check_layers, check_neurons, looked_at
from engine.laboratory.layers import sheets
from engine.laboratory.room import room_for
from engine.machine import devices
from engine.machine.process import give_memory_back
from engine.options.experiment_choice import ExperimentChoice, ExperimentKind
from engine.options.networks import QUICK
from engine.options.style_options import StyleOptions
from engine.painting import tries
from engine.painting.callbacks import Callbacks, encoding, ignore, never
from engine.painting.memory import memory_named
from engine.painting.painter import Painter
from engine.painting.workshop import Workshop
from engine.pictures.encoding import to_png
from engine.pictures.images import open_picture, resize
from engine.recipes.climbing import ascent_for
from engine.recipes.known import wants_quick
from engine.request import Iterate, StyleRequest, StyleResult
from engine.schedule.duration import QUICK_SHARE, PaintingSpeed
from engine.schedule.octaves import CHAT_DREAM, CHAT_GROWTH, CHAT_SAMPLE, experiment_s

logger = logging.getLogger(__name__)

GREY = (128, 128, 128)  # the photo of a texture: of one colour, it has nothing to keep


class Studio:
    """A painter and a laboratory over one workshop.

    Args:
        painter: Paints.
    """

    def __init__(self, painter: Painter) -> None:
        self._painter, self._workshop = painter, painter.workshop
        self._quick: Painter | None = None
        self.description = painter.description
        self.layers = looked_at(painter.workshop)

    def estimate_s(self, options: StyleOptions) -> float:
        """Return the seconds that a painting or an experiment is expected to take on this machine."""
        if options.experiment is None:
            return self._painting_s(options)
        workshop = self._workshop
        is_half = workshop.torch_dtype.itemsize < workshop.published_dtype.itemsize
        speed = PaintingSpeed(s_per_pixel=workshop.cost.pixel_s, is_half=is_half, is_on_cpu=workshop.device == "cpu")
        return experiment_s(options, ascent_for(workshop.weights.name), speed)

    def _painting_s(self, options: StyleOptions) -> float:
        is_guessed = self._is_quicker(options) and self._quick is None
        painter = self._quick if self._quick is not None and self._is_quicker(options) else self._painter
        expected_s = tries.estimate_s(painter, options) if options.tries else painter.estimate_s(options)
        return expected_s * QUICK_SHARE + self._painter.loading_s if is_guessed else expected_s

    def _is_quicker(self, options: StyleOptions) -> bool:
        """Return whether the quick network is asked for and is not the worker's own."""
        return wants_quick(options) and self._workshop.weights.name != QUICK

    def _painter_of(self, options: StyleOptions) -> tuple[Painter, float]:
        """Return who paints so, and the seconds until they could: the quick network is loaded when first asked for.

        Raises:
            NetworkUnavailable: It is not there.
            NotEnoughMemory: There is none for it.
        """
        if not self._is_quicker(options):
            return self._painter, 0.0
        if self._quick is not None:
            return self._quick, 0.0
        started = time.perf_counter()
        self._quick = self._loaded()
        loading_s = time.perf_counter() - started
        logger.info("The quick network was loaded in %.1f s, before the first look", loading_s)
        return self._quick, loading_s

    def _loaded(self) -> Painter:
        try:
            quick = Painter(replace(self._painter.choice, network=QUICK, weights=None, preprocessing=None))
            quick.get_ready()
        except (MemoryError, RuntimeError) as error:
            if not devices.is_out_of_memory(error):
                raise
            raise NotEnoughMemory("There is no memory left for the quick network; paint without it.") from error
        return quick

    def paint(
        self,
        request: StyleRequest,
        *,
        on_iterate: Callable[[Iterate], None] | None = None,
        should_stop: Callable[[], bool] | None = None,
        on_checkpoint: Callable[[bytes, int], None] | None = None,
        checkpoint: bytes | None = None,
    ) -> StyleResult:
        """Return the painting, or what an experiment shows; stopped early, the best so far.

        Both go on from a checkpoint. Layers' sheets, which take no steps, and tries give none and begin anew.

        Raises:
            InvalidOption: There is no such layer or neuron.
            NetworkUnavailable: The quick network is asked for and not there.
            EngineError: As of engine.painting.painter.Painter.paint.
        """
        choice = request.options.experiment
        if choice is not None and choice.kind is not ExperimentKind.TEXTURE:
            callbacks = Callbacks(
                on_iterate=on_iterate or ignore,
                on_checkpoint=encoding(on_checkpoint),
                should_stop=should_stop or never,
            )
            return self._made(choice, request, callbacks, checkpoint)
        painter, loading_s = self._painter_of(request.options)
        if request.options.tries:
            made = tries.paint_tries(painter, request, on_iterate=on_iterate, should_stop=should_stop)
            return _having_loaded(made, loading_s)
        made = painter.paint(
            request if choice is None else texture(request),
            on_iterate=on_iterate,
            should_stop=should_stop,
            on_checkpoint=on_checkpoint,
            checkpoint=checkpoint,
        )
        return _having_loaded(made, loading_s)

    def _made(
        self, choice: ExperimentChoice, request: StyleRequest, callbacks: Callbacks, checkpoint: bytes | None
    ) -> StyleResult:
        """Return what an experiment shows that is no painting."""
        options = request.options
        asked = Asked(
            workshop=self._workshop, seed=options.seed, callbacks=callbacks, options=options, checkpoint=checkpoint
        )
        try:
            with memory_named(options.edge_size, self._workshop.device):
                return _result(_shown(asked, choice, request))
        finally:
            give_memory_back()


def _having_loaded(made: StyleResult, loading_s: float) -> StyleResult:
    """Return a result whose report counts the seconds until a network was there as those of loading."""
    told = made.report.get("seconds") if loading_s else None
    if told is None:
        return made
    counted = {part: round(told.get(part, 0.0) + loading_s, 3) for part in ("load", "total")}
    return replace(made, report=made.report | {"seconds": told | counted})


def texture(request: StyleRequest) -> StyleRequest:
    """Return the painting that shows a style alone: by the default recipe, of a photo that has nothing to keep."""
    size = open_picture(request.content_image, max_edge=request.options.edge_size).size
    options = replace(request.options, experiment=None, strength=100.0)
    content = to_png(Image.new("RGB", size, GREY))
    return StyleRequest(content_image=content, style_images=(request.content_image,), options=options)


def _result(shown: Shown) -> StyleResult:
    return StyleResult(
        image_png=to_png(shown.image),
        width=shown.image.width,
        height=shown.image.height,
        report=shown.report,
        snapshots=shown.snapshots,
        more_pngs=tuple(to_png(picture) for picture in shown.more),
    )


def _shown(asked: Asked, choice: ExperimentChoice, request: StyleRequest) -> Shown:
    if choice.kind is ExperimentKind.NEURONS:
        return _neurons(asked, choice)
    photo = resize(open_picture(request.content_image), request.options.edge_size)
    with room_for(asked.workshop, photo.size):
        if choice.kind is ExperimentKind.LAYERS:
            return _layers(asked, photo)
        return dream.dreamt(asked, photo, _excitation(asked.workshop, choice), CHAT_DREAM)


def _neurons(asked: Asked, choice: ExperimentChoice) -> Shown:
    if choice.neuron is not None:
        return neurons.grown(asked, choice.layer, {choice.neuron: 1.0}, CHAT_GROWTH)
    return grid.of_layer(asked, choice.layer) if choice.layer else grid.grid(asked, sample=CHAT_SAMPLE)


def _excitation(workshop: Workshop, choice: ExperimentChoice) -> ascent.Excitation:
    """Return what a dream exaggerates: a neuron, a layer, or the network's usual ones."""
    if not choice.layer:
        return dream.usual(workshop)
    check_layers(workshop, (choice.layer,))
    if choice.neuron is None:
        return ascent.layers([(choice.layer, 1.0)])
    check_neurons(workshop, choice.layer, [choice.neuron])
    return ascent.neurons(choice.layer, {choice.neuron: 1.0})


def _layers(asked: Asked, photo: Image.Image) -> Shown:
    names = ends_of_blocks(tuple(looked_at(asked.workshop)))
    found: list[Image.Image] = []
    for _, sheet in sheets(asked.workshop, photo, names):
        found.append(sheet)
        if asked.callbacks.should_stop():
            break
    report = {"pictures": names[: len(found)], "network": asked.workshop.network}
    return Shown(image=found[0], report=report, more=tuple(found[1:]))


def ends_of_blocks(layers: Sequence[str]) -> list[str]:
    """Return the first and the last ReLU of every block: as many at most as an album of a chat holds."""
    blocks = itertools.groupby((name for name in layers if name.startswith("relu")), lambda name: name.split("_")[0])
    of_block = [list(names) for _, names in blocks]
    return [name for names in of_block for name in dict.fromkeys((names[0], names[-1]))]
