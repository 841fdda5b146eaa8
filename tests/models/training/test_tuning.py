"""One layer trained on a set of pictures: it learns, nothing else changes, and the command says what it found."""

import io
import signal
import zipfile

import numpy as np
import pytest
import torch
from PIL import ExifTags, Image
from safetensors import safe_open

from models.__main__ import main
from models.errors import UnknownNetwork, UnusableData
from models.registry import ENTRIES, load
from models.training.pictures import picture_of
from models.training.tuning import check_layer, tuned, with_shuffled_tiles
from models.training.tuning_command import Reads, reads_of, sets_of
from models.vgg import Architecture
from models.weights import Weights
from tests.support.room import room_for

TINY = Architecture(name="tiny", blocks=((8,), (8,)))


def weights() -> Weights:
    """Return a network of two convolutions, at random."""
    generator = torch.Generator().manual_seed(0)
    tensors = {}
    for layer in TINY.layers:
        if layer.kind == "conv":
            inputs, outputs = layer.channels
            tensors[f"features.{layer.index}.weight"] = torch.randn(outputs, inputs, 3, 3, generator=generator) / 5
            tensors[f"features.{layer.index}.bias"] = torch.zeros(outputs)
    return Weights(
        name="tiny",
        architecture=TINY,
        tensors=tensors,
        preprocessing="torchvision",
        sha256="",
        description="tiny",
        last_layer="pool2",
    )


