"""One thing that was looked at: well, or with its remedy. Knows nothing of what is looked at; must not load torch."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from engine.errors import EngineError

_GREEN, _RED, _PLAIN = "\x1b[32m", "\x1b[31m", "\x1b[0m"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What was seen of one thing.

    Attributes:
        name: Of the thing, a word or two.
        said: What was seen, without a full stop.
        remedy: What to do, where it is not well.
    """

    name: str
    said: str
    remedy: str | None = None

    @property
    def is_well(self) -> bool:
        """Whether there is nothing to do."""
        return self.remedy is None

    def line(self, *, is_coloured: bool = False) -> str:
        """Return the finding in one line."""
        word = "ok" if self.is_well else "BAD"
        colour = (_GREEN if self.is_well else _RED) if is_coloured else ""
        said = self.said if self.remedy is None else f"{self.said}: {self.remedy}"
        return f"{colour}{word:<3}{_PLAIN if colour else ''}  {self.name:<16}  {said}"


def looked_at(name: str, look: Callable[[], Finding], remedy: str) -> Finding:
    """Return what the look found; whatever breaks in it is what is wrong, for a broken library breaks in any way.

    Args:
        name: Of the thing.
        look: Looks at it.
        remedy: What to do where the look itself fails.
    """
    try:
        return look()
    except EngineError as refusal:  # with its remedy
        return Finding(name=name, said="cannot be used", remedy=str(refusal))
    except Exception as fault:  # what an installation that does not fit together raises nobody can list
        logger.debug("looking at %s", name, exc_info=True)
        return Finding(name=name, said=f"{type(fault).__name__}, {_first_line(fault)}", remedy=remedy)


def tell(findings: Iterable[Finding]) -> int:
    """Print each finding as it comes; return the exit status: 0 where all is well, else 1."""
    is_coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    are_well = [_tell(finding, is_coloured) for finding in findings]
    return 0 if all(are_well) else 1


def _tell(finding: Finding, is_coloured: bool) -> bool:
    sys.stdout.write(finding.line(is_coloured=is_coloured) + "\n")
    sys.stdout.flush()
    return finding.is_well


def _first_line(fault: Exception) -> str:
    return (str(fault).strip().splitlines() or ["without a word"])[0][:200]
