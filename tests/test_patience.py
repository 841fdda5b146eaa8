"""tests.support.patience: how long tests wait, by the machine."""

from __future__ import annotations

import pytest

from tests.support.patience import MOST, slowness


@pytest.mark.parametrize(("work_s", "expected"), [(0.1, 1.0), (0.2, 1.0), (0.5, 2.5), (60.0, MOST)])
def test_waits_grow_with_the_machines_slowness_and_never_shrink(work_s: float, expected: float) -> None:
    assert slowness(work_s, quiet_s=0.2) == expected


def test_every_test_has_an_end(request: pytest.FixtureRequest) -> None:
    assert request.node.get_closest_marker("timeout") is not None
