"""Telegram with faults, to a bot that waits for an upload half a second only."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.faults import Faults
from tests.support.hurry import HURRY
from tests.support.studio import Studio, studio


@pytest.fixture
async def s(tmp_path: Path, faults: Faults) -> AsyncIterator[Studio]:
    async with studio(tmp_path, wrap=faults.wrap, pace=dataclasses.replace(HURRY, upload_s=0.5)) as opened:
        yield opened
