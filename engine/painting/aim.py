"""What a painting by the default recipe is compared with, level by level, and what a level starts from.

Must not know how a level is minimised, nor budgets.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import torch
from PIL import Image
from torch import Tensor

from engine.features.extraction import Extraction
from engine.features.tensors import resized, to_tensor
from engine.features.tiles import grid_of, side_for
from engine.losses import face_protection, gram
from engine.losses.gathering import Gathered, gathered
from engine.losses.objective import Objective, ViewTargets
from engine.losses.style_statistics import Statistics, mixed, units
from engine.options.style_options import Stroke
from engine.painting.course import Course
from engine.painting.memory import HUGE
from engine.painting.patches import style_detail
from engine.painting.plan import targets_s
from engine.painting.style_targets import StyleImage
from engine.painting.subject import Subject
from engine.painting.workshop import Workshop
from engine.pictures.color import Moments, color_match, recolored
from engine.pictures.images import Size, fit_size, resize
from engine.recipes.default import Recipe
from engine.schedule import pyramid
from engine.schedule.pyramid import Level

STROKES = {Stroke.SMALL: 2 / 3, Stroke.MEDIUM: 1.0, Stroke.LARGE: 3 / 2}  # size of the style beside the photo

Targets = dict[int, ViewTargets]  # by the edge size of the view


@dataclass(frozen=True, kw_only=True)
class Aim:
    """What a painting by this recipe is compared with, and the loss that says how far it is.

    Attributes:
        recipe: Which is followed.
        workshop: The network; learns the seconds of targets.
        subject: Photo, styles and options.
        extraction: The layers that are looked at.
        levels: Coarse to fine.
        tile_side: In px, of the tiles in which large views are gone over; None never tiles.
        targets: Of the views that were looked at.
    """

    recipe: Recipe
    workshop: Workshop
    subject: Subject
    extraction: Extraction
    levels: tuple[Level, ...]
    tile_side: int | None
    targets: Targets = field(default_factory=dict)

    def look_at(self, level: Level, course: Course) -> None:
        """Compute the targets of a level's views that are not known yet, and learn how long they take.

        Only when the level begins: those of the finest take longer than the first look at the picture may.
        """
        course.clock.lap("optimise")
        for view in level.views:
            if view.edge_size not in self.targets:
                self.targets[view.edge_size] = self._targets(view)
        course.clock.lap("targets")
        ahead = [view for view in self.levels[-1].views if view.edge_size not in self.targets]
        if not ahead:
            self.workshop.target_s = course.clock.parts["targets"] / targets_s(self.levels[-1].pixels, 1.0)
        course.aside_s = targets_s(sum(view.pixels for view in ahead), self.workshop.target_s)

    def objective(self, level: Level) -> Objective:
        """Return what a level minimises."""
        open_share = self.recipe.open_share(self.subject.options.strength, self.workshop.network)
        depth = len(self.levels[-1].views) - len(level.views)
        return Objective(
            self.workshop.torch_features(self.extraction),
            [self.targets[view.edge_size] for view in level.views],
            content_layer=self.recipe.content_layer,
            open_share=self.recipe.open_share_at(depth, open_share),
            pull=self.recipe.pull_at(depth, open_share),
            orientation=0.0 if level.views[0].pixels > HUGE else self._orientation,
            tile_side=self.tile_side,
        )

    @property
    def _orientation(self) -> float:
        return self.recipe.orientation(self.subject.options.strength, self.workshop.network)

    def style_edge(self, edge_size: int) -> int:
        """Return the long side of the styles where a view of this edge size is compared with them."""
        return max(round(edge_size * STROKES[self.subject.options.stroke]), 32)

    def start(self, level: Level) -> Tensor:
        """Return the photo at a level's size, in as much of the styles' colours as the strength closes.

        Measured on six pairs at 256 px, strengths 25 and 60, against the photo's own colours: in a network that is not
        in the loss 0.012 more of the gap closes and 0.009 more of the content is kept, no pair loses more than 0.011.
        """
        return self._in_style_colors(level.size, level.views[0].edge_size)

    def _in_style_colors(self, size: Size, edge_size: int, part: float = 1.0) -> Tensor:
        """Return the photo at a size, `part` of the way to what a view of this edge size starts from."""
        options, styles = self.subject.options, self.subject.styles
        photo = self.subject.content.resize(size, Image.Resampling.LANCZOS)
        edge = self.style_edge(edge_size)
        own, colored, moments = to_tensor(photo), torch.zeros(()), Moments.of(photo)
        for share, style in zip(options.shares_for(len(styles)), styles, strict=True):
            in_its_colors = color_match(moments, Moments.of(resize(style.image, edge)))
            colored = colored + share * to_tensor(recolored(photo, in_its_colors))
        amount: float | Tensor = part * (1 - self.recipe.open_share(options.strength, self.workshop.network))
        if (skin := self.skin(size)) is not None:
            amount = amount * face_protection.strokes_left(skin).to(own)
        return (own + amount * (colored - own)).to(self.workshop.device)

    def enlarged(self, picture: Tensor, level: Level) -> Tensor:
        """Return the picture at a level's size, with detail of that size from the styles."""
        picture, options = resized(picture, level.size), self.subject.options
        edge = self.style_edge(level.views[0].edge_size)
        styles = [to_tensor(resize(style.image, edge)).to(picture) for style in self.subject.styles]
        amount: float | Tensor = self.recipe.detail(options.strength, self.workshop.network)
        if (skin := self.skin(level.size)) is not None:
            amount = amount * face_protection.strokes_left(skin)
        return picture + amount * style_detail(picture, styles, options.shares_for(len(styles)), options.seed)

    def skin(self, size: Size) -> Tensor | None:
        """Return where faces and their skin are, (1, 1, H, W) of a size, 0..1; None where nothing is protected."""
        skin = self.subject.skin_at(size)
        return None if skin is None else to_tensor(skin).to(self.workshop.device)

    def kept_color(self, size: Size) -> Callable[[Tensor], Tensor] | None:
        """Return the loss of a picture of a size whose skin takes other colours; None where nothing is protected."""
        skin = self.skin(size)
        return None if skin is None else face_protection.kept_color(self._photo(size), skin)

    def _photo(self, size: Size) -> Tensor:
        return to_tensor(self.subject.content.resize(size, Image.Resampling.LANCZOS)).to(self.workshop.device)

    def _targets(self, view: pyramid.View) -> ViewTargets:
        style = self._style_at(view.edge_size)
        part, is_compared = self._content_part, view.edge_size <= self._finest_content
        own = self._gathered(self._photo(view.size), self.recipe.content_layer if is_compared and not part else None)
        targets = ViewTargets(
            size=view.size,
            style=style,
            units=units(own.statistics.of_first(self._style_maps), style),
            content=None,
        )
        content = self._recolored_content(view, part) if is_compared and part else own.content
        if content is None or gram.is_flat(content):
            return targets
        skin = self.skin((content.shape[3], content.shape[2]))
        return replace(
            targets,
            content=content,
            content_unit=gram.content_unit(content),
            content_weight=None if skin is None else face_protection.content_weight(skin),
        )

    @property
    def _content_part(self) -> float:
        return self.recipe.content_in_style_colors(self.workshop.network)

    def _recolored_content(self, view: pyramid.View, part: float) -> Tensor | None:
        """Return the map whose arrangement is kept, of the photo largely in the styles' colours.

        A map tells light from dark as well as what is where. Of the photo's own colours, that of a night would hold a
        pale style's paper dark, and pictures paid for it with their towers.
        """
        rgb = self._in_style_colors(view.size, view.edge_size, part)
        return self._gathered(rgb, self.recipe.content_layer).content

    def _gathered(self, rgb: Tensor, content_layer: str | None = None) -> Gathered:
        names = self.extraction.layers
        layers = self.workshop.weights.architecture.through(names)
        maps = self.workshop.onnx_features(self.extraction)
        return gathered(rgb, maps, names, grid_of(rgb, self.tile_side, layers), content_layer)

    def _style_at(self, edge_size: int) -> Statistics:
        """Return the statistics of the blend, looked at as large as strokes beside the photo are to be."""
        workshop, options, styles = self.workshop, self.subject.options, self.subject.styles
        targets, device, edge = workshop.style_targets, workshop.device, self.style_edge(edge_size)
        parts = [
            targets.of(style, edge, self._key(style, edge), lambda rgb: self._gathered(rgb).statistics, device)
            for style in styles
        ]
        return mixed(parts, options.shares_for(len(styles))).of_first(self._style_maps)

    def _key(self, style: StyleImage, edge: int) -> str:
        """Return what decides the maps of a style at a long side of `edge` px, and in what order they are summed.

        Sums over tiles end in other digits than those over the whole: else equal seeds would paint other bytes after
        a painting in tiles.
        """
        width, height = fit_size(*style.image.size, edge)
        key, side = self.extraction.key(self.workshop.weights), side_for(height, width, self.tile_side)
        return key if side is None else f"{key}|tiles of {side}"

    @property
    def _finest_content(self) -> int:
        """Return the largest edge size at which content is compared: half the picture's, if there is a view that small.

        Measured and seen: at its own size the picture keeps the photo's grain and takes the strokes as noise on top;
        at half of it the strokes replace the grain, and a small picture looks like a large one reduced.
        """
        edges = sorted({view.edge_size for level in self.levels for view in level.views})
        halves = [edge for edge in edges if edge <= edges[-1] / 2]
        return halves[-1] if halves else edges[-1]

    @property
    def _style_maps(self) -> int:
        return sum(name in self.recipe.style_layers for name in self.extraction.layers)
