"""The conversation: tickets, messages, notes, and whose turn it is."""
