"""A painter without a network, Pillow only, and requests for it to paint."""

from __future__ import annotations

import io
import logging
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image

from engine.errors import NotEnoughMemory
from engine.options.experiment_choice import ExperimentChoice, ExperimentKind
from engine.options.style_options import Faces, StyleOptions
from engine.painting import tries
from engine.pictures.images import open_transparent
from engine.pictures.modes import alpha_of, over_white, with_alpha
from engine.request import Iterate, StyleRequest, StyleResult

logger = logging.getLogger(__name__)

WHOLE = {f"relu{block}_{place}": 64 for block in range(1, 6) for place in range(1, 5)}  # layers of a whole network
STEP_S = 0.05  # from one iterate to the next where a request has a budget


def picture(color: str = "navy", size: tuple[int, int] = (96, 64)) -> bytes:
    """Return a PNG of one colour."""
    encoded = io.BytesIO()
    Image.new("RGB", size, color).save(encoded, "PNG")
    return encoded.getvalue()


def style_request(content: str = "navy", style: str = "orange", **options: Any) -> StyleRequest:
    """Return a request on two one-coloured pictures, 64 px unless told otherwise."""
    return StyleRequest(
        content_image=picture(content),
        style_images=(picture(style),),
        options=StyleOptions(**{"edge_size": 64, **options}),
    )


