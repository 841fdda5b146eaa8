"""What a chat may ask for: the stricter of two limits, and what somebody waits for already."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.studio import Studio, studio

GROUP = -100


@pytest.mark.parametrize(("operators", "chosen", "holds"), [(0, 0, 0), (0, 3, 3), (5, 0, 5), (5, 3, 3), (5, 50, 5)])
async def test_the_stricter_limit_of_a_group_holds(tmp_path: Path, operators: int, chosen: int, holds: int) -> None:
    async with studio(tmp_path, jobs_per_group=operators) as s:
        await s.store.preferences.change(GROUP, jobs_at_once=chosen)
        assert (await s.services.limits.of_group(GROUP)).at_once == holds


async def test_a_group_without_limits_of_its_own_has_the_operators(s: Studio) -> None:
    assert not (await s.services.limits.of_group(GROUP)).is_own
    await s.store.preferences.change(GROUP, jobs_per_10_min=3)
    assert (await s.services.limits.of_group(GROUP)).is_own
