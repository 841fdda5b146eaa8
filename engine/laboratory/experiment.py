"""What every experiment shares: a network for its layers, a seed, a way to climb, a course, checkpoints, a report.

Must not know what is shown, nor files.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import torch
from PIL import Image
from torch import Tensor

from engine.errors import InvalidOption
from engine.features.extraction import Extraction
from engine.features.tensors import to_image
from engine.features.torch_features import TorchFeatures
from engine.laboratory.ascent import ascend
from engine.laboratory.slope import Slope
from engine.machine import devices
from engine.options.style_options import StyleOptions
from engine.painting.callbacks import Callbacks
from engine.painting.checkpoint import Checkpoint, key_of
from engine.painting.course import Course
from engine.painting.plan import Plan
from engine.painting.workshop import Workshop
from engine.recipes.climbing import Ascent, Emphasis, ascent_for
from engine.schedule.pyramid import Level, View
from models.errors import ModelsError


@dataclass(frozen=True, kw_only=True)
class Asked:
    """How an experiment is run.

    Attributes:
        workshop: The network on its device.
        seed: Of everything random; equal seeds give equal pictures.
        callbacks: Told after every step, and asked before it whether to stop; the best so far is what comes of it.
        ascent: How pictures climb; None takes the way that suits the network.
        options: What was asked for, which a checkpoint must agree with; None where none is kept.
        checkpoint: What an attempt that ended too early has left; begun anew where it does not fit.
    """

    workshop: Workshop
    seed: int
    callbacks: Callbacks = field(default_factory=Callbacks)
    ascent: Ascent | None = None
    options: StyleOptions | None = None
    checkpoint: bytes | None = field(default=None, repr=False)

    @property
    def own_ascent(self) -> Ascent:
        """Return how pictures climb: as was said, or as suits the network."""
        return self.ascent or ascent_for(self.workshop.weights.name)


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What an experiment shows.

    Attributes:
        image: The picture.
        report: What was done, as JSON values.
        snapshots: Small JPEGs of the way, in order; none of sheets, which do not grow as a whole.
        more: The other pictures of an experiment that shows several.
    """

    image: Image.Image
    report: dict[str, Any]
    snapshots: tuple[bytes, ...] = ()
    more: tuple[Image.Image, ...] = ()