@dataclass
class FakePainter:
    """Paints by mixing the pictures, at a pace; some recipes make it misbehave.

    Attributes:
        iterates: Iterates of one painting.
        pace_s: Seconds from one iterate to the next.
        levels: Parts of one painting; after each but the last it gives a checkpoint.
        faces: How many it finds in every photo.
        layers: Neurons by layer that it tells of; too few for published recipes.
        steps_file: A file that gets a line with the request's seed for every iterate, whoever makes it.

    A request with a budget takes that long instead, in many short steps.

    Recipes: "refused" raises NotEnoughMemory, "broken" raises a ValueError, "poison" kills the process,
    "hung" never looks whether it should stop, "stuck" waits at nine tenths, unless it goes on from a checkpoint.
    """

    iterates: int = 10
    pace_s: float = 0.0
    levels: int = 4
    steps_file: str = ""
    network: str = "fake"
    device: str = "cpu"
    dtype: str = "float32"
    faces: int = 0
    layers: dict[str, int] = field(default_factory=lambda: {"relu1_1": 64, "pool1": 64, "relu2_1": 128, "relu3_1": 256})

    @property
    def description(self) -> str:
        return f"{self.network}, {self.device}, {self.dtype}"

    def estimate_s(self, options: StyleOptions) -> float:
        if options.tries:
            return tries.estimate_s(self, options)
        return options.budget_s or self.iterates * self.pace_s

    def steps(self, options: StyleOptions) -> int:
        return self.iterates if options.budget_s is None else max(2, round(options.budget_s / STEP_S))

    def paint(
        self,
        request: StyleRequest,
        *,
        on_iterate: Callable[[Iterate], None] | None = None,
        should_stop: Callable[[], bool] | None = None,
        on_checkpoint: Callable[[bytes, int], None] | None = None,
        checkpoint: bytes | None = None,
    ) -> StyleResult:
        if request.options.tries:
            return tries.paint_tries(self, request, on_iterate=on_iterate, should_stop=should_stop)
        done = int(checkpoint or b"0")
        logger.info("painting begins%s", f" after {done}" if done else "")
        _misbehave(request.options.recipe)
        steps = self.steps(request.options)
        pace_s = self.estimate_s(request.options) / steps
        for number in range(done + 1, steps + 1):
            time.sleep(pace_s)
            self._note_step(request.options.seed)
            if on_iterate:
                on_iterate(self._iterate(number, request))
            if on_checkpoint and number in self._ends_of_levels(steps):
                on_checkpoint(str(number).encode(), number)
            while should_stop and self._is_stuck(request.options, number, done) and not should_stop():
                time.sleep(0.01)
            if should_stop and should_stop():
                break
        if request.options.experiment is not None:
            return _looked(request, request.options.experiment)
        result = _mixed(request, stopped=number < steps, done=done)
        if self.faces:
            result.report["faces"] = {"found": self.faces, "protected": request.options.faces is Faces.PROTECT}
        return result

    def _note_step(self, seed: int) -> None:
        if self.steps_file:
            with Path(self.steps_file).open("a") as steps:
                steps.write(f"{seed}\n")

    def _is_stuck(self, options: StyleOptions, number: int, done: int) -> bool:
        return options.recipe == "stuck" and not done and number == self.steps(options) * 9 // 10

    def _ends_of_levels(self, steps: int) -> set[int]:
        return {steps * level // self.levels for level in range(1, self.levels)}

    def _iterate(self, number: int, request: StyleRequest) -> Iterate:
        steps = self.steps(request.options)
        return Iterate(
            level=0,
            levels=1,
            edge_size=request.options.edge_size,
            evaluation=number,
            evaluations=steps,
            fraction=number / steps,
            seconds_left=self.estimate_s(request.options) * (1 - number / steps),
            preview_jpeg=_preview(request) if number % 2 else None,
        )


def _misbehave(recipe: str) -> None:
    if recipe == "refused":
        raise NotEnoughMemory("The picture needs 3 GB; 2 GB are free. Ask for a smaller one.")
    if recipe == "broken":
        raise ValueError("a mistake in the painter")
    if recipe == "poison":
        os.kill(os.getpid(), signal.SIGKILL)
    while recipe == "hung":
        time.sleep(0.05)


def _opened(encoded: bytes) -> Image.Image:
    return Image.open(io.BytesIO(encoded)).convert("RGB")


def _mixed(request: StyleRequest, *, stopped: bool, done: int) -> StyleResult:
    sent = open_transparent(request.content_image)
    content = over_white(sent)
    scale = request.options.edge_size / max(content.size)
    content = content.resize((max(1, round(content.width * scale)), max(1, round(content.height * scale))))
    style = _opened(request.style_images[0]).resize(content.size)
    encoded = io.BytesIO()
    with_alpha(Image.blend(content, style, request.options.strength / 100), alpha_of(sent)).save(encoded, "PNG")
    return StyleResult(
        image_png=encoded.getvalue(),
        width=content.width,
        height=content.height,
        report={"network": "fake", "seed": request.options.seed, "stopped": stopped, "done": done},
        snapshots=tuple(_snapshot(content, style, share / 4) for share in (1, 2, 3)),
    )


def _snapshot(content: Image.Image, style: Image.Image, share: float) -> bytes:
    encoded = io.BytesIO()
    Image.blend(content, style, share).save(encoded, "JPEG")
    return encoded.getvalue()


def _looked(request: StyleRequest, choice: ExperimentChoice) -> StyleResult:
    """Answer an experiment with one-coloured pictures: as many as there are layers, or one with steps."""
    layers = ["relu1_1", "relu2_1", "relu3_1"] if choice.kind is ExperimentKind.LAYERS else [choice.layer]
    first, *more = [picture("teal", (64, 48 + number)) for number, _ in enumerate(layers)]
    report = {
        "network": "fake",
        "schedule": [[request.options.edge_size, 2]],
        "seconds": {"total": 0.1},
        "pictures": layers,
        "neurons": {choice.layer: [4, 17]},
    }
    grows = choice.kind in (ExperimentKind.DREAM, ExperimentKind.TEXTURE) or choice.neuron is not None
    shown = _opened(first)
    steps = [_snapshot(Image.new("RGB", shown.size, "white"), shown, share / 4) for share in (1, 2, 3)]
    more_pngs, snapshots = tuple(more), tuple(steps) if grows else ()
    return StyleResult(image_png=first, width=64, height=48, report=report, more_pngs=more_pngs, snapshots=snapshots)


def _preview(request: StyleRequest) -> bytes:
    encoded = io.BytesIO()
    _opened(request.content_image or picture()).save(encoded, "JPEG")
    return encoded.getvalue()


class Misconfigured:
    """A worker of this machine that does not start with these settings."""

    is_misconfigured = True


def starting_painter() -> FakePainter:
    """Return a worker that gives signs of life and loads its network, or ends for want of one."""
    return FakePainter(network="starting", layers={})
