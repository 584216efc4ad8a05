"""Self-help: the questions that are asked most."""
