import pytest
import torch

from engine.features.extraction import Extraction
from engine.features.tensors import resized
from engine.features.torch_features import TorchFeatures
from engine.losses.gram import content_unit, distance_unit
from engine.losses.objective import Objective, ViewTargets
from engine.losses.style_statistics import Statistics, statistics
from models.random_weights import random_weights
from models.vgg import VGG19

LAYERS = ("relu1_1", "relu2_1")


@pytest.fixture(scope="module")
def features():
    return TorchFeatures(random_weights(VGG19), Extraction(layers=LAYERS), "cpu", torch.float32)


def picture(seed, size=(48, 32)):
    rgb = torch.rand(1, 3, size[1] // 4, size[0] // 4, generator=torch.Generator().manual_seed(seed))
    return resized(rgb, size)


def view(features, photo, style, has_content=True):
    with torch.no_grad():
        own, wanted = features(photo), features(style)
    a, b = statistics(photo, own), statistics(style, wanted)
    return ViewTargets(
        size=(photo.shape[3], photo.shape[2]),
        style=b,
        units=Statistics.of(distance_unit(x, y) for x, y in zip(a.tensors, b.tensors, strict=True)),
        content=own[1] if has_content else None,
        content_unit=content_unit(own[1]),
    )


def objective(features, photo, style, **changes):
    settings = {"content_layer": "relu2_1", "open_share": 0.1, "pull": 1.0, "orientation": 1.0, **changes}
    small = (photo.shape[3] // 2, photo.shape[2] // 2)
    views = [view(features, photo, style), view(features, resized(photo, small), resized(style, small))]
    return Objective(features, views, **settings)


def test_photo_keeps_all_content_and_closes_nothing(features):
    photo = picture(0)
    at = objective(features, photo, picture(1)).distances(photo)
    torch.testing.assert_close(at.content, torch.zeros(2), rtol=0, atol=1e-5)
    torch.testing.assert_close(at.style, torch.ones(2, 3), rtol=1e-3, atol=0)
    assert float(at.orientation) == pytest.approx(1, rel=1e-3)
    assert objective(features, photo, picture(1)).content_kept(photo) == pytest.approx(1, abs=1e-4)


def test_style_closes_the_gap_at_every_view(features):
    style = picture(1)
    assert float(objective(features, picture(0), style).distances(style).style.max()) < 1e-5


def test_colours_count_on_top_of_the_layers(features):
    photo = picture(0)
    assert float(objective(features, photo, picture(1)).distances(photo).open_share) == pytest.approx(1.5, rel=1e-3)


def test_picture_without_content_views_has_a_loss(features):
    photo, style = picture(0), picture(1)
    bare = Objective(
        features, [view(features, photo, style, has_content=False)], content_layer="relu2_1", open_share=0.1, pull=1.0
    )
    assert bare(photo).isfinite()


def test_loss_has_a_finite_gradient_where_photo_and_style_are_one(features):
    photo = picture(0).requires_grad_()
    loss = objective(features, photo.detach(), photo.detach())(photo)
    loss.backward()
    assert photo.grad.isfinite().all()


@pytest.mark.parametrize("is_sparse", [True, False])
@pytest.mark.parametrize("size", [(48, 32), (45, 33)])
def test_views_are_the_picture_resampled(features, size, is_sparse, monkeypatch):
    """By sparse matrices where torch has them, and with the gradient that whole ones have."""
    if not is_sparse:
        monkeypatch.setattr(torch.backends.mkl, "is_available", lambda: False)
    photo, style = picture(0, size).requires_grad_(), picture(1, size)
    with torch.no_grad():
        both = objective(features, photo, style)
    found, expected = list(both._reduced(photo))[1], resized(photo, (size[0] // 2, size[1] // 2))
    torch.testing.assert_close(found, expected, rtol=0, atol=1e-6)
    gradients = [torch.autograd.grad(each.square().sum(), photo)[0] for each in (found, expected)]
    torch.testing.assert_close(*gradients, rtol=0, atol=1e-5)
