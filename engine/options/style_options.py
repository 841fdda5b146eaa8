"""How a picture is to be painted, as one frozen value with a JSON round trip, and every default of it.

Must not know pictures, recipes' constants, nor how anything is painted.
"""

from __future__ import annotations

import dataclasses
import enum
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from engine.errors import InvalidOption
from engine.options.experiment_choice import ExperimentChoice
from engine.options.recipe_changes import RecipeChanges

MIN_EDGE_SIZE = 64  # px; twice the smallest pyramid side (32 px), so that coarse to fine has a coarse
MAX_EDGE_SIZE = 4096  # px; above it memory, not time, decides: see engine.painting.memory
MAX_EVALUATIONS = 1_000_000  # of a level of a schedule: weeks of painting, and a recipe lists its rounds of them
MAX_SEED = 2**63 - 1  # what torch's generators and a database's integers hold
MAX_STYLES = 5  # what a chat message can still name and a person can still see apart


class KeepColors(enum.StrEnum):
    """Whether the painting takes the style's colours or keeps the photo's."""

    OFF = "off"  # the style's colours
    MATCH = "match"  # the style is matched to the photo's mean and covariance before painting
    LUMINANCE = "luminance"  # only the brightness is painted, the chroma is the photo's


class Stroke(enum.StrEnum):
    """The size of the style's strokes relative to the picture."""

    SMALL, MEDIUM, LARGE = "small", "medium", "large"


class Faces(enum.StrEnum):
    """Whether faces are kept recognisable, where there are any. How they are found: engine.pictures.faces."""

    PROTECT = "protect"  # their features count more, and their skin takes less of the style's colours
    PAINT = "paint"  # as everything else


@dataclass(frozen=True, kw_only=True)
class Try:
    """One of several small paintings of a photo.

    Attributes:
        strength: See StyleOptions.
        style: Which of the styles, from 0; None for all of them, mixed.
    """

    strength: float
    style: int | None = None


