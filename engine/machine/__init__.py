"""The machine and the process that this program runs on: what they can do and how they are set up."""
