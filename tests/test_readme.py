"""The README is true: what it names exists, and what exists stands in it."""

from __future__ import annotations

import argparse
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.handlers.commands import COMMANDS
from bot.variables import READERS
from engine.__main__ import _parser
from engine.commands.flags import add_network_flags
from engine.laboratory.dream import FILM_ZOOM
from engine.recipes.known import RECIPES
from models.training import classifier_command, tuning_command
from tests.support.names import NAMES
from tests.support.patience import patience

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
OPERATING = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
COMMAND_LINE = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
DOCUMENTS = (
    "README.md",
    "CONTRIBUTING.md",
    "models/builtin/MODEL_CARD.md",
    *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")),
)
COLUMNS = 120  # of prose; a table's row and a picture stand in one line


def _parsers() -> dict[str, argparse.ArgumentParser]:
    (commands,) = (each for each in _parser()._actions if isinstance(each, argparse._SubParsersAction))
    return dict(commands.choices)


def _names(parser: argparse.ArgumentParser) -> list[list[str]]:
    """Return what every flag of a parser is called, "-o" and "--output" together."""
    called = [action.option_strings for action in parser._actions]
    return [names for names in called if names and "--help" not in names]


def _of_network() -> list[str]:
    parser = argparse.ArgumentParser()
    add_network_flags(parser)
    return [name for names in _names(parser) for name in names]


def _section(title: str) -> str:
    return re.split(r"^## ", COMMAND_LINE.partition(f"\n## {title}\n")[2], flags=re.MULTILINE)[0]


def _description(command: str) -> str:
    """Return what is said of a subcommand of `python -m engine`: of painting two sections, else what names it."""
    if command == "stylize":
        return _section("Painting") + _section("Published recipes")
    blocks = re.split(r"\n(?=- )|\n\n", COMMAND_LINE)
    return "\n".join(block for block in blocks if re.search(rf"`(python -m engine )?{command}\b", block))


def _described(text: str) -> set[str]:
    """Return the words in the text's code, and the flags of the network where it says that they are taken."""
    words = {word for span in re.findall(r"`([^`]+)`", text) for word in span.replace(",", " ").split()}
    return words | set(_of_network()) if "flags of the network" in text else words


def _undescribed(flags: list[list[str]], text: str) -> list[list[str]]:
    return [names for names in flags if not _described(text) & set(names)]


def _settings() -> set[str]:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    return {found[1] for line in lines if (found := re.match(r"#?([A-Z][A-Z0-9_]+)=", line))}


def _commands() -> set[str]:
    return {command.name for command in COMMANDS}


