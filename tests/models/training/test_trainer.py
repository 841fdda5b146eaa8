"""The training: what it learns from, that it learns, resumes and folds truly."""

import csv
import zipfile
from dataclasses import asdict, replace
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
import torch

from models.errors import WriteFailed
from models.training import checkpoints
from models.training import trainer as trainer_module
from models.training.caltech import Corpus, add_chroma_noise, center_crops, is_held_out, open_corpus, random_crops
from models.training.folding import fold, normalise
from models.training.network import density_of, standardise
from models.training.objective import rebuild_loss, softened
from models.training.plan import Plan
from models.training.schedule import Progress, phase_at, rate_at
from models.training.trainer import Trainer, train
from models.vgg import VGG, Pooling
from tests.models.training.conftest import PLAN, TINY, drawn_picture

LAYERS = tuple(layer.name for layer in TINY.layers if layer.kind == "relu")


def test_corpus_holds_the_zips_pictures_with_their_folders_as_labels(corpus: Corpus) -> None:
    assert corpus.classes == ("class0", "class1")
    assert corpus.picture(23).shape == (40, 56, 3)
    assert sorted(np.unique(corpus.labels)) == [0, 1]


def test_corpus_holds_pictures_of_every_suffix(tmp_path: Path) -> None:
    names = [f"class{number % 2}/picture{number}.{('jpg', 'jpeg', 'JPG')[number % 3]}" for number in range(24)]
    with zipfile.ZipFile(tmp_path / "drawn.zip", "w") as archive:
        for number, name in enumerate(names):
            archive.writestr(name, drawn_picture(number))
    assert len(open_corpus(tmp_path / "drawn.zip", tmp_path).labels) == 24


def test_a_tenth_is_held_out_by_name() -> None:
    share = np.mean([is_held_out(f"class/picture{number}.jpg") for number in range(5000)])
    assert share == pytest.approx(0.1, abs=0.02)  # 5000 draws: three standard deviations are 0.013


def test_held_out_pictures_are_never_trained_on(trainer: Trainer) -> None:
    assert not trainer.corpus.held_out[trainer.seen].any()


def test_crops_are_square_pictures_in_0_to_1(corpus: Corpus) -> None:
    crops = random_crops(corpus, np.array([0, 5]), 32, 0.5, np.random.default_rng(0))
    assert crops.shape == (2, 3, 32, 32)
    assert 0 <= crops.min() < crops.max() <= 1


def test_a_training_step_lowers_the_loss_of_its_batch(corpus: Corpus) -> None:
    plan = replace(PLAN, noise=0.0, learning_rate=1e-2, steps=1000)
    trainer = Trainer(plan, corpus, architecture=TINY)
    batch = trainer.batch()
    trainer.batch = lambda: batch  # type: ignore[method-assign]
    before = trainer.advance()["total"]
    assert trainer.advance()["total"] < before


def test_same_seed_gives_the_same_weights(corpus: Corpus) -> None:
    one, other = (Trainer(PLAN, corpus, architecture=TINY) for _ in range(2))
    assert one.advance() == other.advance()
    assert_same_weights(one, other)


def test_resuming_gives_the_weights_of_an_uninterrupted_run(corpus: Corpus, tmp_path: Path) -> None:
    whole, interrupted = (Trainer(PLAN, corpus, architecture=TINY) for _ in range(2))
    for _ in range(6):
        whole.advance()
    for _ in range(3):
        interrupted.advance()
    interrupted.save(tmp_path / "checkpoint.pt")
    resumed = Trainer(PLAN, corpus, architecture=TINY)
    resumed.resume(tmp_path / "checkpoint.pt")
    for _ in range(3):
        resumed.advance()
    assert_same_weights(whole, resumed)


def assert_same_weights(one: Trainer, other: Trainer) -> None:
    for name, tensor in one.network.state_dict().items():
        assert torch.equal(tensor, other.network.state_dict()[name]), name


def test_folding_batch_norm_changes_nothing(trainer: Trainer) -> None:
    plan = replace(PLAN, reflect_from=1)  # VGG pads all of its layers in one way
    trainer = Trainer(plan, trainer.corpus, architecture=TINY)
    for _ in range(3):
        trainer.advance()
    trainer.network.eval()
    pictures = center_crops(trainer.corpus, np.arange(4), 32)
    expected: dict[str, torch.Tensor] = {}
    x = (pictures - VGG(TINY, LAYERS).mean) / VGG(TINY, LAYERS).deviation
    with torch.no_grad():
        for step in TINY.layers[:-1]:
            x = expected[step.name] = trainer.network.run(step, x)
        folded = VGG(TINY, LAYERS, fold(trainer.network), padding="reflect")(pictures)
    for name, actual in zip(LAYERS, folded, strict=True):
        assert (actual - expected[name]).abs().max() <= 1e-3 * expected[name].abs().max(), name


