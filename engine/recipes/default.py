"""The ways to paint, as records: the default recipe and what its every constant is for.

A recipe paints nothing itself: its methods only read its curves. Must not import torch; networks are named, not loaded.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from engine.options.networks import BUILTIN, QUICK
from engine.options.style_options import MAX_STYLES
from engine.recipes.terms import Strategy

Curve = tuple[tuple[float, float], ...]


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """How a painting is made.

    Attributes:
        name: What --recipe calls it.
        source: Where it was published, or "measured: ...".
        style_layers: Maps whose Gram matrices are matched; layers that the weights do not reach are left out.
        content_layer: The map whose arrangement is kept.
        content_in_style_colors_of: How far the photo that it is of goes to the colours that a painting starts in, 0 to
            1, by network; for others it keeps its own.
        pooling: "max" or "average".
        padding: "zero" or "reflect".
        evaluations: Evaluations a level, finest level first; coarser levels than listed take the last number.
        coarsest_evaluations: Those of the coarsest level, however many there are: it decides where things stand.
        usual_evaluations: How many of them a level takes usually, by `settled`; what a painting is foretold by.
        usual_coarsest: How many the coarsest level usually needs.
        settled: (least, window, fall) of engine.descent.settling.Settling, by which a level may end early.
        coarsest: Long side in px under which there is no level; every level halves the one above.
        open_shares: (strength, share of the style gap that stays open) from weak to strong, in between
            interpolated in the logarithm of the share.
        open_shares_of: The same for networks by name whose gap closes before an independent network sees it closed.
        pull: Least and most weight of reaching that share against the content loss.
        pull_by_share: That weight in units of the share, in between.
        pull_by_level: What a level takes of that weight, finest level first; coarser ones take the last number.
        looser_by_level: How many times that share a level leaves open, likewise.
        orientation_of: Weight at strength 100 of the share of the strokes' orientations that is still open, by network;
            others take none.
        style_detail: How much of the style's own detail a level starts with, 0 to 1, unless the network has its own.
        style_detail_of: The same for networks by name.
        fine_luma: How many times as far brightness at the scale of single pixels moves at the finest level.
        most_styles: How many styles it takes; their moments are mixed by their shares.
        strategy: Which way of painting reads the record.
    """

    name: str
    source: str
    style_layers: tuple[str, ...]
    content_layer: str
    content_in_style_colors_of: tuple[tuple[str, float], ...]
    pooling: Literal["max", "average"]
    padding: Literal["zero", "reflect"]
    evaluations: tuple[int, ...]
    coarsest_evaluations: int
    usual_evaluations: tuple[int, ...]
    usual_coarsest: int
    settled: tuple[int, int, float]
    coarsest: int
    open_shares: Curve
    open_shares_of: tuple[tuple[str, Curve], ...]
    pull: tuple[float, float]
    pull_by_share: float
    pull_by_level: tuple[float, ...]
    looser_by_level: tuple[float, ...]
    orientation_of: tuple[tuple[str, float], ...]
    style_detail: float
    style_detail_of: tuple[tuple[str, float], ...]
    fine_luma: float
    most_styles: int = MAX_STYLES
    strategy: Strategy = Strategy.COARSE_TO_FINE

    def open_share(self, strength: float, network: str) -> float:
        """Return the share of the style gap that a strength (0..100) leaves open in a network, 1 to nearly 0."""
        curve = dict(self.open_shares_of).get(network, self.open_shares)
        for (below, more), (above, less) in pairwise(curve):
            if strength <= above:
                part = (strength - below) / (above - below)
                return math.exp((1 - part) * math.log(more) + part * math.log(less))
        return curve[-1][1]

    def pull_to(self, open_share: float) -> float:
        """Return the weight of reaching a share: the smaller the share, the steeper its loss is by itself."""
        least, most = self.pull
        return min(max(self.pull_by_share * open_share, least), most)

    def pull_at(self, depth: int, open_share: float) -> float:
        """Return that weight at a level, `depth` levels under the finest."""
        return _of_level(self.pull_by_level, depth) * self.pull_to(open_share)

    def open_share_at(self, depth: int, open_share: float) -> float:
        """Return the share that a level leaves open, `depth` levels under the finest; never more than there is."""
        return min(_of_level(self.looser_by_level, depth) * open_share, 1.0)

    def content_in_style_colors(self, network: str) -> float:
        """Return how far the photo whose content is kept goes to the styles' colours."""
        return dict(self.content_in_style_colors_of).get(network, 0.0)

    def orientation(self, strength: float, network: str) -> float:
        """Return the weight of the share of the strokes' orientations that is still open."""
        return dict(self.orientation_of).get(network, 0.0) * strength / 100

    def detail(self, strength: float, network: str) -> float:
        """Return how much of the style's detail a level starts with: its energy is the part of the gap that closes."""
        share = self.open_share(strength, network)
        return dict(self.style_detail_of).get(network, self.style_detail) * math.sqrt(1 - math.sqrt(share))


