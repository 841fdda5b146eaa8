"""Pure values: who asks, what was sent, what was ordered. No Telegram, no database, no clock."""
