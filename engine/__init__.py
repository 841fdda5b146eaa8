"""Style transfer and its job queue. Knows nothing of Telegram."""
