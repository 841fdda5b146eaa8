"""What is said about experiments, and the buttons under what they show."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from bot.texts import Texts
from bot.wording.buttons import Rows
from bot.wording.presses import (
    AGAIN,
    BACK,
    DELETE,
    DREAM_LAYER,
    DREAM_OF,
    FILE,
    FILM,
    LAYER_MENU,
    NEURONS_OF,
    callback,
)
from engine.options.experiment_choice import ExperimentChoice, ExperimentKind

IN_A_ROW = 4  # names of layers
MOST_LAYERS = 16  # that a menu shows: the ReLUs of VGG-19


def started(texts: Texts, kind: ExperimentKind, expected_s: float) -> str:
    """Return that an experiment begins, with its minutes where they are more than one."""
    said = {
        ExperimentKind.DREAM: texts.dream_started,
        ExperimentKind.TEXTURE: texts.texture_started,
        ExperimentKind.NEURONS: texts.neurons_started,
        ExperimentKind.LAYERS: texts.layers_started,
    }[kind]
    return texts.takes_minutes.format(said=said, minutes=minutes) if (minutes := minutes_of(expected_s)) else said


def minutes_of(expected_s: float) -> int:
    """Return the minutes that an experiment takes, 0 where it is no more than one and none are said."""
    minutes = math.ceil(expected_s / 60)
    return minutes if minutes > 1 else 0


def caption(texts: Texts, choice: ExperimentChoice, report: Mapping[str, Any]) -> str:
    """Return what an experiment shows.

    Args:
        texts: In which language.
        choice: The experiment.
        report: Its report.
    """
    match choice.kind:
        case ExperimentKind.DREAM if choice.neuron is not None:
            return texts.dream_of_neuron.format(neuron=choice.neuron, layer=choice.layer)
        case ExperimentKind.DREAM:
            return texts.dream_of_layer.format(layer=choice.layer) if choice.layer else texts.dream_shown
        case ExperimentKind.TEXTURE:
            return texts.texture_shown
        case ExperimentKind.LAYERS:
            return texts.layers_shown.format(layers=texts.between.join(report.get("pictures", ())))
    if choice.neuron is not None:
        return texts.neuron_shown.format(neuron=choice.neuron, layer=choice.layer)
    neurons = report.get("neurons", {})
    if not choice.layer:
        return texts.neurons_of_all.format(layers=texts.between.join(neurons))
    found = [str(neuron) for neuron in neurons.get(choice.layer, ())]
    first = found[0] if found else "0"
    return texts.neurons_of_layer.format(layer=choice.layer, neurons=texts.between.join(found), first=first)


def card(texts: Texts, job_id: str, choice: ExperimentChoice, *, has_films: bool = True) -> Rows:
    """Return the buttons under what an experiment shows: its next step."""
    layer = (texts.button_another_layer, callback(LAYER_MENU, job_id))
    film = [(texts.button_film, callback(FILM, job_id))] if has_films else []
    kept = [(texts.button_file, callback(FILE, job_id)), (texts.button_delete, callback(DELETE, job_id))]
    match choice.kind:
        case ExperimentKind.DREAM:
            return [[(texts.button_deeper, callback(DREAM_OF, job_id)), layer], [*film, *kept]]
        case ExperimentKind.TEXTURE:
            return [[(texts.button_once_more, callback(AGAIN, job_id))], [*film, *kept]]
        case ExperimentKind.LAYERS:
            dream = (texts.button_dream, callback(DREAM_LAYER, job_id))
            return [[dream, (texts.button_neurons, callback(LAYER_MENU, job_id))]]
    if choice.neuron is not None:
        other = (texts.button_other_neurons, callback(NEURONS_OF, job_id, choice.layer))
        return [[layer, other], [*film, *kept]]
    other = (texts.button_other_neurons, callback(AGAIN, job_id))
    return [[layer, other] if choice.layer else [layer], kept]


def layer_menu(
    texts: Texts, job_id: str, choice: ExperimentChoice, layers: Sequence[str], *, has_back: bool = True
) -> Rows:
    """Return a button for each layer that sees something, for the next experiment of the kind."""
    verb = DREAM_LAYER if choice.kind is ExperimentKind.DREAM else NEURONS_OF
    names = [name for name in layers if name.startswith("relu")][:MOST_LAYERS]
    buttons = [(name, callback(verb, job_id, name)) for name in names]
    rows = [buttons[start : start + IN_A_ROW] for start in range(0, len(buttons), IN_A_ROW)]
    return [*rows, [(texts.button_back, callback(BACK, job_id))]] if has_back else rows


def layer_called(words: str) -> str:
    """Return how a layer is named that the words call: "3_1" and "conv3_1" are the ReLU behind that convolution."""
    name = words.lower()
    if name[:1].isdigit():
        return f"relu{name}"
    return f"relu{name.removeprefix('conv')}" if name.startswith("conv") else name


def needs_layer(texts: Texts, command: str, neuron: str, layers: Sequence[str]) -> str:
    """Return that a neuron is one of a layer, and which layers there are where that is known."""
    said = texts.neuron_needs_layer.format(neuron=neuron, command=command, example=example_layer(layers))
    return f"{said} {texts.layers_there.format(layers=texts.between.join(layers))}" if layers else said


def example_layer(layers: Sequence[str]) -> str:
    """Return a layer to name in an example: one in the middle."""
    names = [name for name in layers if name.startswith("relu")]
    return names[len(names) // 2] if names else "relu3_1"
