"""The wire to Telegram: the client with its limits, downloads, sending, whose turn it is."""
