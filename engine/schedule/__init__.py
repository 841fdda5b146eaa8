"""Levels, evaluations and time: the pyramid, what a pass costs, what is left."""
