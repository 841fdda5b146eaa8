"""The local chat from one run to the next."""
