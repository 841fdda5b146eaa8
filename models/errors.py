"""Everything the models refuse, as one tree.

    ModelsError
    ├── UnknownNetwork       no network, layer or preprocessing of this name
    ├── WeightsNotFound      the weights are not on this machine
    ├── WeightsDamaged       the file cannot be read, or is not the one that the registry names
    ├── LayerNotInWeights    the weights end before the layer asked for
    ├── DownloadFailed       the weights could not be fetched
    ├── UnusableData         the pictures to train on are not there, or not what they should be
    └── WriteFailed          what is trained cannot be kept where it is to go

A message says what is wrong, what was given, what is allowed and what to do.
"""

from __future__ import annotations


class ModelsError(Exception):
    """Root of everything the models refuse."""


class UnknownNetwork(ModelsError, LookupError):
    """No network, layer or preprocessing of this name."""


class WeightsNotFound(ModelsError):
    """The weights are not on this machine."""


class WeightsDamaged(ModelsError):
    """The file cannot be read, or is not the one that the registry names."""


class LayerNotInWeights(ModelsError):
    """The weights end before the layer asked for."""


class DownloadFailed(ModelsError):
    """The weights could not be fetched."""


class UnusableData(ModelsError):
    """The pictures to train on are not there, or not what they should be."""


class WriteFailed(ModelsError):
    """What is trained cannot be kept where it is to go."""
