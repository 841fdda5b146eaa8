"""docs/articles.md is true: its commands are understood by the real parsers, its pictures are there and small."""

import re
import shlex
from fnmatch import fnmatch
from pathlib import Path

import pytest

from engine.__main__ import _parser
from engine.commands.recipe_flags import changes_of
from engine.options.style_options import StyleOptions
from engine.recipes.known import RECIPES, recipe_of
from models.training import __main__ as training
from models.training import classifier_command, tuning_command

ROOT = Path(__file__).parent.parent
ARTICLES = (ROOT / "docs" / "articles.md").read_text(encoding="utf-8")
IGNORED = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
COMMANDS = re.findall(r"^python -m .*$", ARTICLES, flags=re.MULTILINE)
PARSERS = {"cifar10": classifier_command.parse, "tune": tuning_command.parse}


def parsed(command: str):
    _, _, package, *words = shlex.split(command)
    return _parser().parse_args(words) if package == "engine" else PARSERS[words[0]](words[1:])


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_understood(command: str) -> None:
    flags = parsed(command)
    if "--recipe" in command:  # and its changes fit the recipe
        assert recipe_of(StyleOptions(recipe=flags.recipe, changes=changes_of(flags))).name == flags.recipe


def test_every_recipe_and_experiment_is_walked_through() -> None:
    told = "\n".join(COMMANDS)
    wanted = [f"--recipe {name}" for name in RECIPES if name != "default"]
    wanted += [f"engine {word}" for word in ("neurons", "dream", "texture", "layers")]
    wanted += ["models tune", "models cifar10", "--series", "--film", "--grid", "--rebuild"]
    assert [words for words in wanted if words not in told] == []


def test_what_a_training_leaves_in_the_checkout_is_ignored_by_git() -> None:
    """Its folder or file where none is named, and those that the walk names."""
    classifiers = ["python -m models cifar10 --data x", *(each for each in COMMANDS if "cifar10" in each)]
    tunings = ["python -m models tune --data x", *(each for each in COMMANDS if "models tune" in each)]
    folders = {f"{parsed(each).folder}/" for each in classifiers} | {f"{training.parse([]).checkpoints}/"}
    left = folders | {str(parsed(each).output) for each in tunings}
    patterns = [pattern.removeprefix("/") for pattern in IGNORED]
    assert {name for name in left if not any(fnmatch(name, pattern) for pattern in patterns)} == set()


def test_pictures_are_there_shown_and_small() -> None:
    shown = set(re.findall(r"\]\(articles/([^)]+)\)", ARTICLES))
    files = {file.name: file.stat().st_size for file in (ROOT / "docs" / "articles").iterdir()}
    assert shown == set(files)
    assert sum(files.values()) < 3_000_000
