"""The life of a picture: collected, accepted, taken in, watched, told of, delivered."""
