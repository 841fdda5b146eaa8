"""Who paints, in words that need no dictionary. A worker describes itself as "builtin, cpu, bfloat16"."""

from __future__ import annotations

from collections.abc import Iterable

from bot.texts import Texts
from engine.recipes.default import DEFAULT


def painters_told(texts: Texts, descriptions: Iterable[str]) -> str:
    """Return "the network that comes with Stylegram, on a graphics card" for what workers say of themselves."""
    return texts.between.join(dict.fromkeys(_told(texts, each) for each in sorted(descriptions)))


def _told(texts: Texts, description: str) -> str:
    network, _, device = description.partition(", ")
    known = {"builtin": texts.network_builtin, "quick": texts.network_quick}
    word = known.get(network, texts.network_other.format(name=network))
    return texts.painter.format(network=word, device=texts.device_gpu if "cuda" in device else texts.device_cpu)


def recipe_word(texts: Texts, name: str) -> str:
    """Return what a recipe is called: the usual one in words, a published one by its name."""
    return texts.recipe_usual if name == DEFAULT.name else name
