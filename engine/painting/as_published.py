"""A published recipe: one size, one sum of losses, its own start and descent, as its record says.

Differs from the default recipe in the record alone; must not know any recipe by name.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

import torch
from PIL import Image
from torch import Tensor

from engine.features.extraction import Extraction
from engine.features.onnx_features import OnnxFeatures
from engine.features.tensors import resized, to_tensor
from engine.features.torch_features import TorchFeatures
from engine.losses.weighted import WeightedObjective
from engine.machine import devices
from engine.options.style_options import StyleOptions
from engine.painting.course import Course
from engine.painting.plan import Plan
from engine.painting.published_descent import PublishedDescent
from engine.painting.subject import Subject
from engine.painting.workshop import Workshop
from engine.pictures.images import Size
from engine.recipes.activations import FAMILIES
from engine.recipes.terms import PublishedRecipe
from engine.schedule.pyramid import levels_of
from models.preprocessing import PREPROCESSINGS
from models.weights import Weights

logger = logging.getLogger(__name__)

PUBLISHED_STRENGTH = 60.0  # the default strength paints with the published style weight
STRENGTH_PER_DECADE = 40.0  # and so much more strength with ten times of it
POOR = "With {network} a picture by {name} is not worth its minutes: the photo is lost in it. It wants {wanted}."
FACELESS = "With {network} faces are lost in a picture by {name}. For a portrait it wants {wanted}."
UNIFORM_OFFSET, NORMAL_DEVIATION = 128.0, 0.256  # on 0..255, after preprocessing


def plan(recipe: PublishedRecipe, workshop: Workshop, options: StyleOptions, content_size: Size) -> Plan:
    """Return the levels, one of recipes as they were published; a budget ends them wherever they stand.

    Raises:
        NetworkUnavailable: The network does not reach the recipe's layers.
    """
    workshop.check_reach(recipe.layers, recipe.name)
    return Plan(
        levels=levels_of(recipe, content_size, options),
        depth=workshop.depth(recipe.layers, workshop.dtype_of(recipe)),
        limit_s=options.ends_s,
    )


def paint(recipe: PublishedRecipe, workshop: Workshop, subject: Subject, course: Course) -> Tensor:
    """Return the picture after all rounds, or the best so far."""
    extraction = Extraction(layers=recipe.layers, pooling=recipe.pooling, padding=recipe.padding)
    found = workshop.fitted(recipe)
    _warn_of(recipe, workshop, is_other=bool(found.notes))
    features = TorchFeatures(found.weights, extraction, workshop.device, workshop.dtype_of(recipe))
    maps = _maps(recipe, workshop, found.weights, features)
    course.notes["dtype"] = devices.dtype_name(workshop.dtype_of(recipe))
    course.notes["notes"] = [*recipe.deviations, *found.notes, *_changes_told(subject.options)]
    course.clock.lap("load")
    taken_up = course.take_up()
    picture = None if taken_up is None else taken_up.picture.to(workshop.device)
    descent = PublishedDescent(
        recipe=recipe,
        course=course,
        limit_s=subject.options.ends_s,
        looks=0 if taken_up is None else len(taken_up.rounds),
        taken_up=0 if taken_up is None else taken_up.done,
    )
    for place, level in enumerate(course.levels):
        if not descent.is_left(place):
            continue
        photo = _tensor(subject.content, course.begin_level(place).size, workshop.device)
        objective = _objective(recipe, subject, features, photo, maps)
        course.clock.lap("targets")
        if picture is None:
            picture = _start(recipe, subject, photo, found.weights)
        if picture.shape != photo.shape:
            picture = resized(picture, level.size)
        picture = descent.run(objective, picture)
        course.clock.lap("optimise")
        if descent.is_ended:
            break
    course.check_painted()
    assert picture is not None
    return picture


def _warn_of(recipe: PublishedRecipe, workshop: Workshop, *, is_other: bool) -> None:
    """Say what the network does not do for the recipe; `is_other` than it was made for."""
    if is_other and recipe.article:  # an experiment is nobody's recipe: it shows the network that there is
        asked_for = f"{recipe.name} was made for {recipe.network} with {FAMILIES[recipe.tuned_for].title}"
        logger.warning("%s; %s paints it otherwise, the report's notes say how.", asked_for, workshop.network)
    for told, networks in ((POOR, recipe.poor_on), (FACELESS, recipe.faces_lost_on)):
        if workshop.weights.name in networks:
            logger.warning(told.format(name=recipe.name, network=workshop.network, wanted=recipe.network))


def _changes_told(options: StyleOptions) -> list[str]:
    changed = options.changes.changed
    return [f"Changed: {', '.join(f'{name} {value}' for name, value in changed.items())}."] if changed else []


def _maps(
    recipe: PublishedRecipe, workshop: Workshop, weights: Weights, features: TorchFeatures
) -> Callable[[Tensor], tuple[Tensor, ...]]:
    """Return what computes the maps of targets; a fast recipe's come from the network that paints, none is exported."""
    if recipe.is_fast:
        return torch.no_grad()(features)
    extraction = Extraction(layers=recipe.layers, pooling=recipe.pooling, padding=recipe.padding)
    return OnnxFeatures(weights, extraction, device=workshop.device, cache_dir=workshop.networks_dir)


