"""What a Telegram knows: people, chats, messages, files, updates."""
