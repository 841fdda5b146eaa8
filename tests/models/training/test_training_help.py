"""The help of `python -m models train` and `pupil`, and what docs/command-line.md says of their flags."""

import re
from pathlib import Path

import pytest

from models.training import __main__ as command
from models.training import pupil
from models.training.plan import Plan

DESCRIPTION = (Path(__file__).parents[3] / "docs" / "command-line.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("module", [command, pupil])
def test_help_says_what_every_flag_means_and_nothing_of_the_inside(module, capsys) -> None:
    with pytest.raises(SystemExit):
        module.main(["--help"])
    told = " ".join(capsys.readouterr().out.split())
    assert [line for line in module.__doc__.splitlines() if line and line in told] == []
    flags = re.findall(r"(--[a-z]+) [A-Z]+ (\S+)", told[told.index("options:") :])
    assert len(flags) >= 5
    assert [flag for flag, first in flags if first.startswith("--")] == []


def test_help_says_which_values_flags_have_that_are_left_out(capsys) -> None:
    for main, values in ((command.main, ["checkpoints", Plan.steps, Plan.seed]), (pupil.main, ["checkpoints", 15])):
        with pytest.raises(SystemExit):
            main(["--help"])
        told = " ".join(capsys.readouterr().out.split())
        assert [value for value in values if f"default: {value}" not in told] == []


@pytest.mark.parametrize("main", [command.main, pupil.main])
def test_every_flag_stands_in_the_description_of_the_command_line(main, capsys) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    section = DESCRIPTION[DESCRIPTION.index("## Training the built-in networks") :]
    flags = set(re.findall(r"--[a-z]+", capsys.readouterr().out)) - {"--help"}
    assert {flag for flag in flags if f"`{flag}`" not in section} == set()


def test_description_says_which_flags_one_of_the_two_takes_alone(capsys) -> None:
    taken = {}
    for word, main in (("train", command.main), ("pupil", pupil.main)):
        with pytest.raises(SystemExit):
            main(["--help"])
        taken[word] = set(re.findall(r"^  (--[a-z]+)", capsys.readouterr().out, re.MULTILINE))
    section = DESCRIPTION[DESCRIPTION.index("## Training the built-in networks") :]
    for names, meaning in re.findall(r"^\| (`--[^|]+) \|[^|]*\| (.*) \|$", section, re.MULTILINE):
        takers = {word for word in taken if taken[word] & set(re.findall(r"--[a-z]+", names))}
        alone = takers if len(takers) == 1 else set()
        assert (names, set(re.findall(r"`(train|pupil)` alone", meaning))) == (names, alone)
    with pytest.raises(SystemExit):
        pupil.main([])
    assert "required: --export" in capsys.readouterr().err
    assert "`python -m models pupil --export FILE`" in section
