"""What is asked of the engine and what it answers, as frozen dataclasses with a JSON round trip.

These cross every border: command line, queue, worker process and bot. Nothing here imports torch,
and nothing here knows how a picture is painted. Pictures travel as encoded bytes (JPEG or PNG).
"""

from __future__ import annotations

import base64
import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from engine.errors import InvalidOption
from engine.options.style_options import MAX_STYLES, StyleOptions


@dataclass(frozen=True, kw_only=True)
class StyleRequest:
    """One picture to paint, or an experiment.

    Attributes:
        content_image: The photo, encoded (any format that engine.pictures.images accepts); b"" for an experiment that
            looks at none.
        style_images: One to MAX_STYLES encoded pictures; none for an experiment.
        options: How to paint.

    Raises:
        InvalidOption: No style, too many styles, or shares that do not fit them.
    """

    content_image: bytes = field(repr=False)
    style_images: tuple[bytes, ...] = field(repr=False)
    options: StyleOptions = field(default_factory=StyleOptions)

    def __post_init__(self) -> None:
        if self.options.experiment is not None:
            if self.style_images:
                raise InvalidOption("An experiment looks at one picture, and takes no styles beside it.")
            return
        if not 1 <= len(self.style_images) <= MAX_STYLES:
            raise InvalidOption(f"There are {len(self.style_images)} style pictures; give 1 to {MAX_STYLES}.")
        self.options.shares_for(len(self.style_images))


@dataclass(frozen=True, kw_only=True)
class Iterate:
    """Where a painting stands after one iteration of the optimiser.

    Attributes:
        level: Index of the pyramid level, from 0.
        levels: Number of levels.
        edge_size: Long side of this level in px.
        evaluation: Evaluations done so far, over all levels.
        evaluations: Evaluations planned over all levels.
        fraction: Share of the expected time that has passed, 0..1.
        seconds_left: Expected seconds until the picture is finished.
        preview_jpeg: A JPEG of the picture as it is, present now and then, else None.
    """

    level: int
    levels: int
    edge_size: int
    evaluation: int
    evaluations: int
    fraction: float
    seconds_left: float
    preview_jpeg: bytes | None = field(default=None, repr=False)

    def to_json(self) -> dict[str, Any]:
        """Return the iterate as JSON values, the preview in base64."""
        fields = {f.name: getattr(self, f.name) for f in dataclasses.fields(self)}
        if self.preview_jpeg is not None:
            fields["preview_jpeg"] = base64.b64encode(self.preview_jpeg).decode()
        return fields

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> Self:
        """Return the iterate that to_json wrote."""
        preview = fields.get("preview_jpeg")
        return cls(**{**fields, "preview_jpeg": None if preview is None else base64.b64decode(preview)})


@dataclass(frozen=True, kw_only=True)
class Round:
    """What the loss of a published recipe has come to, by part, each with its weight.

    Attributes:
        number: Of the round, from 1.
        evaluations: Made so far.
        content: See engine.recipes.terms.ContentTerm.
        style: See StyleTerm.
        variation: See VariationTerm.
    """

    number: int
    evaluations: int
    content: float
    style: float
    variation: float

    @property
    def total(self) -> float:
        """Return the loss."""
        return self.content + self.style + self.variation


@dataclass(frozen=True, kw_only=True)
class StyleResult:
    """A finished painting.

    Attributes:
        image_png: The picture as a lossless PNG in sRGB, its parameters in the metadata.
        width: Its width in px.
        height: Its height in px.
        report: What was done and measured, as JSON values (see docs/command-line.md, "The report").
        snapshots: Small JPEGs of the way, in order; see engine.painting.looks.Snapshots. They are stored beside the
            picture and fetched by themselves, so that a result that was fetched has none.
        more_pngs: The other pictures of an experiment that shows several.
    """

    image_png: bytes = field(repr=False)
    width: int
    height: int
    report: dict[str, Any] = field(default_factory=dict)
    snapshots: tuple[bytes, ...] = field(default=(), repr=False)
    more_pngs: tuple[bytes, ...] = field(default=(), repr=False)
