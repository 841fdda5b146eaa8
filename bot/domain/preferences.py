"""What a person has set in a chat, or a chat's admins for all. A pure value; where it is kept is not known here."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from engine.options.style_options import StyleOptions

AT_ONCE, PER_10_MIN = "jobs_at_once", "jobs_per_10_min"  # as buttons name a group's own limits
NO_LIMITS = "no_limits"  # and what takes both back


@dataclass(frozen=True, kw_only=True)
class Preferences:
    """What was chosen; None where nothing was.

    Attributes:
        strength: 0 to 100.
        edge_size: Long side of the results in px; a chat's.
        recipe: Name of a recipe.
        is_quick: Whether the quick network paints.
        language: The code of a language, as bot.texts names them; a chat's.
        jobs_at_once: Unfinished pictures that a group's admins allow it.
        jobs_per_10_min: Pictures that they allow it to start within ten minutes.
    """

    strength: float | None = None
    edge_size: int | None = None
    recipe: str | None = None
    is_quick: bool | None = None
    language: str | None = None
    jobs_at_once: int | None = None
    jobs_per_10_min: int | None = None

    def has(self, *names: str) -> bool:
        """Return whether one of these was chosen."""
        return any(getattr(self, name) is not None for name in names)

    def over(self, other: Preferences) -> Preferences:
        """Return these, and the other's where nothing was chosen here."""
        return dataclasses.replace(other, **self.to_json())

    def applied_to(self, options: StyleOptions) -> StyleOptions:
        """Return the options with what was chosen of how to paint."""
        names = ("strength", "edge_size", "recipe", "is_quick")
        chosen = {name: getattr(self, name) for name in names}
        return dataclasses.replace(options, **{name: value for name, value in chosen.items() if value is not None})

    def to_json(self) -> dict[str, Any]:
        """Return what was chosen as JSON values; from_json reads them back."""
        return {name: value for name, value in dataclasses.asdict(self).items() if value is not None}

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> Self:
        """Return the preferences that to_json wrote; fields it does not know are left out."""
        known = {f.name for f in dataclasses.fields(cls)}
        return cls(**{name: value for name, value in fields.items() if name in known})
