"""One forward and one backward pass of a frozen VGG, comparing its maps on the way.

The gradient goes to the pixels alone, so much less has to be done and kept than in torch's autograd: a convolution's
backward pass is a forward one with turned weights, only the outputs of the ReLUs are kept, and what a comparison adds
to a gradient is added in place. Must not know what is compared, nor levels or targets.

One file for one algorithm, long as it is: every step's way back is read beside its way ahead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.autograd.function import once_differentiable

from models.vgg import VGG, Layer

Pair = tuple[int, int]
Gradient = Tensor | None

_HINT = 256  # px; the picture size for which oneDNN lays out the weights, others work too
_WIDE = 1_500_000  # numbers in a map; measured: from here on two columns on their own cost less than a wider picture


class Comparison(Protocol):
    """A distance of a map from a target."""

    def squared_distance(self, maps: Tensor) -> tuple[Tensor, Tensor]:
        """Return the distance of a (1, C, H, W) map as a scalar, and what its gradient needs.

        Where several pictures pass at once it is (N, C, H, W), and the distance a sum over them.
        """

    def add_gradient(self, maps: Tensor, kept: Tensor, weight: Tensor, gradient: Gradient) -> Tensor:
        """Return the gradient with weight x the distance's own added, in place where there is one already."""


class _Step(Protocol):
    def forward(self, x: Tensor) -> tuple[Tensor, Any]:
        """Return the output and what the way back needs."""

    def backward(self, gradient: Tensor, kept: Any) -> Tensor:
        """Return the gradient of the input; the output's may be overwritten."""


class _Kernel:
    """A convolution with fixed weights, laid out once for oneDNN where it takes them.

    Measured: laying them out at every call costs a tenth of an evaluation at 64 px, a ReLU on its own 3 % at 512 px.
    """

    def __init__(
        self, weight: Tensor, bias: Tensor | None, padding: Pair, *, has_relu: bool = False, stride: int = 1
    ) -> None:
        self._weight, self._bias, self._padding, self._has_relu = weight, bias, padding, has_relu
        self._stride = stride
        self._is_packed = weight.device.type == "cpu" and _takes_packed(weight.dtype)
        if self._is_packed:
            self._weight = _packed(weight, padding, stride)

    def __call__(self, x: Tensor) -> Tensor:
        if self._is_packed:
            return _convolved(x, self._weight, self._bias, self._padding, self._stride, has_relu=self._has_relu)
        y = F.conv2d(x, self._weight, self._bias, stride=self._stride, padding=self._padding)
        return y.relu_() if self._has_relu else y


def _packed(weight: Tensor, padding: Pair, stride: int) -> Tensor:
    shape = [1, weight.shape[1], _HINT, _HINT]
    laid_out: Tensor = torch.ops.mkldnn._reorder_convolution_weight(
        weight, list(padding), [stride] * 2, [1, 1], 1, shape
    )
    return laid_out


def _convolved(x: Tensor, packed: Tensor, bias: Tensor | None, padding: Pair, stride: int, *, has_relu: bool) -> Tensor:
    after = "relu" if has_relu else "none"
    fused: Tensor = torch.ops.mkldnn._convolution_pointwise(
        x, packed, bias, list(padding), [stride] * 2, [1, 1], 1, after, [], ""
    )
    return fused


@cache
def _takes_packed(dtype: torch.dtype) -> bool:
    """Return whether oneDNN takes packed weights of a dtype, by trying: torch keeps these operations to itself.

    A torch in which they are gone or changed is slower, no more. Only bfloat16 gains: measured in float32, to relu5_3
    at 96 px, 0.82 s packed and 0.41 s as torch lays them out itself; to relu3_1 the same either way.
    """
    if dtype != torch.bfloat16:
        return False
    ones = torch.ones(1, 1, 3, 3, dtype=dtype)
    try:
        if not torch.ops.mkldnn._is_mkldnn_bf16_supported():
            return False
        found = _convolved(ones, _packed(ones, (1, 1), 1), None, (1, 1), 1, has_relu=True)
    except (AttributeError, RuntimeError, TypeError):
        return False
    return found.shape == ones.shape and float(found[0, 0, 1, 1]) == 9


