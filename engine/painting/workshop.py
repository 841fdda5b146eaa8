"""What a process keeps between paintings: weights, networks on a device, style targets, the cost of an evaluation.

Must not know requests or how a painting goes.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import torch
from torch import Tensor

from engine import machine as machine
from engine.descent.lbfgs import minimise
from engine.errors import NetworkUnavailable, NotEnoughMemory
from engine.features.onnx_features import Extraction, OnnxFeatures, TorchFeatures
from engine.losses import gram
from engine.losses.objective import Objective, ViewTargets
from engine.painting.targets import StyleTargets, statistics
from engine.recipes.default import DEFAULT, Recipe, recipe_of
from engine.recipes.published import level_of
from engine.recipes.terms import PublishedRecipe
from engine.request import MIN_EDGE_SIZE, StyleOptions
from engine.schedule import pyramid
from engine.schedule.pyramid import Cost, Level, Size
from models import registry
from models.errors import ModelsError

log = logging.getLogger(__name__)

MEASURED_SIDES = (64, 256)  # px; far enough apart to tell the part per view from the part per pixel
DTYPE_SIDE = 96  # px; where dtypes are compared
TIMED_EVALUATIONS, ENOUGH_S = 5, 1.0  # of a measurement, the first to warm up; a slow machine needs fewer
ENCODE_S_PER_PIXEL = 1.5e-6  # measured: PNG of a painting, two cores
TARGET_S_PER_PIXEL = 3e-6  # until the first painting measures it
BYTES_PER_PIXEL_HALF, BYTES_PER_PIXEL = 1700, 3400  # of all views, 16 and 32 bit; measured at 512 and 1024 px
UNPAINTED_S = 1.0  # opening, resizing and encoding at strength 0


class Workshop:
    """A network on a device, built once a process.

    Args:
        network: A name in models.registry.ENTRIES.
        weights: A local file instead of the registry's.
        device: "auto", "cpu" or "cuda"; "cuda" never falls back.
        dtype: "auto", "float32", "bfloat16" or "float16"; auto measures.
        cache_dir: Keeps exported networks and style targets.
        preprocessing: Overrides what the weights say.

    Raises:
        NetworkUnavailable: The weights are not there or do not fit; the message says what to do.
        DeviceUnavailable: The device is not there.
        InvalidOption: No such device or dtype.
    """

    def __init__(
        self,
        network: str,
        weights: Path | None,
        device: str,
        dtype: str,
        cache_dir: Path | None,
        preprocessing: str | None,
    ) -> None:
        self.device = machine.choose_device(device)
        try:
            self.weights = registry.load(network, file=weights, preprocessing=preprocessing)
        except ModelsError as error:
            raise NetworkUnavailable(str(error)) from error
        self.network = network
        self.cache_dir = cache_dir or default_cache_dir()
        self.style_targets = StyleTargets(self.cache_dir / "styles")
        self._torch: dict[Extraction, TorchFeatures] = {}
        self._onnx: dict[Extraction, OnnxFeatures] = {}
        extraction = self.extraction(DEFAULT)
        self.torch_dtype = machine.choose_dtype(dtype, lambda each: self._evaluation_s(extraction, each, DTYPE_SIDE))
        self.dtype = machine.dtype_name(self.torch_dtype)
        # measured: bfloat16 is wrong by 5 to 9 % in the gradients of published losses
        self.published_dtype = torch.float32 if dtype == "auto" else self.torch_dtype
        self.cost = self._measure(extraction)
        self.target_s = TARGET_S_PER_PIXEL
        log.info("Painting with %s on %s in %s", self.weights.description, self.device, self.dtype)

    def estimate_s(self, options: StyleOptions, content_size: Size) -> float:
        """Return the seconds that a painting is expected to take."""
        if options.strength == 0:
            return UNPAINTED_S
        levels = self.plan(options, content_size)
        recipe = recipe_of(options)
        expected_s = self.depth(recipe) * pyramid.seconds(levels, self.cost) + self.fixed_s(levels)
        if isinstance(recipe, PublishedRecipe) and options.budget_s is not None:
            return min(expected_s, options.budget_s)
        return expected_s

    def depth(self, recipe: Recipe | PublishedRecipe) -> float:
        """Return the operations of a recipe's network in units of the default recipe's, whose cost is measured."""
        if isinstance(recipe, Recipe):
            return 1.0
        architecture = self.weights.architecture
        deeper = architecture.flop(recipe.layers, 1.0) / architecture.flop(self.extraction(DEFAULT).layers, 1.0)
        return deeper * self.published_dtype.itemsize / self.torch_dtype.itemsize

    def plan(self, options: StyleOptions, content_size: Size) -> tuple[Level, ...]:
        """Return the levels of a painting with their evaluations."""
        recipe = recipe_of(options)
        if isinstance(recipe, PublishedRecipe):
            return (level_of(recipe, content_size, options),)
        if options.schedule:
            return pyramid.scheduled(content_size, options.edge_size, recipe.coarsest, options.schedule)
        levels = pyramid.octaves(
            content_size, options.edge_size, recipe.coarsest, recipe.evaluations, recipe.coarsest_evaluations
        )
        if options.budget_s is None:
            return levels
        return pyramid.within(levels, options.budget_s - self.fixed_s(levels), self.cost)

    def check_memory(self, levels: tuple[Level, ...]) -> None:
        """Refuse what cannot fit before it is begun.

        Raises:
            NotEnoughMemory: The message names the need, what is free and a size that fits.
        """
        free = machine.free_memory_bytes(self.device)
        need = self.memory_bytes(levels)
        if free is None or need <= free:
            return
        edge = max(levels[-1].size)
        fitting = int(edge * (max(free, 0) / need) ** 0.5) // 32 * 32
        remedy = f"about {fitting} px would fit" if fitting >= MIN_EDGE_SIZE else "no size would fit"
        raise NotEnoughMemory(
            f"A painting of {edge} px needs about {need / 2**20:.0f} MB, and {free / 2**20:.0f} MB are free; {remedy}."
        )

    def memory_bytes(self, levels: tuple[Level, ...]) -> int:
        """Return the bytes that a painting is expected to take on top of what this process holds already."""
        return levels[-1].pixels * (BYTES_PER_PIXEL_HALF if self.torch_dtype.itemsize == 2 else BYTES_PER_PIXEL)

    def fixed_s(self, levels: tuple[Level, ...]) -> float:
        """Return the expected seconds of everything but the optimisation."""
        finest = levels[-1]
        return 2 * finest.pixels * self.target_s + finest.views[0].pixels * ENCODE_S_PER_PIXEL

    def extraction(self, recipe: Recipe) -> Extraction:
        """Return the feature maps that a recipe needs, as far as the weights reach."""
        architecture = self.weights.architecture
        self.check_reach((recipe.content_layer, recipe.style_layers[0]), recipe.name)
        reach = architecture.layer(self.weights.last_layer).index
        style = [name for name in recipe.style_layers if architecture.layer(name).index <= reach]
        if len(style) < len(recipe.style_layers):
            log.info("The weights end at %s: the style is matched on %s", self.weights.last_layer, ", ".join(style))
        content = [] if recipe.content_layer in style else [recipe.content_layer]
        return Extraction(layers=(*style, *content), pooling=recipe.pooling, padding=recipe.padding)

    def check_reach(self, layers: Sequence[str], recipe_name: str) -> None:
        """Check that the network has the layers and the weights reach them.

        Raises:
            NetworkUnavailable: They do not.
        """
        architecture = self.weights.architecture
        reach = architecture.layer(self.weights.last_layer).index
        try:
            beyond = [name for name in layers if architecture.layer(name).index > reach]
        except ModelsError as error:
            raise NetworkUnavailable(f"The recipe {recipe_name} does not fit the network: {error}") from error
        if beyond:
            raise NetworkUnavailable(
                f"The weights end at {self.weights.last_layer}; the recipe {recipe_name} needs {beyond[0]}."
            )

    def torch_features(self, extraction: Extraction) -> TorchFeatures:
        """Return the network with a gradient, built once."""
        if extraction not in self._torch:
            self._torch[extraction] = TorchFeatures(self.weights, extraction, self.device, self.torch_dtype)
        return self._torch[extraction]

    def onnx_features(self, extraction: Extraction) -> OnnxFeatures:
        """Return the network for targets, exported and opened once.

        Raises:
            DeviceUnavailable: ONNX Runtime cannot use the device.
        """
        if extraction not in self._onnx:
            folder = self.cache_dir / "networks"
            self._onnx[extraction] = OnnxFeatures(self.weights, extraction, device=self.device, cache_dir=folder)
        return self._onnx[extraction]

    def _measure(self, extraction: Extraction) -> Cost:
        small, large = ((side**2, self._evaluation_s(extraction, self.torch_dtype, side)) for side in MEASURED_SIDES)
        return machine.cost_of(small, large)

    def _evaluation_s(self, extraction: Extraction, dtype: torch.dtype, side: int) -> float:
        """Return the least seconds of one evaluation and optimiser's step, of a square picture at one view."""
        features = TorchFeatures(self.weights, extraction, self.device, dtype)
        objective, picture = _random_objective(features, [(side, side)], self.device)
        at = [time.perf_counter()]

        def note(_count: int, _best: Tensor) -> None:
            machine.synchronise(self.device)
            at.append(time.perf_counter())

        def is_slow() -> bool:
            return at[-1] - at[0] > ENOUGH_S

        outcome = minimise(objective, picture, TIMED_EVALUATIONS, should_stop=is_slow, on_evaluation=note)
        if outcome.fault is not None:
            raise outcome.fault
        taken = [after - before for before, after in pairwise(at)]
        return min(taken)


