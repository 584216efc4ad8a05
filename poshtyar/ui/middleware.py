"""The reader's language, theme and digits for the time of a request."""


class PreferencesMiddleware:
    """Placeholder until the interface's first slice."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)
