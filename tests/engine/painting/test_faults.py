"""engine.painting: never an empty result, and what cannot be painted is refused by name."""

import numpy as np
import pytest
import torch

from engine.errors import InvalidOption, NetworkUnavailable, NotEnoughMemory, PaintingFailed, UnreadablePicture
from engine.painting.aim import Aim
from engine.painting.network_choice import NetworkChoice
from engine.painting.painter import Painter
from tests.support.small_paintings import opened, request


def test_stop_returns_the_best_so_far(painter):
    seen = []
    result = painter.paint(request(), on_iterate=seen.append, should_stop=lambda: len(seen) >= 3)
    assert result.report["stopped"] is True
    assert result.report["evaluations"] == 3
    assert (result.width, result.height) == (96, 72)


def test_stop_before_the_first_evaluation_still_gives_a_picture(painter):
    result = painter.paint(request(), should_stop=lambda: True)
    assert (result.width, result.height) == (96, 72)
    assert result.report["evaluations"] == 0


@pytest.fixture
def looked_at(monkeypatch):
    """The sizes of the levels whose targets were asked for."""
    sizes, look_at = [], Aim.look_at

    def noted(self, level, course):
        sizes.append(level.size)
        look_at(self, level, course)

    monkeypatch.setattr(Aim, "look_at", noted)
    return sizes


@pytest.mark.parametrize("made", [3, 6])
def test_stopped_painting_computes_nothing_more(painter, looked_at, made):
    """Within its first level and after it; the targets of a large one take longer than the worker is waited for."""
    seen = []
    result = painter.paint(request(), on_iterate=seen.append, should_stop=lambda: len(seen) >= made)
    assert looked_at == [(64, 48)]
    assert result.report["stopped"] is True
    assert not any(fact.startswith("network_") for fact in result.report)
    assert (result.width, result.height) == (96, 72)


def test_what_was_stopped_takes_nothing_up(painter, looked_at):
    """An attempt that is told so at once shows what the one before has left."""
    kept = []
    painter.paint(request(), on_checkpoint=lambda checkpoint, done: kept.append(checkpoint))
    looked_at.clear()
    result = painter.paint(request(), should_stop=lambda: True, checkpoint=kept[0])
    assert looked_at == []
    assert (result.report["stopped"], result.report["evaluations"]) == (True, 6)
    assert (result.width, result.height) == (96, 72)


@pytest.mark.parametrize("succeeded", [1, 6, 8])
def test_fault_in_the_network_still_gives_a_picture(painter, monkeypatch, succeeded):
    """Also at the second evaluation of all, and at the first of the last level, which then is the level before."""
    from engine.losses.objective import Objective

    calls = []
    evaluate = Objective.__call__

    def failing(self, rgb):
        calls.append(1)
        if len(calls) > succeeded:
            raise RuntimeError("out of memory")
        return evaluate(self, rgb)

    monkeypatch.setattr(Objective, "__call__", failing)
    result = painter.paint(request())
    assert result.report["levels"][-1]["ending"] == "fault"
    assert result.report["evaluations"] == succeeded
    assert np.abs(opened(result) - opened(painter.paint(request(strength=0)))).mean() > 0.002
    assert (result.width, result.height) == (96, 72)


OUT_OF_MEMORY = (
    torch.OutOfMemoryError("CUDA out of memory"),
    RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 4 bytes"),
    MemoryError(),
)


@pytest.mark.parametrize(
    ("fault", "refusal", "recipe"),
    [
        *((fault, NotEnoughMemory, "default") for fault in OUT_OF_MEMORY),
        (RuntimeError("no kernel image"), PaintingFailed, "default"),
        (OUT_OF_MEMORY[0], NotEnoughMemory, "anishathalye"),
    ],
)
def test_painting_without_one_evaluation_is_refused(painter, monkeypatch, recipe, fault, refusal):
    def failing(self, rgb):
        raise fault

    monkeypatch.setattr("engine.losses.objective.Objective.__call__", failing)
    monkeypatch.setattr("engine.losses.weighted.WeightedObjective.__call__", failing)
    with pytest.raises(refusal):
        painter.paint(request(recipe=recipe, schedule=((96, 3),)))


def test_painting_whose_loss_is_never_a_number_is_refused(painter, monkeypatch):
    monkeypatch.setattr("engine.losses.objective.Objective.__call__", lambda self, rgb: rgb.sum() * float("nan"))
    with pytest.raises(PaintingFailed, match="no finite loss"):
        painter.paint(request())


def test_memory_that_runs_out_before_the_first_evaluation_is_named(painter, monkeypatch):
    def failing(*_args):
        raise OUT_OF_MEMORY[0]

    monkeypatch.setattr("engine.painting.aim.Aim.look_at", failing)
    with pytest.raises(NotEnoughMemory, match="96 px"):
        painter.paint(request())


def test_picture_that_cannot_fit_is_refused_with_a_size_that_does(painter, monkeypatch):
    monkeypatch.setattr("engine.machine.devices.free_memory_bytes", lambda device: 50 * 2**20)
    with pytest.raises(NotEnoughMemory, match=r"needs about \d+ MB, and 50 MB are free; about \d+ px would fit"):
        painter.paint(request(edge_size=1024, schedule=()))
    assert painter.paint(request()).width == 96


def test_bytes_that_are_no_picture_are_refused(painter):
    with pytest.raises(UnreadablePicture):
        painter.paint(request(content=b"no picture"))


def test_schedule_that_misses_the_edge_size_is_refused(painter):
    with pytest.raises(InvalidOption, match="rise"):
        painter.paint(request(edge_size=128))


def test_unknown_network_is_refused(tmp_path):
    with pytest.raises(NetworkUnavailable, match="alexnet"):
        Painter(NetworkChoice(network="alexnet", cache_dir=tmp_path))


def test_weights_that_end_too_early_are_refused(tmp_path):
    from safetensors.torch import save_file

    from models.vgg import VGG, VGG19

    file = tmp_path / "short.safetensors"
    save_file(VGG(VGG19, ("relu2_1",)).state_dict(), file)
    with pytest.raises(NetworkUnavailable, match="relu2_1"):
        Painter(NetworkChoice(weights=file, cache_dir=tmp_path))
