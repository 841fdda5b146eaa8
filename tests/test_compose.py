"""compose.yaml: what each service gets to know."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

SERVICES = yaml.safe_load((Path(__file__).parents[1] / "compose.yaml").read_text())["services"]
SECRETS = ("TELEGRAM_TOKEN", "WEBHOOK_SECRET")  # of the bot alone; all share the database's address


@pytest.mark.parametrize("name", [name for name in SERVICES if name.startswith("worker")])
def test_workers_know_no_secret_of_the_bot(name: str) -> None:
    assert SERVICES[name]["env_file"] == ".env"
    assert {secret: SERVICES[name]["environment"].get(secret) for secret in SECRETS} == dict.fromkeys(SECRETS, "")


def test_the_bot_knows_them() -> None:
    assert SERVICES["bot"]["env_file"] == ".env"
    assert "WEBHOOK_SECRET" not in SERVICES["bot"]["environment"]
    assert SERVICES["bot"]["environment"]["TELEGRAM_TOKEN"].startswith("${TELEGRAM_TOKEN")
