"""Which experiment of the laboratory is asked for, as one value. Must not know networks, nor how it is made."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self


class ExperimentKind(enum.StrEnum):
    """What a network is asked to show."""

    DREAM = "dream"  # what it sees in a picture already, exaggerated
    TEXTURE = "texture"  # what it takes for the style of a picture, without any photo
    NEURONS = "neurons"  # what excites its neurons; looks at no picture
    LAYERS = "layers"  # what each of its layers answers to a picture


@dataclass(frozen=True, kw_only=True)
class ExperimentChoice:
    """An experiment on one picture, which a request has as its content.

    Attributes:
        kind: See ExperimentKind.
        layer: The one that dreams, or whose neurons are shown; "" leaves it to the experiment.
        neuron: The one that is shown; None shows those that react most.
    """

    kind: ExperimentKind
    layer: str = ""
    neuron: int | None = None

    @property
    def needs_picture(self) -> bool:
        """Whether it looks at a picture."""
        return self.kind is not ExperimentKind.NEURONS

    @property
    def has_steps(self) -> bool:
        """Whether the way to what it shows is kept: of one picture that grows, not of sheets."""
        return self.kind in (ExperimentKind.DREAM, ExperimentKind.TEXTURE) or self.neuron is not None

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> Self:
        """Return the choice that dataclasses.asdict wrote."""
        return cls(**{**fields, "kind": ExperimentKind(fields["kind"])})
