"""Where the seconds of a painting go, part by part. Must not know what the parts are."""

from __future__ import annotations

import time
from dataclasses import dataclass, field


@dataclass
class Clock:
    """Seconds by part of the work."""

    started: float = field(default_factory=time.perf_counter)
    parts: dict[str, float] = field(default_factory=dict)

    def lap(self, part: str) -> float:
        """Add the time since the last lap to a part and return it."""
        took = time.perf_counter() - self.started - sum(self.parts.values())
        self.parts[part] = self.parts.get(part, 0.0) + took
        return took

    @property
    def elapsed(self) -> float:
        """Return the seconds since the start."""
        return time.perf_counter() - self.started
