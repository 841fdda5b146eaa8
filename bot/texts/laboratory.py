"""The names of the sentences about experiments; laboratory_en.py and laboratory_zh.py fill them in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class LaboratoryTexts:
    """What is said about experiments, and about the steps of a painting; part of bot.texts.catalogue.Texts."""

    dream_started: str
    texture_started: str
    neurons_started: str
    layers_started: str
    takes_minutes: str
    takes_minutes_later: str
    of_own_scene: str
    looking: str
    dream_shown: str
    dream_of_layer: str
    dream_of_neuron: str
    texture_shown: str
    neurons_of_layer: str
    neurons_of_all: str
    neuron_shown: str
    layers_shown: str
    layer_unknown: str
    neuron_unknown: str
    neuron_needs_layer: str
    layers_there: str
    failed_experiment: str
    point_at_texture: str
    which_layer: str
    film_dreamt: str
    film_grown: str
    steps_none: str
    button_deeper: str
    button_another_layer: str
    button_other_neurons: str
    button_once_more: str
    button_dream: str
    button_neurons: str
    said_deeper: str
    said_another_layer: str
    command_dream: str
    command_texture: str
    command_neurons: str
    command_layers: str
    frame: str
    frames_nothing: str
    frames_gone: str
    frames_still_painting: str
    command_frames: str
    plain_blank: str
    plain_black: str
    plain_needs_recipe: str
