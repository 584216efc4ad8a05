"""The door of the public and of customers."""
