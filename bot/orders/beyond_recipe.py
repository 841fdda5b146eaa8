"""What is said where the recipe that was chosen cannot paint what is asked for."""

from __future__ import annotations

from bot.texts import Texts
from engine.options.style_options import StyleOptions
from engine.recipes.default import DEFAULT
from engine.recipes.known import RECIPES, has_own_size


def beyond_recipe(texts: Texts, options: StyleOptions, styles: int, too_many: str) -> str | None:
    """Return what to do where the recipe makes no small ones, or takes fewer styles; None where it paints it.

    Args:
        texts: Of the asker's language.
        options: How to paint.
        styles: In how many styles.
        too_many: What to say of more styles than the recipe takes.
    """
    most = RECIPES.get(options.recipe, DEFAULT).most_styles
    if options.tries and has_own_size(options):
        return texts.tries_own_size.format(name=options.recipe)
    are_apart = bool(options.tries) and all(each.style is not None for each in options.tries)
    if styles <= most or are_apart:
        return None
    return too_many.format(name=options.recipe, limit=most, count=styles)