def test_settling_measures_what_the_first_convolution_gives_on_the_pictures(trainer: Trainer) -> None:
    trainer.settle(batches=1)  # one batch holds them all
    crops = standardise(center_crops(trainer.corpus, trainer.seen, PLAN.phases[-1].crop))
    expected = trainer.network.convolutions["conv1_1"](crops).mean((0, 2, 3))
    actual = trainer.network.norms["conv1_1"].running_mean
    assert torch.allclose(actual, expected, atol=2e-2)  # bfloat16


@pytest.mark.parametrize("pooling", get_args(Pooling))
def test_normalised_layers_have_unit_mean_activation(trainer: Trainer, pooling: Pooling) -> None:
    trainer.advance()
    pictures = center_crops(trainer.corpus, np.arange(8), 36)  # maps of 9 px before the third pooling
    tensors = normalise(fold(trainer.network), pictures, pooling=pooling, least=0.0, architecture=TINY)
    with torch.no_grad():
        maps = VGG(TINY, LAYERS, tensors, pooling=pooling, padding="reflect")(pictures)
    for features in maps:
        means = features.mean((0, 2, 3))
        assert torch.allclose(means[means > 0], torch.tensor(1.0), atol=1e-3)  # float32 sums


def test_normalising_keeps_what_the_network_computes_up_to_a_factor_a_channel(trainer: Trainer) -> None:
    pictures = center_crops(trainer.corpus, np.arange(4), 32)
    folded = fold(trainer.network)
    scaled = normalise(folded, pictures, architecture=TINY)
    with torch.no_grad():
        (before,) = VGG(TINY, ["relu4_1"], folded, padding="reflect")(pictures)
        (after,) = VGG(TINY, ["relu4_1"], scaled, padding="reflect")(pictures)
    ratio = after.amax((0, 2, 3), keepdim=True) / before.amax((0, 2, 3), keepdim=True).clamp_min(1e-12)
    assert torch.allclose(after, before * ratio, rtol=1e-3, atol=1e-4)


def test_pushed_passes_end_at_the_trunk(trainer: Trainer) -> None:
    found = trainer.advance()
    assert {"class", "rebuild relu5_1", "rebuild relu3_1 pushed"} <= set(found)
    assert not {"class pushed", "rebuild relu4_1 pushed"} & set(found)


def test_whole_network_is_used_on_every_other_batch(corpus: Corpus) -> None:
    trainer = Trainer(replace(PLAN, whole_every=2), corpus, architecture=TINY)
    assert ["class" in trainer.advance() for _ in range(4)] == [True, False, True, False]


def test_learning_rate_warms_up_and_ends_at_zero() -> None:
    plan = Plan(learning_rate=1.0, warm_up=0.1)
    assert [rate_at(share, plan) for share in (0.0, 0.05, 0.1)] == pytest.approx([0.0, 0.5, 1.0])
    assert rate_at(1.0, plan) == pytest.approx(0.0)


def test_crops_grow_late_in_the_training() -> None:
    assert phase_at(0.0, PLAN).crop == 32
    assert phase_at(0.99, PLAN).crop == 48


def test_changing_the_end_keeps_the_schedule_continuous() -> None:
    progress = Progress(step=50, steps=100)
    progress.end_at(75)
    assert progress.share == 0.5
    progress.step = 75
    assert progress.share == 1.0


@pytest.mark.parametrize("steps", [50, 20])
def test_run_that_is_to_end_where_it_stands_or_before_is_done(steps: int) -> None:
    progress = Progress(step=50, steps=100)
    progress.end_at(steps)
    assert progress.share == 1.0


def test_number_of_steps_takes_the_place_of_a_budget_of_minutes() -> None:
    progress = Progress(step=50, steps=100, minutes=2.0, spent_s=30.0)
    progress.end_at(60)
    assert progress.share == 0.25
    progress.step = 60
    assert progress.share == 1.0


def test_a_budget_of_minutes_follows_the_clock() -> None:
    progress = Progress(step=3, steps=100, minutes=2.0, spent_s=30.0)
    assert progress.share == 0.25
    progress.spent_s = 500.0
    assert progress.share == 1.0


