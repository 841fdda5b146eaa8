"""What the bot keeps in its database: SQL, and nothing else."""
