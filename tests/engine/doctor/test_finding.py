"""A finding is one line: well, or with its remedy."""

from __future__ import annotations

import pytest

from engine.doctor.finding import Finding, looked_at, tell
from engine.errors import NetworkUnavailable

WELL = Finding(name="disk", said="3 GiB free")
ILL = Finding(name="disk", said="0 GiB free", remedy="free some space")


def test_what_is_not_well_names_its_remedy() -> None:
    assert (WELL.line(), ILL.line()) == (
        "ok   disk              3 GiB free",
        "BAD  disk              0 GiB free: free some space",
    )


def test_green_is_what_is_well() -> None:
    assert WELL.line(is_coloured=True).startswith("\x1b[32mok")
    assert ILL.line(is_coloured=True).startswith("\x1b[31mBAD")


@pytest.mark.parametrize(("findings", "status"), [([WELL, WELL], 0), ([WELL, ILL, WELL], 1)])
def test_exit_status_says_whether_all_is_well(
    findings: list[Finding], status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tell(findings) == status
    assert len(capsys.readouterr().out.splitlines()) == len(findings)


def test_whatever_breaks_is_a_finding_and_ends_nothing() -> None:
    def look() -> Finding:
        raise ImportError("libcudart.so.13: cannot open\nmore")

    found = looked_at("torch", look, "install it again")
    assert found.line() == "BAD  torch             ImportError, libcudart.so.13: cannot open: install it again"


def test_a_refusal_brings_its_own_remedy() -> None:
    def look() -> Finding:
        raise NetworkUnavailable("run 'python -m models fetch vgg19'")

    assert looked_at("network", look, "-").remedy == "run 'python -m models fetch vgg19'"
