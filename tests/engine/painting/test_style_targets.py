from pathlib import Path

import pytest
import torch
from PIL import Image
from safetensors.torch import load_file

from engine.features.tensors import to_image, to_tensor
from engine.losses.style_statistics import Statistics, mixed, statistics
from engine.painting import style_targets
from engine.painting.style_targets import StyleImage, StyleTargets
from tests.support.drawn import noise
from tests.support.room import room_for


def style(seed):
    return StyleImage.of(noise((48, 40), seed))


def maps(rgb):
    return (rgb.repeat(1, 2, 1, 1), rgb[..., ::2, ::2])


def measured(rgb):
    return Statistics(color=rgb[0, 0], orientation=rgb[0, 1], grams=(rgb[0, 2], rgb[0, :, 0]))


def assert_equal(one, other):
    assert all(torch.equal(a, b) for a, b in zip(one.tensors, other.tensors, strict=True))


def test_pictures_survive_the_round_trip():
    image = noise((48, 40))
    assert to_image(to_tensor(image)).tobytes() == image.tobytes()


def test_values_out_of_range_are_clipped():
    assert to_image(torch.tensor([-1.0, 0.5, 2.0]).view(1, 3, 1, 1)).getpixel((0, 0)) == (0, 128, 255)


def test_second_job_in_a_style_computes_nothing(tmp_path):
    kept = StyleTargets(tmp_path)
    first = kept.of(style(0), 40, "key", measured, "cpu")
    second = kept.of(style(0), 40, "key", measured, "cpu")
    assert kept.computed == 1
    assert_equal(first, second)


def test_next_process_computes_nothing(tmp_path):
    first = StyleTargets(tmp_path).of(style(0), 40, "key", measured, "cpu")
    later = StyleTargets(tmp_path)
    assert_equal(later.of(style(0), 40, "key", measured, "cpu"), first)
    assert later.computed == 0


def test_file_holds_colour_orientation_and_gram_matrices_in_this_order(tmp_path):
    """As those of earlier versions do, which are read."""
    first = StyleTargets(tmp_path).of(style(0), 40, "key", measured, "cpu")
    (file,) = tmp_path.iterdir()
    kept = load_file(file)
    assert sorted(kept) == ["00", "01", "02", "03"]
    expected = (first.color, first.orientation, *first.grams)
    assert all(torch.equal(kept[name], tensor) for name, tensor in zip(sorted(kept), expected, strict=True))


@pytest.mark.parametrize(("seed", "edge", "key"), [(1, 40, "key"), (0, 41, "key"), (0, 40, "other")])
def test_other_picture_size_or_network_is_another_target(tmp_path, seed, edge, key):
    kept = StyleTargets(tmp_path)
    kept.of(style(0), 40, "key", measured, "cpu")
    kept.of(style(seed), edge, key, measured, "cpu")
    assert kept.computed == 2


def test_statistics_of_another_device_are_computed_there():
    """Theirs differ in their last digits, and so would the bytes of an equal seed."""
    kept = StyleTargets(None)
    kept.of(style(0), 40, "key", measured, "cpu")
    assert kept.of(style(0), 40, "key", measured, "meta").color.device.type == "meta"
    assert kept.computed == 2


def test_damaged_file_is_computed_again(tmp_path):
    StyleTargets(tmp_path).of(style(0), 40, "key", measured, "cpu")
    for path in tmp_path.iterdir():
        path.write_bytes(b"damaged")
    later = StyleTargets(tmp_path)
    later.of(style(0), 40, "key", measured, "cpu")
    assert later.computed == 1


def test_memory_and_disk_are_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr(style_targets, "MEMORY_ENTRIES", 2)
    monkeypatch.setattr(style_targets, "DISK_BYTES", 1500)
    kept = StyleTargets(tmp_path)
    for seed in range(6):
        kept.of(style(seed), 40, "key", measured, "cpu")
    assert len(kept._memory) == 2
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 1500


def test_disk_without_room_costs_time_but_not_the_picture(tmp_path, caplog):
    with room_for(64):
        assert len(StyleTargets(tmp_path).of(style(0), 40, "key", measured, "cpu").grams) == 2
    assert "Style targets are not kept" in caplog.text
    assert list(tmp_path.iterdir()) == []


def test_kept_targets_are_readable_as_any_new_file_of_this_user(tmp_path):
    StyleTargets(tmp_path).of(style(0), 40, "key", measured, "cpu")
    (kept,) = tmp_path.iterdir()
    (tmp_path / "any").touch()
    assert kept.stat().st_mode == (tmp_path / "any").stat().st_mode


def test_kept_targets_of_another_user_are_read(tmp_path, monkeypatch):
    def refused(*_words, **_flags):
        raise PermissionError

    StyleTargets(tmp_path).of(style(0), 40, "key", measured, "cpu")
    monkeypatch.setattr(Path, "touch", refused)
    later = StyleTargets(tmp_path)
    later.of(style(0), 40, "key", measured, "cpu")
    assert later.computed == 0


def test_folder_that_cannot_be_made_costs_time_but_not_the_picture(tmp_path, caplog):
    (tmp_path / "file").touch()
    kept = StyleTargets(tmp_path / "file" / "targets")
    assert len(kept.of(style(0), 40, "key", measured, "cpu").grams) == 2
    assert "not kept" in caplog.text


def test_blend_lies_between_its_styles():
    a, b = (statistics(to_tensor(noise((48, 40), seed)), maps(to_tensor(noise((48, 40), seed)))) for seed in (0, 1))
    blend = mixed([a, b], (0.25, 0.75))
    for first, second, mix in zip(a.tensors, b.tensors, blend.tensors, strict=True):
        torch.testing.assert_close(mix, 0.25 * first + 0.75 * second)


def test_size_is_part_of_a_pictures_hash():
    assert StyleImage.of(Image.new("RGB", (4, 2))).sha256 != StyleImage.of(Image.new("RGB", (2, 4))).sha256
