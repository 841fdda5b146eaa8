"""THIRD_PARTY.md names every package that running Stylegram asks for, with a licence."""

from __future__ import annotations

import importlib.util
import re
import tomllib
from email.message import Message
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
ROWS = dict(re.findall(r"^\| ([a-z0-9-]+) \| ([^|]+) \|", (ROOT / "THIRD_PARTY.md").read_text(), re.MULTILINE))


def name_of(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0]).lower()


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("third_party", ROOT / "tools" / "third_party.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("extra", ["", "heic", "film", "faces"])
def test_every_dependency_is_listed(extra: str) -> None:
    wanted = PROJECT["optional-dependencies"][extra] if extra else PROJECT["dependencies"]
    elsewhere = {"onnxruntime"}  # for machines other than Linux on x86-64; onnxruntime-gpu's twin
    assert [name_of(text) for text in wanted if name_of(text) not in {*ROWS, *elsewhere}] == []


def test_every_row_has_a_licence() -> None:
    assert len(ROWS) > 20
    assert [name for name, licence in ROWS.items() if not licence.strip()] == []


@pytest.mark.parametrize("name", ["pillow-heif", "av"])
def test_what_bundles_code_under_the_gpl_is_an_extra_and_its_licence_named(name: str) -> None:
    assert name not in map(name_of, PROJECT["dependencies"])
    for place in ("README.md", "THIRD_PARTY.md"):
        assert re.search(rf"{name}\b[^|]*x265[^.]*GPLv2", (ROOT / place).read_text()), place


@pytest.mark.parametrize(
    ("fields", "licence"),
    [
        ([("License-Expression", "MIT"), ("License", "other")], "MIT"),
        ([("License", "x" * 61), ("Classifier", "License :: OSI Approved :: BSD License")], "BSD License"),
        ([("License", "HPND")], "HPND"),
        ([], "see its licence file"),
    ],
)
def test_licence_is_what_the_metadata_say(tool: ModuleType, fields: list[tuple[str, str]], licence: str) -> None:
    facts = Message()
    for name, value in fields:
        facts[name] = value
    assert tool.licence_of(facts) == licence


def test_what_packages_need_is_listed_too(tool: ModuleType) -> None:
    lines = list(tool.rows(["python-telegram-bot[webhooks]"]))
    assert any(line.startswith("| tornado | ") and line.endswith("| python-telegram-bot |") for line in lines)
