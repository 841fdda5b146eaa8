"""The chat page's server: what a person sees and does, as JSON."""
