"""The CIFAR-10 classifier: built as the article builds it, it learns, stops, carries on, and tells its confusions."""

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

from models.__main__ import main
from models.training import checkpoints, classifier_command
from models.training.cifar10 import SIDE, Half
from models.training.classifier import Classifier, accuracy_of
from models.training.classifier_command import accuracy_table
from models.training.classifier_run import Run, train
from models.training.classifier_schedule import SCHEDULES, Schedule, side_at
from models.vgg import VGG19, Architecture

TINY = Architecture(name="tiny", blocks=((4,), (8,), (8,), (8,), (8,)))
SHORT = Schedule(epochs=3, rates=((0, 0.05),), batch=8, is_one_cycle=True)


def half(count: int = 32) -> Half:
    """Return red and blue pictures with a little noise."""
    labels = torch.arange(count) % 2
    images = torch.randint(0, 40, (count, 3, 32, 32), generator=torch.Generator().manual_seed(1))
    images[labels == 0, 0] += 180
    images[labels == 1, 2] += 180
    return Half(images=images.to(torch.uint8), labels=labels, classes=("blue", "red"))


def tiny() -> Classifier:
    torch.manual_seed(0)
    return Classifier(2, TINY, hidden=16)


def run() -> Run:
    return Run(tiny(), SHORT, weight_decay=1e-4)


def test_the_whole_network_is_the_articles() -> None:
    network = Classifier()
    convolutions = [m for m in network.features if isinstance(m, nn.Conv2d)]
    assert [m.out_channels for m in convolutions] == [64] * 2 + [128] * 2 + [256] * 4 + [512] * 8
    assert sum(isinstance(m, nn.BatchNorm2d) for m in network.features) == 16
    assert sum(isinstance(m, nn.MaxPool2d) for m in network.features) == 4
    dense = [(m.in_features, m.out_features) for m in network.head if isinstance(m, nn.Linear)]
    assert dense == [(2 * 2 * 512, 4096), (4096, 4096), (4096, 10)]
    assert isinstance(network.head[-1], nn.BatchNorm1d)
    assert [m.p for m in network.head if isinstance(m, nn.Dropout)] == [0.5, 0.5]


def test_the_last_maps_of_32_px_are_flattened_as_they_are() -> None:
    seen = []
    network = tiny()
    network.features.register_forward_hook(lambda _module, _inputs, maps: seen.append(maps.flatten(1)))
    network.head.register_forward_pre_hook(lambda _module, inputs: seen.append(inputs[0]))
    network(half(4).images)
    assert seen[0].shape == (4, 2 * 2 * 8)
    assert torch.equal(*seen)


@pytest.mark.parametrize("side", [1, 16, 24, 32])
def test_pictures_of_every_side_train_the_same_network(side: int) -> None:
    network = tiny().train()
    network(half(4).images[:, :, :side, :side]).sum().backward()
    assert network(half(4).images[:, :, :side, :side]).shape == (4, 2)


def test_the_mean_is_subtracted_and_nothing_divided() -> None:
    seen = []
    network = tiny()
    network.features[0].register_forward_pre_hook(lambda _module, inputs: seen.append(inputs[0]))
    network(torch.full((2, 3, 32, 32), 200, dtype=torch.uint8))
    assert seen[0][0, :, 0, 0].tolist() == pytest.approx([200 - 123.680, 200 - 116.779, 200 - 103.939], abs=1e-4)


def test_rates_change_where_the_article_changes_them() -> None:
    article = SCHEDULES["article"]
    assert [article.rate_at(e) for e in (0, 80.9, 81, 121.9, 122, 163)] == [0.08, 0.08, 0.01, 0.01, 0.001, 0.001]


def test_one_cycle_rises_to_its_peak_and_falls_to_nothing() -> None:
    assert [SHORT.rate_at(e) for e in (0, 0.3, 0.6, 3)] == pytest.approx([0, 0.025, 0.05, 0])


def test_decay_pulls_kernels_as_keras_l2_does_and_nothing_else() -> None:
    groups = run().optimizer.param_groups
    assert [group["weight_decay"] for group in groups] == [2e-4, 0.0]
    assert {p.dim() for p in groups[1]["params"]} == {1}


