"""Where a person wanted to go, while another page stands before it: the log-in, or the name of their organization."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from poshtyar.common.paths import is_local_path


def wanted_path(request: HttpRequest) -> str:
    """Return where the person wanted to go, if it is a path of this site."""
    wanted = request.POST.get("next") or request.GET.get("next")
    return wanted if wanted and is_local_path(wanted) else ""


def before(path: str, name: str) -> str:
    """Return the address of the page that stands before a path and leads on to it."""
    url = reverse(name)
    return f"{url}?{urlencode({'next': path})}" if path else url
