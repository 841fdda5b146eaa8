"""What a process keeps between paintings: weights, networks on a device, style targets, the cost of an evaluation.

Must not know requests or how a painting goes.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from pathlib import Path

import torch

from engine.errors import NetworkUnavailable
from engine.features.extraction import Extraction
from engine.features.onnx_features import OnnxFeatures
from engine.features.torch_features import TorchFeatures
from engine.machine import devices
from engine.painting.activation_scale import Fitted, fitted
from engine.painting.measuring import fastest_dtype, measured_cost
from engine.painting.network_choice import NetworkChoice
from engine.painting.style_targets import StyleTargets
from engine.recipes.default import DEFAULT, Recipe
from engine.recipes.known import KnownRecipe
from engine.recipes.terms import PublishedRecipe
from engine.schedule.duration import FLOAT32_TIMES
from models import registry
from models.errors import ModelsError
from models.weights import Weights

logger = logging.getLogger(__name__)

TARGET_S_PER_PIXEL = 3e-6  # until the first painting measures it


class Workshop:
    """A network on a device, built once a process.

    Args:
        choice: Which network, and where.

    Attributes:
        device: "cpu" or "cuda".
        weights: What it paints with.
        network: Their name.
        cache_dir: Where exported networks and style targets are kept.
        networks_dir: Where in it the networks are.
        style_targets: Statistics of styles.
        torch_dtype: What the default recipe is painted in.
        dtype: Its name.
        published_dtype: What published recipes are painted in.
        orientation: Most weight of the strokes' orientations that the default recipe gives this network.
        cost: Of an evaluation of the default recipe, as measured and as paintings taught it.
        target_s: Seconds of targets a pixel.

    Raises:
        NetworkUnavailable: The weights are not there or do not fit; the message says what to do.
        DeviceUnavailable: The device is not there.
        InvalidOption: No such device or dtype.
    """

    def __init__(self, choice: NetworkChoice) -> None:
        self.device = devices.choose_device(choice.device)
        self.weights = load_weights(choice)
        self.network = self.weights.name
        self.orientation = DEFAULT.orientation(100, self.network)
        self.cache_dir = choice.cache_dir or default_cache_dir()
        self.networks_dir = self.cache_dir / "networks"
        self.style_targets = StyleTargets(self.cache_dir / "styles")
        self._torch: dict[Extraction, TorchFeatures] = {}
        self._onnx: dict[Extraction, OnnxFeatures] = {}
        self._fitted: dict[PublishedRecipe, Fitted] = {}
        self.torch_dtype = fastest_dtype(choice.dtype, self._default_features, self.device, self.orientation)
        self.dtype = devices.dtype_name(self.torch_dtype)
        # measured: bfloat16 is wrong by 5 to 9 % in the gradients of published losses
        self.published_dtype = torch.float32 if choice.dtype == "auto" else self.torch_dtype
        self.cost = measured_cost(self._default_features(self.torch_dtype), self.device, self.orientation)
        self.target_s = TARGET_S_PER_PIXEL
        logger.info("Painting with %s on %s in %s", self.weights.description, self.device, self.dtype)

    def dtype_of(self, recipe: KnownRecipe) -> torch.dtype:
        """Return what a recipe is computed in."""
        is_exact = isinstance(recipe, PublishedRecipe) and not recipe.is_fast
        return self.published_dtype if is_exact else self.torch_dtype

    def depth(self, layers: Sequence[str], dtype: torch.dtype | None = None) -> float:
        """Return what the network up to these layers costs in units of the default recipe's.

        Args:
            layers: The deepest counts.
            dtype: Computed in this one; None is the default recipe's.
        """
        architecture = self.weights.architecture
        is_wider = dtype is not None and dtype.itemsize > self.torch_dtype.itemsize
        operations = architecture.flop(layers, 1.0) / architecture.flop(self.extraction(DEFAULT).layers, 1.0)
        return operations * (FLOAT32_TIMES if is_wider else 1.0)

    def extraction(self, recipe: Recipe) -> Extraction:
        """Return the feature maps that a recipe needs, as far as the weights reach."""
        architecture = self.weights.architecture
        self.check_reach((recipe.content_layer, recipe.style_layers[0]), recipe.name)
        style = [name for name in recipe.style_layers if architecture.layer(name).index <= self.weights.reach]
        if len(style) < len(recipe.style_layers):
            logger.info("The weights end at %s: the style is matched on %s", self.weights.last_layer, ", ".join(style))
        content = [] if recipe.content_layer in style else [recipe.content_layer]
        return Extraction(layers=(*style, *content), pooling=recipe.pooling, padding=recipe.padding)

    def check_reach(self, layers: Sequence[str], recipe_name: str) -> None:
        """Check that these are ReLUs or poolings of the network and that the weights reach them.

        Raises:
            NetworkUnavailable: They are not; the message says which there are.
        """
        architecture = self.weights.architecture
        known = {layer.name: layer.index for layer in architecture.layers if layer.kind != "conv"}
        for name in layers:
            if name not in known:
                raise NetworkUnavailable(
                    f"The recipe {recipe_name} does not fit the network: {architecture.name} has no layer {name!r} to "
                    f"compare; it has {' '.join(known)}."
                )
            if known[name] > self.weights.reach:
                raise NetworkUnavailable(
                    f"The weights end at {self.weights.last_layer}; the recipe {recipe_name} needs {name}."
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
            self._onnx[extraction] = OnnxFeatures(
                self.weights, extraction, device=self.device, cache_dir=self.networks_dir
            )
        return self._onnx[extraction]

    def fitted(self, recipe: PublishedRecipe) -> Fitted:
        """Return the weights as a published recipe's constants want them, measured once."""
        if recipe not in self._fitted:
            self._fitted[recipe] = fitted(self.weights, recipe)
        return self._fitted[recipe]

    def _default_features(self, dtype: torch.dtype) -> TorchFeatures:
        """Return the default recipe's network; only measured by, and not kept."""
        return TorchFeatures(self.weights, self.extraction(DEFAULT), self.device, dtype)


def load_weights(choice: NetworkChoice) -> Weights:
    """Return the weights that are chosen.

    Raises:
        NetworkUnavailable: They are not there or do not fit; the message says what to do.
    """
    try:
        return registry.load(choice.network, file=choice.weights, preprocessing=choice.preprocessing)
    except ModelsError as error:
        raise NetworkUnavailable(str(error)) from error


def default_cache_dir() -> Path:
    """Return the user's cache folder of this program."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "stylegram"