def stripes(count: int, *, is_upright: bool) -> torch.Tensor:
    """Return (count, 3, 16, 16) pictures of stripes with noise."""
    noise = torch.rand(count, 3, 16, 16, generator=torch.Generator().manual_seed(int(is_upright))) * 0.3
    lines = (torch.arange(16) // 2 % 2).float() * 0.7
    return noise + (lines.view(1, 1, 1, 16) if is_upright else lines.view(1, 1, 16, 1))


def test_layer_learns_to_answer_to_the_set() -> None:
    found = tuned(weights(), "conv2_1", stripes(32, is_upright=True), stripes(32, is_upright=False), epochs=20)
    assert found.told_apart == 1.0
    assert found.told_apart > found.told_apart_before


def test_every_other_layer_stays_as_it_was() -> None:
    before = weights()
    found = tuned(before, "conv2_1", stripes(20, is_upright=True), stripes(20, is_upright=False), epochs=1).tensors
    changed = {name for name, tensor in found.items() if not torch.equal(tensor, before.tensors[name])}
    assert changed == {"features.3.weight", "features.3.bias"}


def test_equal_seeds_train_equally() -> None:
    pictures = stripes(20, is_upright=True), stripes(20, is_upright=False)
    first, second, third = (tuned(weights(), "conv2_1", *pictures, epochs=1, seed=seed) for seed in (1, 1, 2))
    name = "features.3.weight"
    assert torch.equal(first.tensors[name], second.tensors[name])
    assert not torch.equal(first.tensors[name], third.tensors[name])


@pytest.mark.parametrize("layer", ["conv1_1", "relu2_1", "pool1", "conv9_9"])
def test_what_cannot_be_trained_is_refused(layer: str) -> None:
    with pytest.raises(UnknownNetwork):
        tuned(weights(), layer, stripes(20, is_upright=True), stripes(20, is_upright=False))


def test_shuffled_tiles_are_the_same_pixels_in_other_places() -> None:
    pictures = torch.arange(2 * 3 * 8 * 8.0).view(2, 3, 8, 8)
    shuffled = with_shuffled_tiles(pictures, seed=1)
    assert not torch.equal(shuffled, pictures)
    assert torch.equal(shuffled.flatten(1).sort().values, pictures.flatten(1).sort().values)
    corners = pictures[0, 0, ::2, ::2].flatten()  # of the tiles
    assert set(shuffled[0, 0, ::2, ::2].flatten().tolist()) == set(corners.tolist())


def zipped(folder, **classes: int):
    """Return a zip of so many pictures a class."""
    rng = np.random.default_rng(0)
    with zipfile.ZipFile(folder / "pictures.zip", "w") as out:
        for name, count in classes.items():
            for place in range(count):
                stream = io.BytesIO()
                Image.fromarray(rng.integers(0, 255, (40, 50, 3), dtype=np.uint8)).save(stream, "PNG")
                out.writestr(f"{name}/{place}.png", stream.getvalue())
    return folder / "pictures.zip"


def test_others_are_as_many_pictures_of_other_classes(tmp_path) -> None:
    reads = reads_of(zipped(tmp_path, cat=22, dog=20, hen=20))
    wanted, others = sets_of(reads, "cat", 21, 0)
    assert (wanted.shape, others.shape) == ((21, 3, 96, 96), (21, 3, 96, 96))


@pytest.mark.parametrize(
    ("classes", "of_class", "said"),
    [({"cat": 20, "dog": 20}, None, "cat, dog"), ({"cat": 20}, "cow", "'cow'"), ({"cat": 3}, None, "at least 20")],
)
def test_sets_that_are_none_are_refused_with_what_there_is(tmp_path, classes, of_class, said) -> None:
    with pytest.raises(UnusableData, match=said):
        sets_of(reads_of(zipped(tmp_path, **classes)), of_class, 200, 0)


@pytest.mark.parametrize(
    ("classes", "most", "said"),
    [({"cat": 20, "dog": 20}, 1, "--pictures is 1"), ({"cat": 20, "dog": 1}, 200, "one pic")],
)
def test_sets_of_which_nothing_would_be_trained_on_are_refused(tmp_path, classes, most, said) -> None:
    with pytest.raises(UnusableData, match=said):
        sets_of(reads_of(zipped(tmp_path, **classes)), "cat", most, 0)


@pytest.mark.parametrize("content", [b"no picture", b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR"])
def test_picture_that_cannot_be_read_is_named(tmp_path, content) -> None:
    with zipfile.ZipFile(zipped(tmp_path, cat=20), "a") as out:
        out.writestr("cat/odd.png", content)
    with pytest.raises(UnusableData, match=r"cat/odd\.png cannot be read"):
        sets_of(reads_of(tmp_path / "pictures.zip"), None, 200, 0)


def test_seed_that_no_generator_takes_is_refused(capsys) -> None:
    for word in ("tune", "cifar10"):
        with pytest.raises(SystemExit):
            main([word, "--data", "x.zip", "--seed", "-1"])
        assert "'-1' is not a whole number from 0" in capsys.readouterr().err


def test_training_that_is_stopped_gives_the_layer_as_it_is_by_then() -> None:
    pictures = stripes(20, is_upright=True), stripes(20, is_upright=False)
    told, before = [], weights().tensors["features.3.weight"]
    stopped = tuned(weights(), "conv2_1", *pictures, on_epoch=lambda *each: told.append(each), should_stop=lambda: True)
    whole = tuned(weights(), "conv2_1", *pictures, epochs=1)
    assert told == []  # within the first epoch, which has two steps
    assert not torch.equal(stopped.tensors["features.3.weight"], before)
    assert not torch.equal(stopped.tensors["features.3.weight"], whole.tensors["features.3.weight"])


def test_command_that_is_stopped_writes_what_was_trained(tmp_path, monkeypatch, capsys) -> None:
    def interrupted(_epoch, _loss):
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr("models.training.tuning_command.load", lambda *_args, **_flags: weights())
    monkeypatch.setattr("models.training.tuning_command._told", lambda _epochs: interrupted)
    out = tmp_path / "tuned.safetensors"
    words = ["--layer", "conv2_1", "--data", str(zipped(tmp_path, cat=20)), "--epochs", "9", "-o", str(out)]
    assert main(["tune", *words]) == 0
    assert "Stopped" in capsys.readouterr().out
    assert out.exists()


def test_command_whose_reader_has_left_trains_and_writes_all_the_same(tmp_path, monkeypatch, unread) -> None:
    """As of `python -m models tune ... | head -1`."""
    monkeypatch.setattr("models.training.tuning_command.load", lambda *_args, **_flags: weights())
    out = tmp_path / "tuned.safetensors"
    words = ["--layer", "conv2_1", "--data", str(zipped(tmp_path, cat=20)), "--epochs", "2", "-o", str(out)]
    monkeypatch.setattr("sys.stdout", unread)
    assert main(["tune", *words]) == 0
    assert out.exists()


def test_output_that_cannot_be_written_is_refused_before_the_pictures_are_read(tmp_path, capsys) -> None:
    (tmp_path / "tuned.safetensors").mkdir()
    assert main(["tune", "--data", str(tmp_path / "nothing.zip"), "-o", str(tmp_path / "tuned.safetensors")]) == 2
    assert "tuned.safetensors" in capsys.readouterr().err


def test_weights_that_are_read_are_not_written_over(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tuned.safetensors").write_bytes(b"weights of hours")  # the output where none is named
    assert main(["tune", "--data", "nothing.zip", "--weights", "tuned.safetensors"]) == 2
    assert "is read, and would be written over" in capsys.readouterr().err
    assert (tmp_path / "tuned.safetensors").read_bytes() == b"weights of hours"


@pytest.mark.parametrize("own", ["builtin", "quick"])
def test_projects_own_weights_are_not_written_over_whatever_is_trained(capsys, own) -> None:
    assert main(["tune", "--network", "vgg16", "--data", "nothing.zip", "-o", str(ENTRIES[own].path)]) == 2
    assert "is one of the project's own" in capsys.readouterr().err


def test_layer_is_not_written_where_it_cannot_be_loaded_from(capsys) -> None:
    with pytest.raises(SystemExit):
        main(["tune", "--data", "nothing.zip", "-o", "tuned.pth"])
    assert "is not a .safetensors file" in capsys.readouterr().err


def test_what_a_mac_puts_beside_pictures_is_none_of_them(tmp_path) -> None:
    place = zipped(tmp_path, cat=20)
    with zipfile.ZipFile(place, "a") as out:
        for name in ("__MACOSX/cat/._0.png", "cat/._0.png", ".cache/0.png"):
            out.writestr(name, b"no picture")
        out.extractall(tmp_path / "unpacked")
    for reads in (reads_of(place), reads_of(tmp_path / "unpacked")):
        assert sorted(reads) == sorted(f"cat/{number}.png" for number in range(20))


def test_weights_that_could_not_be_written_are_told_in_one_line(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setattr("models.training.tuning_command.load", lambda *_args, **_flags: weights())
    words = ["--layer", "conv2_1", "--data", str(zipped(tmp_path, cat=20)), "--epochs", "1"]
    with room_for(1024):
        assert main(["tune", *words, "-o", str(tmp_path / "tuned.safetensors")]) == 2
    told = capsys.readouterr().err
    assert "tuned.safetensors could not be written" in told
    assert told.count("\n") == 1


def test_photo_is_held_as_its_phone_held_it(tmp_path) -> None:
    picture, exif, stream = Image.new("RGB", (40, 20)), Image.Exif(), io.BytesIO()
    exif[ExifTags.Base.Orientation] = 6  # turned by a quarter
    picture.paste("red", (0, 0, 20, 20))
    picture.save(stream, "PNG", exif=exif)
    upright = picture_of(stream.getvalue, "photo.png")
    assert upright.size == (20, 40)
    assert (upright.getpixel((10, 5)), upright.getpixel((10, 35))) == ((255, 0, 0), (0, 0, 0))


def test_broken_orientation_is_no_reason_to_refuse_a_photo() -> None:
    stream = io.BytesIO()
    Image.new("RGB", (40, 20)).save(stream, "PNG", exif=b"Exif\0\0no tags at all")
    assert picture_of(stream.getvalue, "photo.png").size == (40, 20)


def test_every_network_and_kind_of_file_is_offered(capsys) -> None:
    with pytest.raises(SystemExit):
        main(["tune", "--help"])
    told = capsys.readouterr().out
    assert [name for name in (*ENTRIES, ".pth", ".safetensors", ".mat") if name not in told] == []


def test_place_without_pictures_is_named(tmp_path, capsys) -> None:
    (tmp_path / "notes.txt").write_text("no zip")
    assert main(["tune", "--data", str(tmp_path / "notes.txt")]) == 2
    assert "notes.txt" in capsys.readouterr().err


def test_command_writes_weights_that_load_and_says_how_to_dream(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setattr("models.training.tuning_command.load", lambda *_args, **_flags: weights())
    out = tmp_path / "my file.safetensors"
    words = ["--layer", "conv2_1", "--data", str(zipped(tmp_path, cat=20)), "--epochs", "1", "-o", str(out)]
    assert main(["tune", *words]) == 0
    assert f"--weights '{out}' --layers relu2_1" in capsys.readouterr().out
    with safe_open(out, "pt") as opened:
        assert set(opened.keys()) == set(weights().tensors)
        assert "conv2_1 trained on pictures" in opened.metadata()["description"]
        assert opened.metadata()["network"] == weights().name


@pytest.mark.parametrize("layer", ["relu4_1", "conv1_1", "conv9_1"])
def test_layer_that_cannot_be_trained_is_answered_by_those_that_can(layer: str) -> None:
    with pytest.raises(UnknownNetwork, match=f"{layer}.* conv1_2 .*conv5_4"):
        check_layer(load("builtin"), layer)


def test_class_that_is_not_there_is_answered_by_those_like_it() -> None:
    reads: Reads = {f"{name}/{place}.jpg": bytes for name in ("Anchors", "Leopards", "Wrenches") for place in range(3)}
    with pytest.raises(UnusableData, match="no class 'Leopard'; there are Leopards, Anchors, Wrenches"):
        sets_of(reads, "Leopard", 9, 0)
