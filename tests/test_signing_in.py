"""Signing in as a test does …"""

from django.contrib.auth import get_user
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse


def test_makes_one_session_and_lets_in(client, alice):
    with CaptureQueriesContext(connection) as statements:
        client.force_login(alice)

    assert get_user(client) == alice
    assert Session.objects.get().session_key == client.session.session_key
    assert client.get(reverse("portal:settings")).status_code == 200
    assert not [query["sql"] for query in statements if query["sql"].startswith("DELETE")]


def test_takes_a_new_key_where_the_browser_had_a_session(client, alice):
    before = client.session.session_key

    client.force_login(alice)

    assert client.session.session_key != before
    assert Session.objects.count() == 1
