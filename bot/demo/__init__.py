"""A scripted conversation with the real bot, for `python -m bot demo`."""
