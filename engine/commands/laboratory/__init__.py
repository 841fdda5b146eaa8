"""`python -m engine neurons | dream | texture | layers`: what a network sees, on the command line; a file a word.

torch is loaded once the flags are understood.
"""

from __future__ import annotations

from typing import Any

from engine.commands.laboratory.dream import add_dream
from engine.commands.laboratory.layers import add_layers
from engine.commands.laboratory.neurons import add_neurons
from engine.commands.laboratory.texture import add_texture


def add_laboratory(commands: Any) -> None:
    """Add the four commands."""
    add_neurons(commands)
    add_dream(commands)
    add_texture(commands)
    add_layers(commands)