def test_convolutions_start_from_others_by_name_and_shape() -> None:
    weights = {"features.0.weight": torch.ones(4, 3, 3, 3), "features.0.bias": torch.ones(4)}
    weights |= {"features.3.weight": torch.ones(9, 4, 3, 3), "features.3.bias": torch.ones(9)}  # too many channels
    network = tiny()
    assert network.start_from(weights, TINY) == 1
    first = network.convolutions["conv1_1"]
    assert isinstance(first, nn.Conv2d)
    assert (first.weight == 1).all()
    assert network.start_from({}, VGG19) == 0


def test_two_colours_are_told_apart(tmp_path: Path) -> None:
    """With 60 steps: the running averages of batch norm need them; six seeds out of six learned it."""
    torch.manual_seed(0)
    schedule = Schedule(epochs=15, rates=((0, 0.02),), batch=8, is_one_cycle=True)
    learner = Run(Classifier(2, TINY, hidden=32), schedule, weight_decay=1e-4)
    train(learner, half(), half(16), tmp_path)
    assert accuracy_of(learner.confusion(half(16))) == 1.0
    lines = (tmp_path / "curves.csv").read_text().splitlines()
    assert lines[0] == "epoch,loss,accuracy,test accuracy,rate"
    assert len(lines) == 16
    assert list(tmp_path.glob("events.out.tfevents.*"))


def test_a_run_that_was_stopped_ends_as_one_that_was_not(tmp_path: Path) -> None:
    whole, first = run(), run()
    for _ in range(2):
        whole.train_epoch(half())
    first.train_epoch(half())
    first.save(tmp_path / "checkpoint.pt")
    second = run()
    second.resume(tmp_path / "checkpoint.pt")
    second.train_epoch(half())
    for name, tensor in whole.network.state_dict().items():
        assert torch.equal(tensor, second.network.state_dict()[name]), name


def test_a_run_that_was_stopped_within_an_epoch_ends_as_one_that_was_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkpoints, "SAVE_EVERY_S", -1.0)  # after every step
    whole, first = run(), run()
    found = whole.train_epoch(half())

    def stop() -> None:
        if first.step == 2:
            first.save(tmp_path / "checkpoint.pt")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        first.train_epoch(half(), on_save=stop)
    second = run()
    second.resume(tmp_path / "checkpoint.pt")
    assert second.train_epoch(half()) == found
    for name, tensor in whole.network.state_dict().items():
        assert torch.equal(tensor, second.network.state_dict()[name]), name


def test_training_goes_on_to_the_last_epoch_after_a_stop_within_an_epoch(tmp_path: Path) -> None:
    stopped, resumed = run(), run()
    stopped.epoch, stopped.step, stopped.tally.seen = 2, 2, 16.0
    stopped.save(tmp_path / "checkpoint.pt")
    resumed.resume(tmp_path / "checkpoint.pt")
    train(resumed, half(), half(16), tmp_path)
    assert (resumed.epoch, resumed.step) == (3, 0)
    assert (tmp_path / "curves.csv").read_text().splitlines()[1].startswith("3,")


def test_a_budget_of_time_ends_the_schedule_within_an_epoch() -> None:
    timed = Run(tiny(), SHORT, weight_decay=1e-4, minutes=1.0)
    timed.spent_s = 59.99999
    timed.train_epoch(half())
    assert timed.is_done
    assert 0 < timed.optimizer.param_groups[0]["lr"] < 1e-6


def test_minutes_left_are_known_after_the_first_step() -> None:
    known = run()
    known.step, known.spent_s = 1, 60.0
    assert known.minutes_left(steps=4) == pytest.approx(3 * 4 - 1)
    assert Run(tiny(), SHORT, weight_decay=1e-4, minutes=9.0).minutes_left(steps=4) == 9


def test_stopped_by_a_person_it_keeps_its_last_step_and_goes_on_from_there(tmp_path: Path) -> None:
    whole, stopped, resumed = run(), run(), run()
    assert train(whole, half(), half(16), tmp_path / "whole")
    assert not train(stopped, half(), half(16), tmp_path / "part", lambda: stopped.step == 2)
    resumed.resume(tmp_path / "part" / "checkpoint.pt")
    assert (resumed.epoch, resumed.step) == (0, 2)
    assert train(resumed, half(), half(16), tmp_path / "part")
    for name, tensor in whole.network.state_dict().items():
        assert torch.equal(tensor, resumed.network.state_dict()[name]), name


def test_smaller_pictures_reach_the_network_smaller() -> None:
    seen = []
    small = Run(tiny(), SHORT, weight_decay=1e-4, side=16)
    small.network.register_forward_pre_hook(lambda _module, inputs: seen.append(inputs[0].shape))
    assert small.confusion(half()).sum() == 32
    assert seen == [(32, 3, 16, 16)]


