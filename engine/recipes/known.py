"""Every recipe by its name: what --recipe and /recipe choose from. Must not import torch."""

from __future__ import annotations

from engine.errors import InvalidOption
from engine.options.style_options import StyleOptions
from engine.recipes.changes import changed
from engine.recipes.default import DEFAULT, Recipe
from engine.recipes.one_sided import EXPERIMENTS
from engine.recipes.published import PUBLISHED
from engine.recipes.terms import PublishedRecipe

KnownRecipe = Recipe | PublishedRecipe

PUBLISHED_BY_NAME = {recipe.name: recipe for recipe in PUBLISHED}
RECIPES: dict[str, KnownRecipe] = {DEFAULT.name: DEFAULT, **PUBLISHED_BY_NAME}
_SUMS = {**PUBLISHED_BY_NAME, **{recipe.name: recipe for recipe in EXPERIMENTS}}  # not offered by name


def recipe_of(options: StyleOptions) -> KnownRecipe:
    """Return the recipe that the options name, with their changes.

    Raises:
        InvalidOption: There is none of this name, or the changes, or a schedule's companions, do not fit it.
    """
    if options.recipe not in RECIPES and options.recipe not in _SUMS:
        raise InvalidOption(f"There is no recipe {options.recipe!r}; choose one of {', '.join(RECIPES)}.")
    if options.schedule and options.changes.rounds:
        raise InvalidOption("--schedule and --rounds both say how many evaluations are made; leave one of them.")
    if options.recipe in _SUMS:
        return changed(_SUMS[options.recipe], options.changes)
    if options.changes.changed:
        flag = next(iter(options.changes.changed)).replace("_", "-")
        raise InvalidOption(f"--{flag} changes a published recipe; choose one with --recipe.")
    if options.schedule and options.budget_s is not None:
        raise InvalidOption("--budget finds a schedule for its seconds, and --schedule gives one; leave one of them.")
    return RECIPES[options.recipe]


def has_own_size(options: StyleOptions) -> bool:
    """Return whether the recipe paints at a size of its own, whatever is asked for."""
    published = PUBLISHED_BY_NAME.get(options.recipe)
    return published is not None and published.edge_size is not None


def wants_quick(options: StyleOptions) -> bool:
    """Return whether the quick network is asked for where it can paint: by the default recipe, which it reaches."""
    return options.is_quick and options.experiment is None and options.recipe == DEFAULT.name


def check_styles(recipe: KnownRecipe, styles: int) -> None:
    """Check that a recipe takes so many styles.

    Raises:
        InvalidOption: It takes fewer.
    """
    if styles > recipe.most_styles:
        takes = "one style" if recipe.most_styles == 1 else f"at most {recipe.most_styles} styles"
        remedy = "name fewer" if styles > DEFAULT.most_styles else "the default recipe takes five"
        raise InvalidOption(f"The recipe {recipe.name} takes {takes}, got {styles}; {remedy}.")
