"""Addresses of our pages as messages and other sites need them.

Subjects name the pages of the doors by their URL names, through here and nowhere else: see docs/decisions/0022.
"""

from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse


def path_to(page: str, *args: object) -> str:
    """Return the path of a page; raises NoReverseMatch for a name that no door has."""
    return reverse(page, args=args)


def link_to(page: str, *args: object, **query: str) -> str:
    """Return the whole address of a page, on the site that is configured and no other (R76)."""
    return settings.SITE_URL + path_to(page, *args) + (f"?{urlencode(query)}" if query else "")
