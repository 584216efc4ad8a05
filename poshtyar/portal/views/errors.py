"""Pages for what went wrong."""

from django.http import HttpResponse


def bad_request(request, exception=None):
    """Answer 400."""
    return HttpResponse(status=400)


def forbidden(request, exception=None):
    """Answer 403."""
    return HttpResponse(status=403)


def not_found(request, exception=None):
    """Answer 404."""
    return HttpResponse(status=404)


def server_error(request):
    """Answer 500."""
    return HttpResponse(status=500)


def csrf_failure(request, reason=""):
    """Answer a form without its token."""
    return HttpResponse(status=403)
