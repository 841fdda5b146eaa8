"""What most tests of the chat begin with: a studio, faults that a test may add to its server, an end for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.patience import SLOW_TEST_S, SLOWNESS, TEST_S, patience

if TYPE_CHECKING:  # loaded where they are wanted: the process that only hands out tests starts seconds earlier
    from tests.support.faults import Faults
    from tests.support.studio import Studio


def pytest_report_header() -> str:
    return f"patience: waits are {SLOWNESS:.1f} times as long as on a quiet machine"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give each test its limit, fixtures included: a test that hangs fails and says where."""
    for item in items:
        is_slow = any(item.get_closest_marker(name) for name in ("slow", "browser", "postgres"))
        item.add_marker(pytest.mark.timeout(patience(SLOW_TEST_S if is_slow else TEST_S)))


@pytest.fixture
def faults() -> Faults:
    from tests.support.faults import Faults

    return Faults()


@pytest.fixture
async def s(tmp_path: Path, faults: Faults) -> AsyncIterator[Studio]:
    from tests.support.studio import studio

    async with studio(tmp_path, wrap=faults.wrap) as opened:
        yield opened