class Experiment:
    """One experiment on its way: a strategy over a Course, as paintings are.

    Args:
        asked: How it is run.
        steps: (edge size in px, steps) of every level, in order.
        layers: That it looks at.
        draw: Draws what a step has come to, for who looks on.
        is_each_alone: Whether a step looks at one of the layers, not at all of them.

    Raises:
        InvalidOption: The network has no such layer, or its weights do not reach it.
    """

    def __init__(
        self,
        asked: Asked,
        steps: Sequence[tuple[int, int]],
        layers: Sequence[str],
        draw: Callable[[Tensor], Image.Image] = to_image,
        *,
        is_each_alone: bool = False,
    ) -> None:
        check_layers(asked.workshop, layers)
        self.asked, self._workshop = asked, asked.workshop
        self.ascent = asked.own_ascent
        self.generator = torch.Generator().manual_seed(asked.seed)
        self.course = Course(asked.workshop, asked.callbacks)
        passes = [(layer,) for layer in layers] if is_each_alone else [tuple(layers)]
        depth = sum(self._workshop.depth(each, self._workshop.published_dtype) for each in passes) / len(passes)
        self._begin(Plan(levels=tuple(_level(*each) for each in steps), depth=depth), draw)

    def _begin(self, plan: Plan, draw: Callable[[Tensor], Image.Image]) -> None:
        options, encoded = self.asked.options, self.asked.checkpoint
        key = "" if options is None else key_of(self._workshop.weights.sha256, options, plan.levels, self.ascent)
        kept = None if encoded is None else Checkpoint.decoded(encoded, key)
        self.course.begin(plan, draw, key=key, kept=kept)

    def take_up(self) -> Checkpoint | None:
        """Return what an earlier attempt came to, if any; what is random goes on from there."""
        kept = self.course.take_up()
        if kept is None:
            return None
        self.generator.set_state(torch.frombuffer(bytearray.fromhex(kept.more["random"]), dtype=torch.uint8))
        return replace(kept, picture=kept.picture.to(self._workshop.device))

    def keep(self, done: int, picture: Tensor, **more: Any) -> None:
        """Give away what has come of so many parts, unless the experiment was stopped within the last."""
        if not self.course.is_stopped:
            random = self.generator.get_state().numpy
            self.course.keep(done, picture, lambda: {"random": random().tobytes().hex(), **more})

    def features(self, *layers: str) -> TorchFeatures:
        """Return the network up to these layers.

        Raises:
            InvalidOption: It has no such layer.
        """
        check_layers(self._workshop, layers)
        # differs from the cookbook's zero padding, whose frame excites some neurons more than anything inside it
        extraction = Extraction(layers=tuple(layers), pooling="max", padding="reflect")
        return TorchFeatures(self._workshop.weights, extraction, self._workshop.device, self._workshop.published_dtype)

    def should_stop(self) -> bool:
        """Return whether the experiment is to end, and remember that it was."""
        self.course.is_stopped = self.course.is_stopped or self.course.should_end()
        return self.course.is_stopped

    def climb(
        self, score: Callable[[Tensor], Tensor], rgb: Tensor, steps: int, rate: float, emphasis: Emphasis
    ) -> Tensor:
        """Return pictures after so many steps of this level, or after as many as there was time for.

        Args:
            score: To grow.
            rgb: (N, 3, H, W), where it starts.
            steps: How many.
            rate: Of a step, on 0..255.
            emphasis: What of the gradient is followed.
        """
        made, began = 0, time.perf_counter()

        def tell(picture: Tensor) -> None:
            nonlocal made
            made += 1
            self.course.tell(made, lambda: picture)

        slope = Slope(emphasis, self.generator if self.ascent.shifts else None)
        found = ascend(score, rgb, steps, rate, slope=slope, should_stop=self.should_stop, on_step=tell)
        self.course.note_steps(made, time.perf_counter() - began)
        return found

    def uniform(self, *shape: int) -> Tensor:
        """Return uniform noise in 0..1 that only the seed decides, on the experiment's device."""
        return torch.rand(*shape, generator=self.generator).to(self._workshop.device)

    def shown(self, image: Image.Image, **found: Any) -> Shown:
        """Return a picture with the report and what was kept of its way."""
        return Shown(image=image, report=self.report(**found), snapshots=self.course.snapshots)

    def report(self, **found: Any) -> dict[str, Any]:
        """Return what was done, as JSON values."""
        workshop, told = self._workshop, self.course.report()
        return {
            "network": workshop.network,
            "weights": workshop.weights.description,
            "weights_sha256": workshop.weights.sha256,
            "device": workshop.device,
            "dtype": devices.dtype_name(workshop.published_dtype),
            "seed": self.asked.seed,
            "ascent": self.ascent.name,
            "notes": list(self.ascent.deviations),
            "steps": told["evaluations"],
            **{name: told[name] for name in _OF_THE_COURSE if name in told},
            **found,
        }


_OF_THE_COURSE = ("schedule", "stopped", "seconds", "peak_rss_mb", "parts_taken_up")


def _level(edge_size: int, steps: int) -> Level:
    return Level(views=(View(edge_size=edge_size, size=(edge_size, edge_size)),), evaluations=steps)


def looked_at(workshop: Workshop) -> dict[str, int]:
    """Return the number of neurons of every layer that can be looked at: ReLUs and poolings that the weights reach."""
    weights = workshop.weights
    found = [layer for layer in weights.architecture.layers if layer.kind != "conv" and layer.index <= weights.reach]
    return {layer.name: layer.channels[1] for layer in found}


def check_layers(workshop: Workshop, names: Sequence[str]) -> None:
    """Refuse layers that the network has not, that are no ReLU or pooling, or that the weights do not reach.

    Raises:
        InvalidOption: The message says which layers there are.
    """
    known = looked_at(workshop)
    for name in names:
        if name not in known:
            raise InvalidOption(
                f"{workshop.network} has no layer {name!r} to look at; choose one of {' '.join(known)}."
            )


def check_neurons(workshop: Workshop, layer: str, indices: Sequence[int]) -> None:
    """Refuse neurons that a layer has not.

    Raises:
        InvalidOption: The message says how many there are.
    """
    try:
        count = workshop.weights.architecture.layer(layer).channels[1]
    except ModelsError as error:
        raise InvalidOption(str(error)) from error
    for index in indices:
        if not 0 <= index < count:
            raise InvalidOption(f"{layer} has no neuron {index}; its neurons are 0 to {count - 1}.")