def _start(recipe: PublishedRecipe, subject: Subject, photo: Tensor, weights: Weights) -> Tensor:
    match recipe.start:
        case "content":
            return photo
        case "shuffled":
            style = _tensor(subject.styles[0].image, (photo.shape[3], photo.shape[2]), photo.device)
            return shuffled(style, subject.options.seed)
    return noise(recipe, photo, PREPROCESSINGS[weights.preprocessing].mean, subject.options.seed)


def shuffled(rgb: Tensor, seed: int) -> Tensor:
    """Return a (1, 3, H, W) picture's pixels in a disorder that only the seed decides."""
    order = torch.randperm(rgb.shape[2] * rgb.shape[3], generator=torch.Generator().manual_seed(seed))
    return rgb.flatten(2)[..., order.to(rgb.device)].view_as(rgb)


def _objective(
    recipe: PublishedRecipe,
    subject: Subject,
    features: TorchFeatures,
    photo: Tensor,
    maps: Callable[[Tensor], tuple[Tensor, ...]],
) -> WeightedObjective:
    size = (photo.shape[3], photo.shape[2])
    sizes = [_style_size(recipe, style.image.size, size) for style in subject.styles]
    styles = [maps(_tensor(style.image, at, photo.device)) for style, at in zip(subject.styles, sizes, strict=True)]
    options = subject.options
    of_photo = maps(photo) if recipe.content.layers else ()
    return WeightedObjective(
        recipe, features, of_photo, styles, options.shares_for(len(styles)), style_factor(options.strength)
    )


def _style_size(recipe: PublishedRecipe, own: Size, size: Size) -> Size:
    if recipe.style_size == "content":
        return size
    scale = max(max(size) / max(own), 32 / min(own))
    return round(own[0] * scale), round(own[1] * scale)


def _tensor(image: Image.Image, size: Size, device: str | torch.device) -> Tensor:
    return to_tensor(image.resize(size, Image.Resampling.LANCZOS)).to(device)


def style_factor(strength: float) -> float:
    """Return by what a strength multiplies the published style weight: ten times as much for every 40 more than 60."""
    factor: float = 10 ** ((strength - PUBLISHED_STRENGTH) / STRENGTH_PER_DECADE)
    return factor


def noise(recipe: PublishedRecipe, photo: Tensor, mean: tuple[float, float, float], seed: int) -> Tensor:
    """Return the noise that a recipe starts from, a (1, 3, H, W) picture like the photo, 0..1.

    Args:
        recipe: Its start is "uniform" or "normal", on 0..255 after the mean was subtracted.
        photo: Gives shape, dtype and device.
        mean: What the network subtracts, RGB, 0..1.
        seed: Decides the noise, on every device the same.
    """
    generator = torch.Generator().manual_seed(seed)
    if recipe.start == "uniform":
        drawn = torch.rand(photo.shape, generator=generator) - UNIFORM_OFFSET / 255
    else:
        drawn = torch.randn(photo.shape, generator=generator) * (NORMAL_DEVIATION / 255)
    return (torch.tensor(mean).view(1, 3, 1, 1) + drawn).to(photo)
