"""Experiments with what a network sees: neurons, dreams, layers' maps. Textures and rebuilding are recipes."""
