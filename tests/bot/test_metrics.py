"""What is counted carries few labels, and sizes fall into a handful of them."""

from __future__ import annotations

import pytest
from prometheus_client import generate_latest

from bot.metrics import EDGES, Metrics, edge_of, word_of


@pytest.mark.parametrize(("px", "label"), [(64, "256"), (256, "256"), (257, "512"), (2048, "2048"), (2049, "larger")])
def test_sizes_fall_into_a_few_labels(px: int, label: str) -> None:
    assert edge_of(px) == label
    assert len({edge_of(each) for each in range(1, 5000)}) == len(EDGES) + 1


def test_errors_become_words() -> None:
    assert word_of("PictureTooLarge") == "picture_too_large"


def test_an_evaluation_counts_at_the_level_that_it_was_made_at() -> None:
    metrics = Metrics()
    levels = [
        {"edge_size": 128, "evaluations": 4, "seconds": 2.0},
        {"edge_size": 512, "evaluations": 0, "seconds": 0.1},
    ]
    metrics.time_evaluations({"levels": levels})
    text = generate_latest(metrics.registry).decode()
    assert 'stylegram_evaluation_seconds_sum{edge="256"} 0.5' in text
    assert 'evaluation_seconds_sum{edge="512"}' not in text
