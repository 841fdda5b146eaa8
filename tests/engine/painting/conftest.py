"""One painter for all: opening a network costs more than a small painting."""

from __future__ import annotations

import pytest

from engine.painting.network_choice import NetworkChoice
from engine.painting.painter import Painter


@pytest.fixture(scope="session")
def painter(tmp_path_factory: pytest.TempPathFactory) -> Painter:
    return Painter(NetworkChoice(dtype="float32", device="cpu", cache_dir=tmp_path_factory.mktemp("cache")))
