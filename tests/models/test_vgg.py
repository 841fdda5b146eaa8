import pytest
import torch
import torch.nn.functional as F

from models.errors import LayerNotInWeights, UnknownNetwork
from models.preprocessing import PREPROCESSINGS
from models.vgg import VGG, VGG16, VGG19


@pytest.mark.parametrize(("architecture", "convolutions"), [(VGG16, 13), (VGG19, 16)])
def test_vgg_has_the_published_number_of_convolutions(architecture, convolutions):
    assert sum(layer.kind == "conv" for layer in architecture.layers) == convolutions


def test_indices_are_torchvisions():
    assert [VGG19.layer(name).index for name in ("conv1_1", "relu2_1", "conv3_1", "relu4_2", "pool5")] == [
        0,
        6,
        10,
        22,
        36,
    ]
    assert [VGG16.layer(name).index for name in ("conv3_1", "conv5_3")] == [10, 28]


def test_parameters_carry_torchvisions_names():
    assert list(VGG(VGG16, ("relu1_2",)).state_dict()) == [
        "features.0.weight",
        "features.0.bias",
        "features.2.weight",
        "features.2.bias",
    ]


def test_network_ends_at_the_last_layer_asked_for():
    network = VGG(VGG19, ("relu3_1", "relu1_1"))
    assert network.steps[-1].name == "relu3_1"


def test_maps_come_in_the_order_asked_for():
    deep, shallow = VGG(VGG19, ("relu2_1", "relu1_1"))(torch.rand(2, 3, 33, 40))
    assert deep.shape == (2, 128, 16, 20)
    assert shallow.shape == (2, 64, 33, 40)


def test_unknown_layer_is_refused():
    with pytest.raises(UnknownNetwork, match="relu3_9"):
        VGG(VGG19, ("relu3_9",))


def test_unknown_preprocessing_is_refused():
    with pytest.raises(UnknownNetwork, match="caffe"):
        VGG(VGG19, ("relu1_1",), preprocessing="tea")


def test_weights_that_end_early_serve_the_layers_they_have():
    tensors = VGG(VGG19, ("relu2_1",)).state_dict()
    assert VGG(VGG19, ("relu1_2",), tensors).steps[-1].name == "relu1_2"
    with pytest.raises(LayerNotInWeights, match="conv2_2"):
        VGG(VGG19, ("relu3_1",), tensors)


def test_caffe_preprocessing_is_blue_green_red_minus_the_mean():
    network = VGG(VGG19, ("conv1_1",), preprocessing="caffe")
    rgb = torch.rand(1, 3, 32, 32)
    mean = torch.tensor([103.939, 116.779, 123.68]).view(1, 3, 1, 1)
    expected = network.features["0"](255 * rgb.flip(1) - mean)
    torch.testing.assert_close(network(rgb)[0], expected, rtol=1e-5, atol=1e-4)


@pytest.mark.parametrize("preprocessing", PREPROCESSINGS)
def test_every_preprocessing_gives_finite_maps(preprocessing):
    assert VGG(VGG16, ("relu1_1",), preprocessing=preprocessing)(torch.rand(1, 3, 32, 32))[0].isfinite().all()


def test_reflection_padding_gives_a_flat_picture_flat_maps():
    (maps,) = VGG(VGG19, ("conv2_1",), padding="reflect")(torch.full((1, 3, 32, 32), 0.3))
    torch.testing.assert_close(maps, maps[..., :1, :1].expand_as(maps), rtol=0, atol=1e-5)


def test_average_pooling_averages():
    maximum, average = (VGG(VGG19, ("relu1_2", "pool1"), pooling=pooling) for pooling in ("max", "average"))
    average.load_state_dict(maximum.state_dict())
    before, after = average(torch.rand(1, 3, 34, 34))
    torch.testing.assert_close(after, F.avg_pool2d(before, 2))


def test_average_of_an_odd_edge_counts_what_is_there_alone():
    network = VGG(VGG19, ("relu1_1",), pooling="average-ceil")
    pooled = network.pool(torch.arange(9.0).view(1, 1, 3, 3))
    torch.testing.assert_close(pooled[0, 0], torch.tensor([[2.0, 3.5], [6.5, 8.0]]))
