"""What every template knows."""


def interface(request):
    """Return the values that the page frame needs."""
    return {}