def _in_tables() -> set[str]:
    rows = re.findall(r"^\| ((?:`[A-Z][A-Z0-9_]+`(?:, )?)+) \|", README + OPERATING, flags=re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`(\w+)`", row)}


def test_every_setting_stands_in_a_table() -> None:
    assert len(_settings()) > 20
    of_compose = {"POSTGRES_PASSWORD", "HEIC", "FILM"}  # compose.yaml's own: they stand in the prose
    assert _settings() - _in_tables() == of_compose
    assert {name for name in of_compose if not re.search(rf"`{name}\b", README)} == set()


def test_every_setting_in_a_table_exists() -> None:
    of_workers = {"WORKER_ID", "DRAIN_S"}
    assert _in_tables() - {name.upper() for name in READERS} - of_workers == set()


def test_every_metric_that_is_described_exists() -> None:
    assert set(re.findall(r"stylegram_\w+", OPERATING)) == NAMES


def test_the_readme_can_be_read_in_one_go() -> None:
    assert len(README.splitlines()) <= 200
    assert len(README.split()) <= 2600
    assert [line for line in README.splitlines() if len(line) > COLUMNS and not line.startswith(("|", "!["))] == []


@pytest.mark.parametrize("command", _parsers())
def test_every_flag_stands_in_the_description_of_its_command(command: str) -> None:
    assert _undescribed(_names(_parsers()[command]), _description(command)) == []


def test_film_of_a_dream_is_described_as_it_is_made() -> None:
    (said,) = (block for block in re.split(r"\n(?=- )", COMMAND_LINE) if block.startswith("- `python -m engine dream"))
    assert f"each enlarges the one before {FILM_ZOOM:g} times" in " ".join(said.split())


def test_every_flag_of_painting_stands_in_full_in_its_tables() -> None:
    flags = {name for names in _names(_parsers()["stylize"]) for name in names}
    assert len(flags) > 30
    assert {flag for flag in flags if f"`{flag}`" not in COMMAND_LINE} == set()


def test_flags_before_every_command_are_described() -> None:
    assert _undescribed(_names(_parser()), _section("Painting")) == []


@pytest.mark.parametrize(
    ("parse", "section"), [(classifier_command.parse, "A classifier"), (tuning_command.parse, "One layer, trained")]
)
def test_every_flag_of_a_training_stands_in_its_description(
    parse: Callable[[list[str]], object], section: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        parse(["--help"])
    flags = re.findall(r"^  (?:-\w(?: \w+)?, )?(--(?!help)[a-z-]+)", capsys.readouterr().out, flags=re.MULTILINE)
    assert len(flags) > 5
    assert _undescribed([[flag] for flag in flags], _section(section)) == []


def test_every_chat_command_stands_in_the_readme() -> None:
    assert {"strength", "blend", "content"} <= _commands()
    assert {name for name in _commands() if not re.search(rf"`/{name}\b", README)} == set()


def test_the_readme_names_no_chat_command_that_is_not_there() -> None:
    named = set(re.findall(r"`/([a-z]+)[ `]", README)) - {"newbot"}
    assert named - _commands() == set()


def test_every_recipe_stands_in_the_readme() -> None:
    assert {name for name in RECIPES if f"`{name}`" not in README + COMMAND_LINE} == set()


def test_every_make_target_of_the_readme_exists() -> None:
    targets = set(re.findall(r"make ([a-z-]+)", README)) - {"sure"}
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert {name for name in targets if not re.search(rf"^{name}:", makefile, flags=re.MULTILINE)} == set()


@pytest.mark.skipif(shutil.which("make") is None, reason="there is no make")
def test_make_train_takes_a_zip_with_a_space_in_its_name() -> None:
    words = ["make", "--no-print-directory", "-n", "PY=python3", "train", "DATA=my file.zip"]
    told = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert shlex.split(told) == ["python3", "-m", "models", "train", "--data", "my file.zip"]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_file_that_a_document_links_to_exists(document: str) -> None:
    folder = (ROOT / document).parent
    linked = re.findall(r"\]\(((?!http)[^)]+)\)", (ROOT / document).read_text(encoding="utf-8"))
    assert {path for path in linked if not (folder / path).exists()} == set()


def test_every_place_that_contributing_names_exists() -> None:
    named = set(re.findall(r"`((?:bot|engine|models|tests|docs)/[^`]*)`", CONTRIBUTING))
    assert len(named) > 20
    assert {path for path in named if not (ROOT / path).exists()} == set()


@pytest.mark.parametrize("command", sorted(set(re.findall(r"python -m ([a-z.]+(?: [a-z0-9]+)?)", README))))
def test_every_command_of_the_readme_answers_help(command: str) -> None:
    arguments = [sys.executable, "-m", *command.split(), "--help"]
    answer = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, timeout=patience(60))
    assert (answer.returncode, "usage:" in answer.stdout) == (0, True)


def test_texts_name_only_commands_that_exist() -> None:
    sources = [ROOT / "bot" / "texts" / name for name in ("en.py", "zh.py")]
    named = {word for source in sources for word in re.findall(r"(?<![\w/])/([a-z]+)\b", source.read_text())}
    assert named - _commands() == set()


def test_the_changelog_begins_with_the_version_that_this_is() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert headings[0] == version
