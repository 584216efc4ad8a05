"""PersonMiddleware: whoever asks is known before a page."""

from django.contrib.auth.models import AnonymousUser
from django.test import Client

from poshtyar.accounts.models import User


def reader_of(client: Client):
    return client.get("/healthz").wsgi_request.user


def test_the_person_is_themselves_and_no_stand_in(alice, client):
    client.force_login(alice)

    assert type(reader_of(client)) is User
    assert reader_of(client) == alice


def test_a_stranger_is_nobody(db, client):
    assert type(reader_of(client)) is AnonymousUser


def test_who_was_deactivated_is_nobody(alice, client):
    client.force_login(alice)
    User.objects.filter(pk=alice.pk).update(is_active=False)

    assert type(reader_of(client)) is AnonymousUser
