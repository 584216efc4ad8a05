"""register_with_password …"""

from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.utils import timezone

from poshtyar.accounts import operations as accounts
from poshtyar.accounts.models import User
from poshtyar.accounts.tests.codes import last_link
from poshtyar.events.models import Event
from poshtyar.outbox.models import OutgoingMessage
from tests.race import race

EMAIL = "dana@example.com"
PASSWORD = "  دروازه ۱۲۳ مخفی  "


def sent(now, email=EMAIL, wanted=""):
    """Return the token of a link that was sent to this address."""
    accounts.send_registration_link(email=email, wanted=wanted, language="fa", now=now)
    return last_link(email).strip("/").split("/")[-1]


@pytest.fixture
def token(db, now):
    return sent(now)


def register(token, now, password=PASSWORD):
    return accounts.register_with_password(token=token, password=password, language="en", theme="dark", now=now)


def test_makes_a_customer_of_the_address_and_the_password(token, now):
    person = register(token, now)

    kept = User.objects.get(email=EMAIL)
    assert (kept, kept.mobile, kept.role, kept.language, kept.theme) == (person, None, "customer", "en", "dark")
    assert kept.check_password(PASSWORD)
    assert list(Event.objects.values_list("kind", "actor")) == [("accounts.person_registered", person.pk)]


def test_r81_works_once(token, now):
    register(token, now)

    with pytest.raises(accounts.EmailTaken):
        register(token, now, "another long password")

    assert User.objects.get(email=EMAIL).check_password(PASSWORD)
    assert Event.objects.count() == 1


def test_r81_works_once_also_when_the_address_is_free_again(token, now):
    person = register(token, now)
    accounts.deactivate_user(user=person, actor=person, now=now)

    with pytest.raises(accounts.LinkNotValid):
        register(token, now)
    assert not User.objects.filter(email=EMAIL).exists()

    # Links of the same second are the same.
    with time_machine.travel(timezone.now() + timedelta(seconds=2), tick=False):
        assert register(sent(now + timedelta(seconds=2)), now).email == EMAIL


def test_refuses_an_address_that_was_taken_meanwhile(token, alice, now):
    User.objects.filter(pk=alice.pk).update(email=EMAIL)

    with pytest.raises(accounts.EmailTaken):
        register(token, now)

    alice.refresh_from_db()
    assert not alice.has_usable_password()


@pytest.mark.django_db(transaction=True)
def test_makes_one_person_of_two_at_once(now):
    token = sent(now)

    def attempt(number):
        try:
            return register(token, now, f"a long password {number}").pk
        except accounts.EmailTaken:
            return None

    results = race(2, attempt)

    assert sorted(results, key=bool) == [None, User.objects.get(email=EMAIL).pk]
    assert Event.objects.count() == 1


def test_r81_refuses_damaged_links_and_links_for_something_else(token, alice, now):
    accounts.send_email_link(email="new@example.com", user=alice, now=now)
    of_a_change = last_link("new@example.com").strip("/").split("/")[-1]
    damaged = ("", token[:-1], token + "0", token.swapcase(), token.partition(":")[2], "\0", of_a_change)

    for bad in damaged:
        with pytest.raises(accounts.LinkNotValid):
            register(bad, now)

    assert not User.objects.filter(email=EMAIL).exists()


@pytest.mark.parametrize(("seconds", "works"), [(3600, True), (3602, False)])
def test_r81_works_for_an_hour(db, now, seconds, works):
    with time_machine.travel(now, tick=False):
        token = sent(now)
    with time_machine.travel(now + timedelta(seconds=seconds), tick=False):
        if works:
            assert register(token, now).email == EMAIL
        else:
            with pytest.raises(accounts.LinkNotValid):
                register(token, now)


def test_r81_is_kept_nowhere_once_it_has_left(token):
    """Its link is a signature; the message that carries it is wiped when it has been sent."""
    kept = [row for model in apps.get_models() if model is not OutgoingMessage for row in model._base_manager.values()]

    assert token not in str(kept)
    assert OutgoingMessage.objects.get().is_secret
