"""The database that bot and workers share. Knows no table of theirs."""