@dataclass(frozen=True, kw_only=True)
class StyleOptions:
    """How to paint. Every default of the project stands here, and only here.

    Attributes:
        strength: 0 (the photo unchanged) to 100 (only a trace of the photo).
        shares: One share a style, non-negative, not all zero; empty means equal shares.
        edge_size: Long side of the result in px.
        seed: Seed of everything random, from 0 to MAX_SEED; equal seeds give equal pictures.
        keep_colors: See KeepColors.
        stroke: See Stroke.
        faces: See Faces.
        is_quick: Whether the quick network paints, where the recipe is the default: sooner done, less exact.
        is_large: Whether the result is as large as the photo, where that is larger; edge_size is painted.
        recipe: Name of a recipe in engine.recipes.known.
        changes: What of a published recipe's record is chosen otherwise.
        budget_s: Seconds that the painting is to take, with as many evaluations as they allow; None means the recipe's
            own schedule.
        limit_s: Seconds that it may take, with fewer evaluations than the recipe's where those take longer, and never
            with more; None means as long as it takes. Tries share it.
        schedule: ((edge_size, evaluations), ...) coarse to fine. Empty means not given.
        experiment: An experiment of the laboratory in place of a painting; of the rest it heeds size and seed.
        tries: Several paintings instead of one; the strength above counts for none of them.

    Raises:
        InvalidOption: A value is out of range; the message names the range.
    """

    strength: float = 60.0
    shares: tuple[float, ...] = ()
    edge_size: int = 512
    seed: int = 0
    keep_colors: KeepColors = KeepColors.OFF
    stroke: Stroke = Stroke.MEDIUM
    faces: Faces = Faces.PROTECT
    is_quick: bool = False
    is_large: bool = False
    recipe: str = "default"
    changes: RecipeChanges = field(default_factory=RecipeChanges)
    budget_s: float | None = None
    limit_s: float | None = None
    schedule: tuple[tuple[int, int], ...] = ()
    experiment: ExperimentChoice | None = None
    tries: tuple[Try, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.strength <= 100:  # also refuses nan
            raise InvalidOption(f"The strength is {self.strength:g}; give a number from 0 to 100.")
        if not MIN_EDGE_SIZE <= self.edge_size <= MAX_EDGE_SIZE:
            raise InvalidOption(
                f"The edge size is {self.edge_size} px; give one from {MIN_EDGE_SIZE} to {MAX_EDGE_SIZE} px."
            )
        if not 0 <= self.seed <= MAX_SEED:
            raise InvalidOption(f"The seed is {self.seed}; give a whole number from 0 to {MAX_SEED}.")
        if self.shares and (min(self.shares) < 0 or not 0 < sum(self.shares) < math.inf):  # also refuses nan
            raise InvalidOption(
                f"The shares are {self.shares}; give numbers from 0 up, at least one above 0, of a finite sum."
            )
        for name, seconds in (("budget", self.budget_s), ("limit", self.limit_s)):
            if seconds is not None and not 0 < seconds < math.inf:
                raise InvalidOption(f"The {name} is {seconds:g} s; give a number of seconds above 0.")
        if len(self.tries) > MAX_STYLES or any(not 0 <= each.strength <= 100 for each in self.tries):
            raise InvalidOption(f"The tries are {self.tries}; give at most {MAX_STYLES}, of strengths from 0 to 100.")
        if any(edge < MIN_EDGE_SIZE // 2 or not 1 <= count <= MAX_EVALUATIONS for edge, count in self.schedule):
            raise InvalidOption(
                f"The schedule is {self.schedule}; give EDGE:EVALUATIONS pairs of at least {MIN_EDGE_SIZE // 2}:1 and "
                f"at most {MAX_EVALUATIONS} evaluations."
            )

    @property
    def ends_s(self) -> float:
        """Return the seconds after which the painting ends wherever it stands; infinite where nothing says."""
        return min(math.inf if each is None else each for each in (self.budget_s, self.limit_s))

    def shares_for(self, styles: int) -> tuple[float, ...]:
        """Return the shares of so many styles, summing to one; equal unless given.

        Raises:
            InvalidOption: Shares were given, but not one for each style.
        """
        shares = self.shares or (1.0,) * styles
        if len(shares) != styles:
            raise InvalidOption(f"There are {styles} styles and {len(shares)} shares; give one share a style.")
        total = sum(shares)
        return tuple(share / total for share in shares)

    def to_json(self) -> dict[str, Any]:
        """Return the options as JSON values; from_json reads them back."""
        fields = dataclasses.asdict(self)
        if self.changes == RecipeChanges():  # written as before there were any
            del fields["changes"]
        if self.experiment is None:
            del fields["experiment"]
        for name in ("tries", "is_large", "is_quick", "limit_s"):  # written only where they say something
            if not fields[name]:
                del fields[name]
        if self.faces is Faces.PROTECT:
            del fields["faces"]
        return fields

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> Self:
        """Return the options that to_json wrote; a field it did not write takes its default."""
        known = {f.name for f in dataclasses.fields(cls)} & fields.keys()
        values = {name: fields[name] for name in known}
        if "shares" in values:
            values["shares"] = tuple(float(share) for share in values["shares"])
        if "schedule" in values:
            values["schedule"] = tuple((int(edge), int(count)) for edge, count in values["schedule"])
        if "changes" in values:
            values["changes"] = RecipeChanges.from_json(values["changes"])
        if "tries" in values:
            values["tries"] = tuple(Try(**each) for each in values["tries"])
        if values.get("experiment"):
            values["experiment"] = ExperimentChoice.from_json(values["experiment"])
        if "keep_colors" in values:
            values["keep_colors"] = KeepColors(values["keep_colors"])
        if "stroke" in values:
            values["stroke"] = Stroke(values["stroke"])
        if "faces" in values:
            values["faces"] = Faces(values["faces"])
        return cls(**values)