def bench_objective(workshop: Workshop, extraction: Extraction, sizes: Sequence[Size]) -> tuple[Objective, Tensor]:
    """Return an objective with random targets at several views, finest first, and a picture to start from."""
    return _random_objective(workshop.torch_features(extraction), sizes, workshop.device)


def _random_objective(features: TorchFeatures, sizes: Sequence[Size], device: str) -> tuple[Objective, Tensor]:
    """Return an objective like the default recipe's: content is compared at every view but the finest of several."""
    generator = torch.Generator().manual_seed(0)
    layers = [name for name in features.layers if name in DEFAULT.style_layers]
    views: list[ViewTargets] = []
    for width, height in sizes:
        other = torch.rand(1, 3, height, width, generator=generator).to(device)
        with torch.no_grad():
            maps = features(other)
            style = statistics(other, maps[: len(layers)])
            content = maps[features.layers.index(DEFAULT.content_layer)].float()
        views.append(
            ViewTargets(
                size=(width, height),
                style=style,
                units=tuple(each.square().sum() for each in style),
                content=content if views or len(sizes) == 1 else None,
                content_unit=gram.content_unit(content),
            )
        )
    width, height = sizes[0]
    picture = torch.rand(1, 3, height, width, generator=generator).to(device)
    return Objective(features, views, content_layer=DEFAULT.content_layer, open_share=1e-4, pull=1.0), picture


def default_cache_dir() -> Path:
    """Return the user's cache folder of this program."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "stylegram"
