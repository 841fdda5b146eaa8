"""The Bot API's methods as a server of Telegram's kind answers them."""
