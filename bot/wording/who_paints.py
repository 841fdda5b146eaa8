"""Who paints, in words that need no dictionary. A worker describes itself as "builtin, cpu (2 cores), bfloat16"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.texts import Texts
from engine.options.networks import BUILTIN, QUICK
from engine.recipes.default import DEFAULT

_CORES = re.compile(r"\((\d+) cores?\)")


def painters_told(texts: Texts, descriptions: Iterable[str]) -> str:
    """Return "the network that comes with Stylegram, on a graphics card" for what workers say of themselves."""
    return texts.between.join(dict.fromkeys(_told(texts, each) for each in sorted(descriptions)))


def _told(texts: Texts, description: str) -> str:
    network, _, device = description.partition(", ")
    return texts.painter.format(network=network_word(texts, network), device=_device_told(texts, device))


def network_word(texts: Texts, name: str) -> str:
    """Return what a network is called: those of the project in words, another by its name."""
    known = {BUILTIN: texts.network_builtin, QUICK: texts.network_quick}
    return known.get(name, texts.network_other.format(name=name))


def _device_told(texts: Texts, device: str) -> str:
    if "cuda" in device:
        return texts.device_gpu
    cores = _CORES.search(device)
    if cores is None:  # a worker of an earlier version
        return texts.device_cpu
    return texts.device_core if cores[1] == "1" else texts.device_cores.format(count=cores[1])


def recipe_word(texts: Texts, name: str) -> str:
    """Return what a recipe is called: the usual one in words, a published one by its name."""
    return texts.recipe_usual if name == DEFAULT.name else name
