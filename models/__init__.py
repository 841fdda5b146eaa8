"""Networks as data, their weights and where those come from."""
