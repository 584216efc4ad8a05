"""Commands of self-help."""
