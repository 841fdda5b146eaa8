"""What whole paintings take, network beside network. Part of `python -m engine bench`.

Must not know what an evaluation costs by itself.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.gallery import STYLES, draw_scene, draw_style
from engine.machine.devices import forget_peak_rss, peak_rss_mb
from engine.options.networks import BUILTIN
from engine.options.style_options import StyleOptions
from engine.painting.painter import Painter
from engine.pictures.encoding import to_png
from engine.request import Iterate, StyleRequest

UNIT = BUILTIN  # the network by which the others' seconds are divided
HEAD = (
    "| px | network | estimate, s | seconds | of builtin's | first look, s | evaluations | FRE | peak memory, MB |\n"
    "|---|---|---|---|---|---|---|---|---|"
)


@dataclass(frozen=True, kw_only=True)
class Painted:
    """What one painting took.

    Attributes:
        network: By name.
        estimate_s: What was expected.
        first_look_s: After how many seconds it was first seen.
        report: The painting's own.
        peak_mb: The most memory that was resident meanwhile, other networks' weights included; where the system does
            not begin the peak anew (only Linux does), the most that this process has ever had.
    """

    network: str
    estimate_s: float
    first_look_s: float
    report: dict[str, Any]
    peak_mb: float

    @property
    def total_s(self) -> float:
        """Return the seconds from request to encoded picture."""
        seconds: float = self.report["seconds"]["total"]
        return seconds


def expected_s(painters: Mapping[str, Painter], edges: Sequence[int]) -> float:
    """Return the seconds that all these paintings are expected to take."""
    return sum(painter.estimate_s(StyleOptions(edge_size=edge)) for painter in painters.values() for edge in edges)


def paintings(painters: Mapping[str, Painter], edges: Sequence[int]) -> Iterator[str]:
    """Yield the table's lines, small to large: the drawn scene in a drawn style by every network."""
    yield HEAD
    for edge in edges:
        found = [painted(painter, name, edge) for name, painter in painters.items()]
        unit = next((each.total_s for each in found if each.network == UNIT), None)
        for each in found:
            yield _line(each, edge, unit)


def painted(painter: Painter, network: str, edge: int) -> Painted:
    """Paint the drawn scene at a long side of so many px and return what it took."""
    images = (draw_scene(edge, 0), draw_style(STYLES[0].name, edge, 0))
    request = StyleRequest(
        content_image=to_png(images[0]),
        style_images=(to_png(images[1]),),
        options=StyleOptions(edge_size=edge),
    )
    estimate_s = painter.estimate_s(request.options, images[0].size)
    forget_peak_rss()
    first_look_s, report = painted_with_first_look_s(painter, request)
    return Painted(
        network=network, estimate_s=estimate_s, first_look_s=first_look_s, report=report, peak_mb=peak_rss_mb()
    )


def painted_with_first_look_s(painter: Painter, request: StyleRequest) -> tuple[float, dict[str, Any]]:
    """Return after how many seconds a painting was first seen, and its report."""
    began = time.perf_counter()
    seen_at: list[float] = []

    def watch(iterate: Iterate) -> None:
        if iterate.preview_jpeg is not None:
            seen_at.append(time.perf_counter() - began)

    report = painter.paint(request, on_iterate=watch).report
    return seen_at[0] if seen_at else report["seconds"]["total"], report


def _line(each: Painted, edge: int, unit_s: float | None) -> str:
    share = f"{each.total_s / unit_s:.2f}" if unit_s else ""
    fre = each.report["full_resolution_evaluations"]
    return (
        f"| {edge} | {each.network} | {each.estimate_s:.1f} | {each.total_s:.1f} | {share} | {each.first_look_s:.2f} "
        f"| {each.report['evaluations']} | {fre:.1f} | {each.peak_mb:.0f} |"
    )
