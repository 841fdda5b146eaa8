"""Descending a loss over the pixels: L-BFGS and Adam."""
