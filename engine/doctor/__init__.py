"""What is well with this machine, and what is not: one finding a line, each with its remedy."""
