"""Addresses that a reader may be sent to."""

from django.utils.http import url_has_allowed_host_and_scheme


def is_local_path(url: str | None) -> bool:
    """Whether the text is a path on this site, and nothing that a browser would take for another one."""
    return url is not None and url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
