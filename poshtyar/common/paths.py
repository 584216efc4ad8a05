"""Addresses that a reader may be sent to."""

from collections.abc import Callable
from inspect import getclosurevars

from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme


def is_local_path(url: str | None) -> bool:
    """Whether the text is a path on this site, and nothing that a browser would take for another one."""
    return url is not None and url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)


def readable_path(path: str) -> str:
    """Return a path of this site if a page can be read there, else the nearest one above it.

    A form that was refused is shown at the address that it was sent to, and most of these take buttons only: of the
    rating of a ticket one comes to the ticket.
    """
    address = path.partition("?")[0]
    if _can_be_read(address):
        return path
    while address != "/":
        address = address.rstrip("/").rpartition("/")[0] + "/"
        if _can_be_read(address):
            return address
    return "/"


def _can_be_read(address: str) -> bool:
    try:
        return _takes_get(resolve(address).func)
    except Resolver404:
        return False


def _takes_get(view: Callable | None) -> bool:
    """Whether no decorator of a view refuses GET.

    Django lets nobody ask a view for its methods: they stand in what its decorators enclose. A test compares what is
    found there with what every address answers.
    """
    while view is not None:
        if "GET" not in getclosurevars(view).nonlocals.get("request_method_list", ["GET"]):
            return False
        view = getattr(view, "__wrapped__", None)
    return True
