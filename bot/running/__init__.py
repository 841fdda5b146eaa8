"""The process around the bot: serving, its worker, health and logs."""
