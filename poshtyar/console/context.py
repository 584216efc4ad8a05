"""What the frame of the console knows of the reader."""

from functools import cache

from poshtyar.treasury import queries as treasury


def requests(request) -> dict:
    """Return the number of coin requests that wait; only a page that shows it counts them, and once."""
    return {"open_requests": cache(treasury.open_requests)}
