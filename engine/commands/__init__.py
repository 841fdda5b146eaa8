"""The words of `python -m engine`, one file each."""