class _KernelToPixels:
    """A turned kernel with few outputs, such as the three colours, applied to blocks of 2 x 2 pixels at once.

    oneDNN computes sixteen outputs at a time. Measured: 4.9 ms instead of 7.2 at 512 px.
    """

    def __init__(self, turned: Tensor, *, has_frame: bool) -> None:
        outputs, inputs = turned.shape[:2]
        blocks = turned.new_zeros(outputs, 2, 2, inputs, 4, 4)
        for row in (0, 1):
            for column in (0, 1):
                blocks[:, row, column, :, row : row + 3, column : column + 3] = turned
        around = (3, 3) if has_frame else (1, 1)
        self._blocks = _Kernel(blocks.view(4 * outputs, inputs, 4, 4), None, around, stride=2)
        self._single = _Kernel(turned, None, (2, 2) if has_frame else (1, 1))
        self._has_frame = has_frame

    def __call__(self, x: Tensor) -> Tensor:
        if x.shape[2] % 2 or x.shape[3] % 2:
            return self._single(x)
        pixels = F.pixel_shuffle(self._blocks(x), 2)
        return pixels[:, :, 1:-1, 1:-1] if self._has_frame else pixels


def _back(turned: Tensor, has_frame: bool) -> _Kernel | _KernelToPixels:
    if turned.shape[0] == 3:
        return _KernelToPixels(turned, has_frame=has_frame)
    return _Kernel(turned, None, (2, 2) if has_frame else (1, 1))


class _Convolution:
    """A 3 x 3 convolution and its ReLU."""

    def __init__(self, module: nn.Conv2d, *, is_reflecting: bool) -> None:
        assert module.bias is not None
        weight, self._is_reflecting = module.weight.detach(), is_reflecting
        turned = weight.transpose(0, 1).flip(2, 3).contiguous(memory_format=torch.channels_last)
        around = (0, 0) if is_reflecting else (1, 1)
        self._ahead = _Kernel(weight, module.bias.detach(), around, has_relu=True)
        self._back = _back(turned, is_reflecting)
        self._back_of_wide = _Kernel(turned, None, (2, 1))
        self._left = _Kernel(turned[..., 2:].contiguous(), None, (2, 0))
        self._right = _Kernel(turned[..., :1].contiguous(), None, (2, 0))

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        if self._is_reflecting:
            x = F.pad(x, (1, 1, 1, 1), mode="reflect")
        y = self._ahead(x)
        return y, y

    def backward(self, gradient: Tensor, kept: Tensor) -> Tensor:
        gradient = torch.ops.aten.threshold_backward.grad_input(gradient, kept, 0, grad_input=gradient)
        if not self._is_reflecting:
            return self._back(gradient)
        is_wide = gradient.numel() >= _WIDE and not isinstance(self._back, _KernelToPixels)
        framed = self._framed_rows(gradient) if is_wide else self._framed(gradient)
        inner = framed[:, :, 1:-1]
        inner[:, :, 1].add_(framed[:, :, 0])
        inner[:, :, -2].add_(framed[:, :, -1])
        return inner

    def _framed(self, gradient: Tensor) -> Tensor:
        """Return the input's gradient, (1, C, H + 2, W): the rows of the reflecting frame still there, its columns
        added to what they reflect.
        """
        found = self._back(gradient)
        found[..., 2].add_(found[..., 0])
        found[..., -3].add_(found[..., -1])
        return found[..., 1:-1].contiguous(memory_format=torch.channels_last)

    def _framed_rows(self, gradient: Tensor) -> Tensor:
        """Return the same, each column on its own: W + 2 columns would slow a large convolution by a tenth."""
        found = self._back_of_wide(gradient)
        found[..., 1].add_(self._left(gradient[..., :1])[..., 0])
        found[..., -2].add_(self._right(gradient[..., -1:])[..., 0])
        return found


class _Pool:
    """A pooling of pairs of rows, which torch spreads over the threads (a single picture it would not)."""

    def __init__(self, network: VGG) -> None:
        self._pool = network.pool

    def forward(self, x: Tensor) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        pairs = x.shape[2] // 2 if x.shape[2] % 2 == 0 else 1
        rows = _as_many(x, len(x) * pairs)
        with torch.enable_grad():
            leaf = rows.detach().requires_grad_()
            pooled = self._pool(leaf)
        return _as_many(pooled.detach(), len(x)), (leaf, pooled)

    def backward(self, gradient: Tensor, kept: tuple[Tensor, Tensor]) -> Tensor:
        leaf, pooled = kept
        (found,) = torch.autograd.grad(pooled, leaf, _as_many(gradient, len(pooled)))
        return _as_many(found, len(gradient))