def test_softening_keeps_the_mean_of_the_channels_and_takes_fine_colour() -> None:
    picture = torch.rand(1, 3, 16, 16, generator=torch.Generator().manual_seed(0))
    soft = softened(picture, 4)
    assert torch.allclose(soft.mean(1), picture.mean(1), atol=1e-6)
    colour = [(each - each.mean(1, keepdim=True)).var() for each in (soft, picture)]
    assert colour[0] < 0.2 * colour[1]  # white noise through (1 2 1)/4 four times both ways: 0.04 and the border


def test_chroma_noise_leaves_the_mean_of_the_channels() -> None:
    picture = torch.full((8, 3, 16, 16), 0.5)
    noisy = add_chroma_noise(picture, 0.1, np.random.default_rng(0))
    assert torch.allclose(noisy.mean(1), picture.mean(1), atol=1e-6)
    assert (noisy - picture).abs().max() > 0.02


def test_density_tells_rare_firing_from_constant_firing() -> None:
    constant = torch.ones(1, 1, 4, 4)
    rare = torch.zeros(1, 1, 4, 4)
    rare[..., :2] = 1.0
    assert float(density_of(constant)) == pytest.approx(1.0, abs=1e-4)
    assert float(density_of(rare)) == pytest.approx(0.5, abs=1e-4)


def test_rebuild_loss_of_a_constant_shift_counts_no_edges() -> None:
    picture = torch.rand(1, 3, 8, 8)
    assert float(rebuild_loss(picture + 0.5, picture, edges=7.0)) == pytest.approx(0.25, abs=1e-5)


def test_stopped_training_keeps_its_last_step_and_ends_as_one_that_was_not(corpus: Corpus, tmp_path: Path) -> None:
    whole, stopped, resumed = (Trainer(PLAN, corpus, architecture=TINY) for _ in range(3))
    for name in ("whole", "part"):
        (tmp_path / name).mkdir()
    assert train(whole, tmp_path / "whole")
    assert not train(stopped, tmp_path / "part", lambda: stopped.progress.step == 3)
    resumed.resume(tmp_path / "part" / "checkpoint.pt")
    assert resumed.progress.step == 3
    assert train(resumed, tmp_path / "part")
    assert_same_weights(whole, resumed)


def test_rows_of_the_log_keep_their_columns_where_a_run_goes_on(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first step after a stop at an odd one measures less than the first of all."""
    monkeypatch.setattr(trainer_module, "LOG_EVERY", 1)
    first, second = (Trainer(PLAN, corpus, architecture=TINY) for _ in range(2))
    train(first, tmp_path, lambda: first.progress.step == 5)
    second.resume(tmp_path / "checkpoint.pt")
    train(second, tmp_path)
    rows = list(csv.reader((tmp_path / "log.csv").open()))
    assert [row[1] for row in rows] == ["step", "1", "2", "3", "4", "5", "6"]
    assert {len(row) for row in rows} == {len(rows[0])}
    assert rows[-1][rows[0].index("class")] == ""
    assert rows[-1][rows[0].index("total pushed")] != ""


def test_training_is_kept_every_few_minutes(trainer: Trainer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoints, "SAVE_EVERY_S", -1.0)  # after every step

    def cut_off() -> bool:
        if trainer.progress.step == 3:
            raise KeyboardInterrupt
        return False

    with pytest.raises(KeyboardInterrupt):
        train(trainer, tmp_path, cut_off)
    assert checkpoints.read(tmp_path / "checkpoint.pt")["progress"]["step"] == 2


def test_disk_without_room_for_a_checkpoint_ends_a_training_before_its_first_step(
    trainer: Trainer, tmp_path: Path
) -> None:
    (tmp_path / "checkpoint.part").symlink_to("/dev/full")
    with pytest.raises(WriteFailed):
        train(trainer, tmp_path)
    assert trainer.progress.step == 0


def test_checkpoint_keeps_no_plan_and_an_older_one_that_does_is_read(trainer: Trainer, tmp_path: Path) -> None:
    trainer.advance()
    trainer.save(tmp_path / "new.pt")
    assert "plan" not in checkpoints.read(tmp_path / "new.pt")
    kept = {"plan": asdict(PLAN), "progress": asdict(trainer.progress)}
    checkpoints.write(tmp_path / "old.pt", trainer.network, trainer.optimizer, kept)
    trainer.progress = Progress()
    trainer.resume(tmp_path / "old.pt")
    assert trainer.progress.step == 1
