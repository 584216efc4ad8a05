"""SQLite behind Django, with two promises more: a commit lasts, and whoever wants to write comes in turn."""
