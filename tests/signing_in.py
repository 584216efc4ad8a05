"""Signing in as a test does, in fewer statements.

Django's client makes a session for a new browser, puts another in its place as it signs in, and deletes the first one.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.contrib.auth import login
from django.test import Client, RequestFactory

from poshtyar.accounts.sessions import SessionStore


@contextmanager
def one_session_each() -> Iterator[None]:
    """Let a new browser sign in with the session that it keeps, until the end."""
    sign_in = Client._login

    def sign_in_at_once(client: Client, user, backend=None) -> None:
        if settings.SESSION_COOKIE_NAME in client.cookies:
            return sign_in(client, user, backend)
        request = RequestFactory().get("/")
        request.session = SessionStore()
        login(request, user, backend)
        request.session.save()
        return client._set_login_cookies(request)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "_login", sign_in_at_once)
        yield
