from types import SimpleNamespace

import pytest
import torch

from engine.features import frozen
from engine.features.frozen import FrozenNetwork
from engine.losses.gram import ContentComparison, GramComparison, gram_matrix
from models.random_weights import random_weights
from models.vgg import VGG, VGG19

LAYERS = ("relu1_1", "relu1_2", "relu2_1", "pool2", "relu3_1")
CONTENT = "relu2_1"
WEIGHTS = torch.tensor([0.3, 2.0, 1.0, 0.1, 0.7, 1.5], dtype=torch.float64)


def network(dtype=torch.float64, layers=LAYERS, **changes):
    settings = {"padding": "reflect", **changes}
    return VGG(VGG19, layers, random_weights(VGG19).tensors, **settings).requires_grad_(False).to(dtype)


def picture(height, width, seed=0, dtype=torch.float64):
    return torch.rand(1, 3, height, width, generator=torch.Generator().manual_seed(seed), dtype=dtype)


def comparisons(vgg, other):
    maps = dict(zip(vgg.layers, vgg(other), strict=True))
    style = [(name, GramComparison(gram_matrix(maps[name]))) for name in vgg.layers]
    return [*style, (CONTENT, ContentComparison(maps[CONTENT]))]


def plain_distances(vgg, rgb, other):
    """The same distances by torch's own autograd."""
    found, wanted = vgg(rgb), vgg(other)
    style = [(gram_matrix(a) - gram_matrix(b)).square().sum() for a, b in zip(found, wanted, strict=True)]
    place = vgg.layers.index(CONTENT)
    return torch.stack([*style, (found[place] - wanted[place]).square().sum()])


@pytest.mark.parametrize("wide", [0, 10**9], ids=["columns apart", "one frame"])
@pytest.mark.parametrize("size", [(24, 36), (27, 33)], ids=["even", "odd"])
@pytest.mark.parametrize(
    "changes",
    [{}, {"padding": "zero"}, {"pooling": "average"}, {"pooling": "average-ceil"}, {"preprocessing": "caffe"}],
    ids=str,
)
def test_frozen_pass_is_the_plain_composition(changes, size, wide, monkeypatch):
    """Distances and gradient are those of autograd, whatever is padded, pooled or left over at an odd edge."""
    monkeypatch.setattr(frozen, "_WIDE", wide)
    vgg, rgb, other = network(**changes), picture(*size).requires_grad_(), picture(*size, seed=1)
    found = FrozenNetwork(vgg).squared_distances(rgb, comparisons(vgg, other))
    expected = plain_distances(vgg, rgb, other)
    torch.testing.assert_close(found, expected, rtol=1e-10, atol=0)
    gradients = [torch.autograd.grad((each * WEIGHTS).sum(), rgb)[0] for each in (found, expected)]
    torch.testing.assert_close(*gradients, rtol=1e-8, atol=1e-12)


class Squares:
    """A comparison that takes several pictures."""

    def squared_distance(self, maps):
        return maps.square().sum(), maps

    def add_gradient(self, maps, kept, weight, gradient):
        return 2 * weight * kept if gradient is None else gradient + 2 * weight * kept


@pytest.mark.parametrize("wide", [0, 10**9], ids=["columns apart", "one frame"])
@pytest.mark.parametrize("size", [(24, 36), (27, 33)], ids=["even", "odd"])
@pytest.mark.parametrize("changes", [{}, {"padding": "zero"}, {"pooling": "average-ceil"}], ids=str)
def test_pictures_that_pass_at_once_have_the_gradients_of_each_alone(changes, size, wide, monkeypatch):
    monkeypatch.setattr(frozen, "_WIDE", wide)
    passed = FrozenNetwork(network(**changes))
    pictures = [picture(*size, seed=seed) for seed in range(3)]

    def gradient(rgb):
        leaf = rgb.clone().requires_grad_()
        distances = passed.squared_distances(leaf, [("relu1_2", Squares()), ("relu3_1", Squares())])
        return torch.autograd.grad(distances.sum(), leaf)[0]

    found = gradient(torch.cat(pictures))
    torch.testing.assert_close(found, torch.cat([gradient(each) for each in pictures]), rtol=1e-10, atol=1e-14)


