"""How to paint, as records: the default recipe and the published ones."""