def _of_level(numbers: tuple[float, ...], depth: int) -> float:
    return numbers[min(depth, len(numbers) - 1)]


_OWN_CURVE = ((0, 1.0), (25, 0.025), (50, 0.007), (60, 0.0033), (75, 0.0013), (100, 0.0004))  # the project's networks

DEFAULT = Recipe(
    name="default",
    # Gatys, Ecker, Bethge 2016 (https://doi.org/10.1109/CVPR.2016.265), coarse to fine as Snelgrove 2017
    # (https://doi.org/10.1145/3145749.3149449), with the style a constraint instead of a term.
    source="measured: the front of style gap closed against content kept on pairs of photos and paintings",
    style_layers=("relu1_1", "relu1_2", "relu2_1", "relu2_2", "relu3_1"),
    content_layer="relu2_2",  # measured: what relu2_2 keeps, other networks see too; relu3_1 is easier to fool
    # measured, twelve pairs at 256 px (seven of docs/measured.md's table), strengths 25 and 60, closed and kept:
    # 0.762, 0.607 and 0.895, 0.538 with the photo's own colours, 0.792, 0.630 and 0.899, 0.551 with 0.7, 0.789, 0.621
    # and 0.900, 0.543 with the styles'
    # ImageNet weights gain nothing: 0.967, 0.755 and 0.967, 0.747 with 0.7 (four pairs at 384 px, strength 60)
    content_in_style_colors_of=((BUILTIN, 0.7), (QUICK, 0.7)),
    pooling="max",
    padding="reflect",
    # measured at 512 px, 3 pairs: within 0.010 of the gap and 0.006 of content of (30, 70) and 110 under the loss of
    # before, which cost 2.3 times as much; see docs/measured.md
    evaluations=(8, 40, 60),
    coarsest_evaluations=110,
    # measured, by `settled` below, twelve pairs: 56 and 8 at 256 px and strength 60, 58, 53 and 64 at 25, 50 and 75;
    # at 512 px 61, 54 and 62, then 40 and 8
    usual_evaluations=(8, 40, 56),
    usual_coarsest=56,
    # measured, twelve pairs at 256 px, strength 60: 24.0 full-resolution evaluations at 0.003, 26.4 at 0.002, closed
    # and kept alike to 0.001; see docs/measured.md
    settled=(20, 5, 0.003),
    # measured: with a view of 64 px large patches of colour leave their places; without it, at 512 px and equal gap,
    # content rises by 0.06 on Tübingen and 0.04 on a rocket, both with Starry Night
    coarsest=96,
    open_shares=((0, 1.0), (25, 0.25), (50, 0.1), (60, 0.035), (75, 0.018), (100, 0.004)),
    # Measured against the ImageNet network that did not paint.
    open_shares_of=((BUILTIN, _OWN_CURVE), (QUICK, _OWN_CURVE)),
    # measured at 256 px: with 10 a dark photo in bright glass comes to 0.85 of the 0.90 wanted, with 1 to 0.65, and
    # Tübingen with Starry Night at 25 from 0.828 / 0.672 to 0.835 / 0.686; at 75 it costs 0.06 of content at equal gap
    pull=(1.0, 10.0),
    pull_by_share=400.0,
    # measured at 384 px, after equally many evaluations: the whole weight ends at a loss of 0.46 in place of 0.43, and
    # a tenth of it closes too little
    pull_by_level=(0.5, 0.3),
    # measured: with one goal for all levels a finished picture ends at 0.25, 0.94 and 1.86 times it at its views, fine
    # to coarse, so what a coarse level closes further is lost again
    looser_by_level=(1.0, 1.4, 1.8),
    # measured at 384 px, strength 60, six pairs, seen and in a network that is not in the loss: without it 0.943 of the
    # gap closed and 0.697 kept, short strokes that cross; with it 0.952 and 0.676, long ones side by side; twice as
    # much adds nothing (four pairs: 0.938 and 0.624 in place of 0.939 and 0.636). ImageNet weights draw such strokes by
    # themselves: closed as without, kept 0.812 in place of 0.826 (two pairs)
    orientation_of=((BUILTIN, 1.6), (QUICK, 1.6)),
    # measured: the loss at the start of a level falls from about 100 to 3; with ImageNet weights all of it makes a flat
    # sky visibly grainier, for they hardly hear detail of single pixels and so do not take away what is too much
    style_detail=0.55,
    style_detail_of=((BUILTIN, 1.0), (QUICK, 1.0)),
    fine_luma=2.0,  # measured: the finest level reaches its share in fewer steps; at coarser levels it hurts
)
