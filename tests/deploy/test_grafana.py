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
PAGE = (Path(__file__).parents[2] / "docs" / "operating.md").read_text()
LABELS = {name: set(labels.split(",")) for name, labels in re.findall(r"`(stylegram_\w+)\{([\w,]+)\}`", PAGE)}


def test_every_name_has_a_panel() -> None:
    asked = {without_suffix(name) for _, query in QUERIES for name in names_in(query)}
    assert asked == NAMES


@pytest.mark.parametrize(("title", "query"), QUERIES)
def test_a_query_fits_what_is_served(title: str, query: str) -> None:
    histograms = set(re.findall(r"^# TYPE (\w+) histogram", generate_latest(Metrics().registry).decode(), re.MULTILINE))
    for name in names_in(query):
        base = without_suffix(name)
        assert (base in histograms) == (base != name), title
    asked = {label.strip() for labels in re.findall(r"by \(([^)]*)\)", query) for label in labels.split(",")}
    asked |= set(re.findall(r"\{(\w+)=", query))
    assert asked - {"le"} <= set().union(*(LABELS.get(without_suffix(name), set()) for name in names_in(query)))
    assert ("le" in asked) == ("histogram_quantile" in query)
    assert query.count("(") == query.count(")")


def test_labels_are_those_that_the_operators_page_names() -> None:
    served = Metrics().registry._names_to_collectors.items()
    given = {name: set(each._labelnames) for name, each in served if name in NAMES and each._labelnames}
    assert given == {name: labels for name, labels in LABELS.items() if name != "stylegram_worker_up"}  # of the queue


def test_panels_do_not_lie_on_each_other() -> None:
    places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in DASHBOARD["panels"]]
    assert len(places) == len(set(places))
    assert all(x + panel["gridPos"]["w"] <= 24 for (x, _), panel in zip(places, DASHBOARD["panels"], strict=True))


def without_suffix(name: str) -> str:
    return re.sub(r"_(bucket|sum|count)$", "", name)


def names_in(query: str) -> list[str]:
    return re.findall(r"stylegram_\w+", query)
