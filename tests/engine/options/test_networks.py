"""The names of the project's own networks, which are written where no network is loaded."""

from __future__ import annotations

from engine.options.networks import BUILTIN, PROJECT_NETWORKS
from models import registry


def test_they_are_those_of_the_registry() -> None:
    assert set(PROJECT_NETWORKS) == set(registry.OWN.values())
    assert registry.BUILTIN == BUILTIN
