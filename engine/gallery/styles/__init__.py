"""The drawn styles, one file each."""
