"""What the worker's command says to the person who runs it."""

from __future__ import annotations

import pytest

from engine.commands.worker import as_variables
from engine.errors import DeviceUnavailable
from engine.machine.devices import choose_device


@pytest.mark.parametrize(
    ("remedy", "said"),
    [
        ("check the driver or choose --device cpu.", "check the driver or choose DEVICE=cpu."),
        ("or give a local file with --weights.", "or give a local file with WEIGHTS."),
        ("nothing to set", "nothing to set"),
    ],
)
def test_a_worker_names_the_variables_that_its_operator_sets(remedy: str, said: str) -> None:
    assert as_variables(remedy) == said


def test_on_the_command_line_the_flag_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    with pytest.raises(DeviceUnavailable, match="--device cpu"):
        choose_device("cuda")
