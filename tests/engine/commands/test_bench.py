"""What `python -m engine bench` prints, at tiny sizes."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest

from engine.__main__ import main
from engine.commands import bench_evaluations, bench_laboratory, bench_paintings
from engine.commands.bench import networks
from engine.commands.bench_paintings import Painted, painted, paintings
from engine.painting.network_choice import NetworkChoice
from engine.painting.painter import Painter

PX, NETWORK, SECONDS, SHARE, EVALUATIONS, FRE, MEMORY = 0, 1, 3, 4, 6, 7, 8  # columns


@pytest.fixture(scope="module")
def painter(tmp_path_factory: pytest.TempPathFactory) -> Painter:
    cache = tmp_path_factory.mktemp("cache")
    return Painter(NetworkChoice(network="quick", dtype="float32", device="cpu", cache_dir=cache))


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def as_if_painted(total_s: float, network: str, edge: int) -> Painted:
    report = {"seconds": {"total": total_s}, "evaluations": 158, "full_resolution_evaluations": 29.88}
    return Painted(network=network, estimate_s=1.0, first_look_s=0.5, report=report, peak_mb=900.0)


def test_a_painting_is_told_with_its_first_look_and_its_memory(painter: Painter) -> None:
    found = painted(painter, "quick", 64)
    assert (found.report["edge_size"], found.network) == (64, "quick")
    assert 0 < found.first_look_s < found.total_s
    assert found.peak_mb > 50


def test_networks_stand_beside_each_other_size_by_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_paintings, "painted", as_if_painted)
    _, *rows = paintings({"builtin": cast("Painter", 8.0), "quick": cast("Painter", 2.0)}, [64, 128])
    found = [[cells(row)[place] for place in (PX, NETWORK, SECONDS, SHARE, EVALUATIONS, FRE, MEMORY)] for row in rows]
    assert found == [
        ["64", "builtin", "8.0", "1.00", "158", "29.9", "900"],
        ["64", "quick", "2.0", "0.25", "158", "29.9", "900"],
        ["128", "builtin", "8.0", "1.00", "158", "29.9", "900"],
        ["128", "quick", "2.0", "0.25", "158", "29.9", "900"],
    ]


def test_every_row_of_a_table_has_the_cells_of_its_head(painter: Painter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_evaluations, "ROUNDS", 3)
    monkeypatch.setattr(bench_laboratory, "ROUNDS", 2)
    for lines in (
        bench_evaluations.evaluations({"quick": painter.workshop}, [64]),
        bench_laboratory.lines_of_experiments(painter.workshop, 64),
    ):
        head, *rows = lines
        assert rows
        assert {len(cells(line)) for line in (*head.splitlines(), *rows)} == {len(cells(head.splitlines()[0]))}


def test_an_evaluation_is_measured_beside_a_bare_pass(painter: Painter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_evaluations, "ROUNDS", 4)
    _, row = bench_evaluations.evaluations({"quick": painter.workshop}, [64])
    _, px, dtype, bare, _, evaluation, ratio, _, _ = cells(row)
    assert (px, dtype) == ("64", "float32")
    assert float(ratio) == pytest.approx(float(evaluation) / float(bare), rel=0.2)


def test_the_projects_own_networks_take_part_beside_the_chosen_one() -> None:
    file = Path("imagenet.safetensors")
    assert set(networks(NetworkChoice())) == {"builtin", "quick"}
    assert set(networks(NetworkChoice(network="vgg19"))) == {"builtin", "quick", "vgg19"}
    found = networks(NetworkChoice(network="vgg19", weights=file, preprocessing="caffe", dtype="float32"))
    assert set(found) == {"builtin", "quick", "imagenet.safetensors"}
    assert (found["quick"].weights, found["quick"].preprocessing, found["quick"].dtype) == (None, None, "float32")
    assert found["imagenet.safetensors"].weights == file


def test_nothing_larger_is_painted_than_was_asked_for(
    painter: Painter, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("engine.painting.painter.Painter", lambda _choice: painter)
    monkeypatch.setattr(bench_paintings, "painted", lambda _painter, name, edge: as_if_painted(1.0, name, edge))
    monkeypatch.setattr(bench_evaluations, "evaluations", lambda _workshops, _sides: ())
    monkeypatch.setattr(bench_laboratory, "lines_of_experiments", lambda _workshop, _side: ())
    assert main(["bench", "--largest", "512"]) == 0
    said = capsys.readouterr().out
    assert "Paintings: about" in said.split("|")[0]
    assert [cells(line)[PX] for line in said.splitlines() if line.startswith("| ")][1:] == ["256", "256", "512", "512"]


def test_weights_that_are_not_there_take_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "--weights", "nowhere.pth"]) == 2
    assert "nowhere.pth" in capsys.readouterr().err