def test_growing_pictures_reach_the_network_small_at_first_and_whole_at_last() -> None:
    growing = Run(tiny(), SHORT, weight_decay=1e-4, side=None)
    seen = []
    growing.network.features[0].register_forward_pre_hook(lambda _module, inputs: seen.append(inputs[0].shape[-1]))
    while not growing.is_done:
        growing.train_epoch(half())
    assert sorted(set(seen)) == [24, 32]
    assert seen == sorted(seen)
    assert growing.side == SIDE  # what it is tested at


def test_epoch_of_a_growing_run_that_was_stopped_is_tested_at_the_side_of_its_last_step(tmp_path: Path) -> None:
    stopped, resumed, older = (Run(tiny(), SHORT, weight_decay=1e-4, side=None) for _ in range(3))
    assert not train(stopped, half(), half(16), tmp_path, lambda: stopped.step == 4)  # which is its first epoch's last
    resumed.resume(tmp_path / "checkpoint.pt")
    resumed.train_epoch(half())
    assert (resumed.epoch, resumed.side) == (1, side_at(0.25))
    state = dict(checkpoints.read(tmp_path / "checkpoint.pt"))
    del state["side"]
    torch.save(state, tmp_path / "older.pt")
    older.resume(tmp_path / "older.pt")
    assert (older.step, older.side) == (4, SIDE)


def test_run_that_is_begun_anew_begins_its_curves_anew_and_one_that_goes_on_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden: list[int | None] = []  # from which step on, of the curves of before
    monkeypatch.setattr("torch.utils.tensorboard.SummaryWriter", lambda _folder, purge_step: hidden.append(purge_step))
    first, anew, gone_on = run(), run(), run()
    train(first, half(), half(16), tmp_path, lambda: first.epoch == 2)
    train(anew, half(), half(16), tmp_path, lambda: anew.epoch == 1)
    gone_on.resume(tmp_path / "checkpoint.pt")
    train(gone_on, half(), half(16), tmp_path)
    rows = (tmp_path / "curves.csv").read_text().splitlines()
    assert [row.split(",")[0] for row in rows] == ["epoch", "1", "2", "3"]
    assert hidden == [0, 0, None]


def test_growing_pictures_have_no_side_of_their_own(capsys) -> None:
    with pytest.raises(SystemExit):
        main(["cifar10", "--data", "x.zip", "--grow", "--side", "16"])
    assert "not allowed with" in capsys.readouterr().err


def test_the_table_has_a_row_for_what_it_is() -> None:
    table = accuracy_table(torch.tensor([[9, 1], [2, 8]]), ("cat", "ship"))
    assert table.splitlines()[0] == "accuracy 0.8500"
    assert table.splitlines()[2].split() == ["cat", "9", "1"]


def zipped(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "cifar.zip", "w") as out:
        for place in range(8):
            stream = io.BytesIO()
            Image.fromarray(np.full((32, 32, 3), 30 * place, dtype=np.uint8)).save(stream, "PNG")
            out.writestr(f"{('train', 'test')[place % 2]}/{('cat', 'ship')[place // 4]}/{place}.png", stream.getvalue())
    return folder / "cifar.zip"


def test_the_command_trains_then_evaluates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.setattr(classifier_command, "Classifier", lambda classes: Classifier(classes, TINY, hidden=8))
    monkeypatch.setitem(SCHEDULES, "short", Schedule(epochs=1, rates=((0, 0.01),), batch=2))
    words = ["cifar10", "--data", str(zipped(tmp_path)), "--folder", str(tmp_path / "run")]
    assert main(words) == 0
    trained = capsys.readouterr().out
    assert main([*words, "--evaluate"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == trained[trained.index("accuracy") :].splitlines()[0]


def test_evaluating_without_a_checkpoint_says_what_to_do(tmp_path: Path, capsys) -> None:
    words = ["--data", str(zipped(tmp_path)), "--folder", str(tmp_path / "none"), "--evaluate"]
    assert main(["cifar10", *words]) == 2
    assert "train first" in capsys.readouterr().err


def test_weights_that_are_not_there_are_named(tmp_path: Path, capsys) -> None:
    words = ["--data", str(zipped(tmp_path)), "--folder", str(tmp_path / "none"), "--weights", "vgg99"]
    assert main(["cifar10", *words]) == 2
    assert "vgg99" in capsys.readouterr().err
