"""Texts of several lines, however they come."""


def plain_lines(text: str) -> str:
    """Return the text with plain line ends, and without NUL, which PostgreSQL refuses."""
    return text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
