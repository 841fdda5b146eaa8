"""What a painting starts from: its pictures, opened and with their colours in order. Must not know networks."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image

from engine.options.style_options import Faces, KeepColors, StyleOptions
from engine.painting.style_targets import StyleImage
from engine.pictures import color
from engine.pictures.color import Moments, recolored
from engine.pictures.faces import Face, faces_in
from engine.pictures.images import Size, open_picture, open_transparent
from engine.pictures.large import LARGEST_EDGE, at_size_of
from engine.pictures.modes import alpha_of, over_white, with_alpha
from engine.pictures.skin import skin_map
from engine.recipes.default import DEFAULT
from engine.recipes.known import recipe_of
from engine.recipes.terms import PublishedRecipe
from engine.request import StyleRequest


@dataclass(frozen=True, kw_only=True)
class Subject:
    """The pictures of a request.

    Attributes:
        options: How to paint.
        photo: As it was sent.
        content: What is painted: the photo, in grey where only its brightness is.
        styles: In the photo's colours where it keeps them.
        faces: Those of the photo.
        alpha: Where the photo is opaque, 8 bit; None where all of it is.
        skin: Where faces and their skin are, 8 bit; None where nothing is to be protected.
    """

    options: StyleOptions
    photo: Image.Image
    content: Image.Image
    styles: tuple[StyleImage, ...]
    faces: tuple[Face, ...] = ()
    alpha: Image.Image | None = None
    skin: Image.Image | None = None

    @classmethod
    def of(cls, request: StyleRequest) -> Subject:
        """Open the pictures of a request.

        Raises:
            UnusablePicture: A picture cannot be opened.
        """
        options, max_edge = request.options, 2 * _largest_edge(request.options)
        sent = open_transparent(request.content_image, max_edge=LARGEST_EDGE if options.is_large else max_edge)
        photo = over_white(sent)
        styles = [open_picture(encoded, max_edge=max_edge) for encoded in request.style_images]
        styles = _in_colors_of(photo, styles, options.keep_colors)
        faces = faces_in(photo) if options.recipe == DEFAULT.name and options.strength else ()
        return cls(
            options=options,
            photo=photo,
            content=recolored(photo, color.luminance) if options.keep_colors is KeepColors.LUMINANCE else photo,
            styles=tuple(map(StyleImage.of, styles)),
            faces=faces,
            alpha=alpha_of(sent),
            skin=skin_map(photo, faces) if faces and options.faces is Faces.PROTECT else None,
        )

    def as_large(self, painted: Image.Image) -> Image.Image:
        """Return the painting as large as its photo where that is asked for."""
        return at_size_of(self.photo, painted) if self.options.is_large else painted

    def unpainted(self, size: Size) -> Image.Image:
        """Return the photo at the size of its painting, of which `size` would be painted."""
        is_larger = self.options.is_large and max(self.photo.size) > max(size)
        size = self.photo.size if is_larger else size
        return self.photo if size == self.photo.size else self.photo.resize(size, Image.Resampling.LANCZOS)

    def with_its_alpha(self, painted: Image.Image) -> Image.Image:
        """Return the painting, transparent where the photo is."""
        return with_alpha(painted, self.alpha)

    def skin_at(self, size: Size) -> Image.Image | None:
        """Return the map of skin at a size, or None."""
        return self.skin and self.skin.resize(size, Image.Resampling.BILINEAR)

    def with_its_colors(self, painted: Image.Image) -> Image.Image:
        """Return the painting with the photo's chroma put back where only its brightness was painted."""
        if self.options.keep_colors is not KeepColors.LUMINANCE:
            return painted
        return recolored(painted, color.restore_chroma, self.photo.resize(painted.size, Image.Resampling.LANCZOS))


def _largest_edge(options: StyleOptions) -> int:
    """Return the longest side in px that is painted: the option's, a published recipe's own or a schedule's.

    Where a size is the height's, twice of it: of a photo as wide as most are.
    """
    recipe = recipe_of(options)
    own = recipe.edge_size if isinstance(recipe, PublishedRecipe) else None
    times = 2 if isinstance(recipe, PublishedRecipe) and recipe.size == "height" else 1
    return max(options.edge_size, times * (own or 0), *(times * edge for edge, _ in options.schedule))


def _in_colors_of(photo: Image.Image, styles: list[Image.Image], keep: KeepColors) -> list[Image.Image]:
    if keep is KeepColors.OFF:
        return styles
    match = color.color_match if keep is KeepColors.MATCH else color.luminance_match
    wanted = Moments.of(photo)
    return [recolored(style, match(Moments.of(style), wanted)) for style in styles]
