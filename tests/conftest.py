"""What most tests of the chat begin with: a studio, and faults that a test may add to its server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.faults import Faults
from tests.support.studio import Studio, studio


@pytest.fixture
def faults() -> Faults:
    return Faults()


@pytest.fixture
async def s(tmp_path: Path, faults: Faults) -> AsyncIterator[Studio]:
    async with studio(tmp_path, wrap=faults.wrap) as opened:
        yield opened