def _as_many(maps: Tensor, parts: int) -> Tensor:
    """Return (N, C, H, W) channels_last maps as (parts, C, N H / parts, W), without a copy."""
    count, channels, height, width = maps.shape
    return maps.permute(0, 2, 3, 1).reshape(parts, count * height // parts, width, channels).permute(0, 3, 1, 2)


@dataclass(frozen=True)
class Compared:
    """A comparison that was made on the way ahead, its place among the distances, and what its gradient needs."""

    comparison: Comparison
    place: int
    kept: Tensor


@dataclass(frozen=True)
class Done:
    """A step that was taken on the way ahead."""

    step: _Step
    kept: Any
    maps: Tensor
    compared: tuple[Compared, ...]


class FrozenNetwork:
    """The pass through a network that lies on its device in its dtype.

    Attributes:
        layers: What it runs through.
    """

    def __init__(self, network: VGG) -> None:
        self.layers = network.steps
        self._steps = [(layer, _step(network, layer)) for layer in network.steps if layer.kind != "conv"]
        self._scale, self._shift = 1 / network.deviation, -network.mean / network.deviation
        self._is_bgr, self._dtype = network.is_bgr, next(network.features.parameters()).dtype

    def squared_distances(self, rgb: Tensor, comparisons: Sequence[tuple[str, Comparison]]) -> Tensor:
        """Return one distance a comparison, with a gradient to the pixels.

        Args:
            rgb: (1, 3, H, W), float32 or wider, sRGB, 0..1; several pictures where the comparisons take them.
            comparisons: Each with the name of the ReLU or pooling whose map it compares.
        """
        distances: Tensor = _Pass.apply(rgb, self, tuple(comparisons))
        return distances

    def ahead(self, rgb: Tensor, comparisons: Sequence[tuple[str, Comparison]]) -> tuple[Tensor, list[Done]]:
        """Return the distances and what the way back needs."""
        x = torch.addcmul(self._shift, rgb, self._scale)
        x = x.flip(1) if self._is_bgr else x
        x = x.to(self._dtype, memory_format=torch.channels_last)
        found: dict[int, Tensor] = {}
        done: list[Done] = []
        for layer, step in self._steps:
            if len(found) == len(comparisons):
                break
            x, kept = step.forward(x)
            compared = []
            for place, (name, comparison) in enumerate(comparisons):
                if name == layer.name:
                    found[place], own = comparison.squared_distance(x)
                    compared.append(Compared(comparison, place, own))
            done.append(Done(step, kept, x, tuple(compared)))
        return torch.stack([found[place] for place in range(len(comparisons))]), done

    def back(self, done: list[Done], weights: Tensor) -> Tensor:
        """Return the gradient of the weighted distances to the pixels; empties `done` on the way.

        Raises:
            RuntimeError: It is empty already.
        """
        if not done:
            raise RuntimeError("A frozen pass goes back once; what it needed is gone.")
        gradient: Gradient = None
        each_weight = weights.unbind()
        while done:
            passed = done.pop()
            for each in passed.compared:
                gradient = each.comparison.add_gradient(passed.maps, each.kept, each_weight[each.place], gradient)
            assert gradient is not None
            gradient = passed.step.backward(gradient, passed.kept)
        assert gradient is not None
        pixels = gradient.to(self._scale.dtype, memory_format=torch.contiguous_format)
        return (pixels.flip(1) if self._is_bgr else pixels) * self._scale


def _step(network: VGG, layer: Layer) -> _Step:
    if layer.kind == "pool":
        return _Pool(network)
    convolution = network.features[str(layer.index - 1)]
    assert isinstance(convolution, nn.Conv2d)
    return _Convolution(convolution, is_reflecting=network.padding == "reflect")


class _Pass(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, rgb: Tensor, network: FrozenNetwork, comparisons: Any) -> Tensor:
        distances, ctx.done = network.ahead(rgb, comparisons)
        ctx.network = network
        return distances

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *weights: Tensor) -> tuple[Tensor, None, None]:
        return ctx.network.back(ctx.done, weights[0]), None, None
