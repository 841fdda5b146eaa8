"""Trainings as their commands make them, with networks of their real size and few drawn pictures."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from models.__main__ import main
from models.registry import load
from models.training.classifier_schedule import SCHEDULES

pytestmark = pytest.mark.slow

WARM = np.array([100.0, 0.0, -100.0])  # of 255


def striped(number: int, side: int, *, is_upright: bool, tint: float) -> bytes:
    """Return a PNG of stripes of a width and colours of their own, by so much warmer or cooler."""
    rng = np.random.default_rng(number)
    wave = np.sin(np.arange(side) * rng.uniform(0.3, 0.9) + rng.uniform(0, 6))
    low, high = (50, 205) if tint else (0, 255)  # tinted ones differ less by chance
    first, second = rng.uniform(low, high, (2, 3)) + tint * WARM
    lines = np.broadcast_to(wave[None, :, None] if is_upright else wave[:, None, None], (side, side, 3))
    pixels = first + (second - first) * (0.5 + 0.5 * lines) + rng.normal(0, 8, (side, side, 3))
    stream = io.BytesIO()
    Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).save(stream, "PNG")
    return stream.getvalue()


def zipped(file: Path, side: int, counts: dict[str, int], tint: float = 0.0) -> Path:
    """Return a zip of so many upright stripes, the warmer ones, and flat ones in every folder."""
    with zipfile.ZipFile(file, "w") as archive:
        for place, (folder, count) in enumerate(counts.items()):
            for name, warmth in (("upright", tint), ("flat", -tint)):
                for number in range(count):
                    picture = striped(1000 * place + number, side, is_upright=name == "upright", tint=warmth)
                    archive.writestr(f"{folder}{name}/{number}.png", picture)
    return file


def table_in(said: str) -> str:
    """Return the accuracy and the confusion table that a command ends with."""
    return said[said.index("accuracy ") :].rstrip()


def test_layer_tuned_to_upright_stripes_tells_them_from_flat_ones(tmp_path, capsys) -> None:
    """conv4_1 of the built-in network over eight passes, as where nobody says, but of 40 pictures instead of 200."""
    place, out = zipped(tmp_path / "stripes.zip", 96, {"": 40}), tmp_path / "tuned.safetensors"
    assert main(["tune", "--data", str(place), "--class", "upright", "-o", str(out)]) == 0
    said = capsys.readouterr().out
    assert "40 pictures against 40 others" in said
    assert said.count("epoch") == 8
    ((after, before),) = re.findall(r"answers more than another one (\d+) % of the time, before it was (\d+) %", said)
    assert int(before) < 90 <= int(after)  # measured: 75 and 100
    own, tuned = load("builtin").tensors, load(file=out).tensors
    changed = {name for name in own if not torch.equal(own[name], tuned[name])}
    assert changed == {"features.19.weight", "features.19.bias"}


def test_classifier_of_the_articles_size_learns_two_classes_and_is_evaluated(tmp_path, monkeypatch, capsys) -> None:
    """VGG-19 with its two layers of 4096, at 16 px; three passes over 128 pictures instead of 28 over 50 000."""
    monkeypatch.setitem(SCHEDULES, "short", replace(SCHEDULES["short"], epochs=3, batch=8))
    place, run = zipped(tmp_path / "stripes.zip", 32, {"train/": 64, "test/": 16}, tint=1.0), tmp_path / "run"
    words = ["cifar10", "--data", str(place), "--folder", str(run), "--side", "16"]
    assert main(words) == 0
    table = table_in(capsys.readouterr().out)
    first, _, last = (row.split(",") for row in (run / "curves.csv").read_text().splitlines()[1:])
    assert float(last[1]) < 0.75 * float(first[1])  # measured: 0.82 and 0.30, the loss
    assert float(last[2]) > 0.7  # measured: 0.89, of the pictures that it is trained on; 0.5 is chance
    confusion = [[int(count) for count in row.split()[1:]] for row in table.splitlines()[2:]]
    assert [sum(row) for row in confusion] == [16, 16]
    assert float(table.split()[1]) == pytest.approx((confusion[0][0] + confusion[1][1]) / 32, abs=1e-4)
    assert main([*words, "--evaluate"]) == 0
    assert table_in(capsys.readouterr().out) == table
