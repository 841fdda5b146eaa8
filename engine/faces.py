"""What is to become of faces in a photo, as a word that options hold. How they are found: engine.pictures.faces."""

from __future__ import annotations

import enum


class Faces(enum.StrEnum):
    """Whether faces are kept recognisable, where there are any."""

    PROTECT = "protect"  # their features count more, and their skin takes less of the style's colours
    PAINT = "paint"  # as everything else
