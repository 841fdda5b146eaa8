"""Losses over feature maps: Gram matrices, moments, the default objective, published sums."""
