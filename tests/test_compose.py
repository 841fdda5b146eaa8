"""compose.yaml: what each service gets to know."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from bot.variables import READERS

ROOT = Path(__file__).parents[1]
SERVICES = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
SECRETS = ("TELEGRAM_TOKEN", "WEBHOOK_SECRET")  # of the bot alone; all share the database's address


@pytest.mark.parametrize("name", [name for name in SERVICES if name.startswith("worker")])
def test_workers_know_no_secret_of_the_bot(name: str) -> None:
    assert SERVICES[name]["env_file"] == ".env"
    assert {secret: SERVICES[name]["environment"].get(secret) for secret in SECRETS} == dict.fromkeys(SECRETS, "")


def test_the_bot_knows_them() -> None:
    assert SERVICES["bot"]["env_file"] == ".env"
    assert "WEBHOOK_SECRET" not in SERVICES["bot"]["environment"]
    assert SERVICES["bot"]["environment"]["TELEGRAM_TOKEN"].startswith("${TELEGRAM_TOKEN")


@pytest.mark.parametrize("name", [name for name in SERVICES if name != "postgres"])
def test_every_variable_is_a_setting(name: str) -> None:
    known = {field.upper() for field in READERS} | {"WORKER_ID"}
    assert set(SERVICES[name]["environment"]) <= known


def test_workers_have_names_of_their_own_and_one_database() -> None:
    names = [service["environment"].get("WORKER_ID") for service in SERVICES.values() if "command" in service]
    assert len(names) == len(set(names)) == 2
    urls = {service["environment"]["DATABASE_URL"] for name, service in SERVICES.items() if name != "postgres"}
    assert len(urls) == 1


@pytest.mark.parametrize("name", [name for name in SERVICES if name != "postgres"])
def test_the_image_is_built_with_what_the_file_of_settings_asks_for(name: str) -> None:
    arguments = re.findall(r"^ARG ([A-Z]+)=$", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE)
    assert SERVICES[name]["build"] == {"context": ".", "args": {each: f"${{{each}:-}}" for each in arguments}}
    assert arguments == ["HEIC", "FILM"]


def test_everything_waits_for_the_database_to_be_well() -> None:
    for name, service in SERVICES.items():
        assert name == "postgres" or service["depends_on"]["postgres"]["condition"] == "service_healthy"
    assert "pg_isready" in SERVICES["postgres"]["healthcheck"]["test"]
