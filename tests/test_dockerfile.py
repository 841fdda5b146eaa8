"""The image installs what pyproject.toml asks for."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.support.patience import patience

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMMAND = re.search(r"^RUN python (tools/\S+) (.+) > requirements.txt", DOCKERFILE, flags=re.MULTILINE)


def printed(*extras: str) -> list[str]:
    assert COMMAND is not None
    command = [sys.executable, "-I", ROOT / COMMAND[1], *extras]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=patience(60)).stdout.splitlines()


@pytest.mark.parametrize("extras", [(), ("heic",), ("heic", "film")])
def test_requirements_are_those_of_the_program_and_the_extras(extras: tuple[str, ...]) -> None:
    of_extras = [asked for extra in extras for asked in PROJECT["optional-dependencies"][extra]]
    assert printed(*extras) == [*PROJECT["dependencies"], *of_extras]


def test_the_image_asks_for_extras_that_exist_by_arguments_that_it_has() -> None:
    assert COMMAND is not None
    asked = re.findall(r'\$\(\[ "\$([A-Z]+)" = 1 \] && echo ([a-z]+)\)', COMMAND[2])
    assert asked == [("HEIC", "heic"), ("FILM", "film")]
    assert {argument for argument, _ in asked} <= set(re.findall(r"^ARG ([A-Z]+)=", DOCKERFILE, flags=re.MULTILINE))
    assert {extra for _, extra in asked} <= PROJECT["optional-dependencies"].keys()


def test_what_the_image_copies_is_there() -> None:
    copied = [path for line in re.findall(r"^COPY (.+)", DOCKERFILE, flags=re.MULTILINE) for path in line.split()[:-1]]
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert "tools/requirements.py" in copied
    assert {path for path in copied if not (ROOT / path).exists() or path.split("/")[0] in ignored} == set()