def test_gradient_is_that_of_small_steps():
    """As gradcheck does it, which would ask for the gradient twice: a pass is gone once it went back."""
    vgg, rgb = network(), picture(24, 36).requires_grad_()
    passed, compared = FrozenNetwork(vgg), comparisons(vgg, picture(24, 36, seed=1))
    (gradient,) = torch.autograd.grad((passed.squared_distances(rgb, compared) * WEIGHTS).sum(), rgb)
    for seed in range(5):
        direction = 1e-6 * (picture(24, 36, seed=10 + seed) - 0.5)
        ahead, behind = (
            (passed.squared_distances(rgb.detach() + side * direction, compared) * WEIGHTS).sum() for side in (1, -1)
        )
        torch.testing.assert_close((ahead - behind) / 2, (gradient * direction).sum(), rtol=1e-5, atol=0)


def test_second_way_back_is_refused():
    vgg, rgb = network(), picture(24, 36).requires_grad_()
    distances = FrozenNetwork(vgg).squared_distances(rgb, comparisons(vgg, picture(24, 36, seed=1)))
    distances.sum().backward(retain_graph=True)
    with pytest.raises(RuntimeError, match="once"):
        distances.sum().backward()


@pytest.mark.parametrize("size", [(48, 64), (37, 41)])
def test_low_precision_is_no_worse_than_the_plain_composition(size):
    exact, rough = network(torch.float32), network(torch.float32)
    rough.features.bfloat16()
    rgb, other = picture(*size, dtype=torch.float32).requires_grad_(), picture(*size, seed=1, dtype=torch.float32)
    compared = comparisons(exact, other)
    true, plain = plain_distances(exact, rgb, other), plain_distances(rough, rgb, other)
    found = FrozenNetwork(rough).squared_distances(rgb, compared)
    assert found.dtype == torch.float32
    weights = 1 / true.detach()
    true, plain, found = (torch.autograd.grad((each * weights).sum(), rgb)[0] for each in (true, plain, found))
    assert float((found - true).norm()) < 1.2 * float((plain - true).norm())
    assert float((found - true).norm() / true.norm()) < 0.2


@pytest.mark.parametrize("has_operations", [True, False])
def test_pass_without_packed_weights_is_the_same(has_operations, monkeypatch):
    """Whether a torch has the operations and they want something else, or has none."""
    vgg, rgb = network(torch.float32), picture(24, 36, dtype=torch.float32).requires_grad_()
    compared = comparisons(vgg, picture(24, 36, seed=1, dtype=torch.float32))

    def gradient():
        distances = FrozenNetwork(vgg).squared_distances(rgb, compared)
        return torch.autograd.grad((distances * WEIGHTS.float()).sum(), rgb)[0]

    packed = gradient()
    operations = SimpleNamespace(_reorder_convolution_weight=lambda weight: weight) if has_operations else None
    monkeypatch.setattr(torch.ops, "mkldnn", operations)
    frozen._takes_packed.cache_clear()
    plain = gradient()
    frozen._takes_packed.cache_clear()
    assert float((plain - packed).norm() / packed.norm()) < 1e-4  # float32 sums in another order


def test_pass_ends_at_the_last_map_compared():
    vgg = network()
    distances, done = FrozenNetwork(vgg).ahead(picture(24, 36), comparisons(vgg, picture(24, 36, seed=1))[:1])
    assert distances.shape == (1,)
    assert len(done) == 1


def test_maps_stay_channels_last():
    """Else every convolution and every Gram matrix would copy its input first."""
    vgg = network(torch.float32)
    compared = comparisons(vgg, picture(24, 36, seed=1, dtype=torch.float32))
    _, done = FrozenNetwork(vgg).ahead(picture(24, 36, dtype=torch.float32), compared)
    assert all(each.maps.is_contiguous(memory_format=torch.channels_last) for each in done)
