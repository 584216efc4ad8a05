"""Who sends: asked before a large body is taken, because whoever is not logged in has no files to send."""

from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.db import DatabaseError, close_old_connections
from django.http import HttpRequest, parse_cookie  # noqa: TID251 (The server is the outermost door.)


def is_member(headers: dict[bytes, bytes]) -> bool:
    """Return whether the cookie in these headers is of a person who is logged in."""
    key = parse_cookie(headers.get(b"cookie", b"").decode("latin1")).get(settings.SESSION_COOKIE_NAME)
    if not key:
        return False
    close_old_connections()
    try:
        request = HttpRequest()
        request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
        return get_user(request).is_authenticated
    except DatabaseError:
        return True  # The page will say that we are away; nothing that was typed is blamed for it.
    finally:
        close_old_connections()
