"""Trainings: of networks like the built-in ones, of one layer of any, and of a classifier."""
