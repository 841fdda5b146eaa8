"""The dashboard asks for names and labels that GET /metrics gives."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from prometheus_client import generate_latest

from bot.metrics import Metrics
from tests.support.names import NAMES

DASHBOARD = json.loads((Path(__file__).parents[2] / "deploy" / "grafana.json").read_text())
QUERIES = [(panel["title"], target["expr"]) for panel in DASHBOARD["panels"] for target in panel["targets"]]
LABELS = {"stage", "edge", "outcome", "worker", "kind", "reason", "le"}


def test_every_name_has_a_panel() -> None:
    asked = {re.sub(r"_(bucket|sum|count)$", "", name) for _, query in QUERIES for name in names_in(query)}
    assert asked == NAMES


@pytest.mark.parametrize(("title", "query"), QUERIES)
def test_a_query_fits_what_is_served(title: str, query: str) -> None:
    histograms = set(re.findall(r"^# TYPE (\w+) histogram", generate_latest(Metrics().registry).decode(), re.MULTILINE))
    for name in names_in(query):
        base = re.sub(r"_(bucket|sum|count)$", "", name)
        assert (base in histograms) == (base != name), title
    asked = {label.strip() for labels in re.findall(r"by \(([^)]*)\)", query) for label in labels.split(",")}
    assert asked | set(re.findall(r"\{(\w+)=", query)) <= LABELS
    assert query.count("(") == query.count(")")


def test_panels_do_not_lie_on_each_other() -> None:
    places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in DASHBOARD["panels"]]
    assert len(places) == len(set(places))
    assert all(x + panel["gridPos"]["w"] <= 24 for (x, _), panel in zip(places, DASHBOARD["panels"], strict=True))


def names_in(query: str) -> list[str]:
    return re.findall(r"stylegram_\w+", query)
