"""Every address of the URL configuration, and asking for one."""

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import get_resolver
from django.urls.resolvers import URLPattern
from django.utils.http import urlencode

from tests.confirmed import confirm

URLS = "tests.demo_urls"  # The addresses of a demonstration: those of an installation, and a few more.


def routes(resolver=None, namespace=""):
    """Yield the full name of each address, however deep it is included."""
    for entry in (resolver or get_resolver(URLS)).url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name or entry.pattern}"
        else:
            yield from routes(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)


def ask(person, method: str, address: str, form: dict[str, str] | None = None, *, confirmed=False, **headers: str):
    """Ask as a person, who may just have said that it is still them, and put everything back as it was."""
    client = Client()
    if person:
        client.cookies[settings.SESSION_COOKIE_NAME] = _session_of(person)
    before = transaction.savepoint()
    try:
        if person and confirmed:
            confirm(client, person)
        response = client.generic(
            method, address, urlencode(form or {}), "application/x-www-form-urlencoded", headers=headers
        )
        content = b"".join(response) if response.streaming else response.content
        # A document is no text; what it answers with is looked at by its own tests.
        return response, content.decode(errors="replace")
    finally:
        transaction.savepoint_rollback(before)
        cache.clear()


def _session_of(person) -> str:
    """Return a session in which the person is signed in: the same for all questions, because each is taken back."""
    if not hasattr(person, "session_of_questions"):
        client = Client()
        client.force_login(person)
        person.session_of_questions = client.session.session_key
    return person.session_of_questions
