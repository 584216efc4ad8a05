"""send_registration_link …"""

import pytest

from poshtyar.accounts import operations as accounts
from poshtyar.accounts.models import User
from poshtyar.outbox.models import OutgoingMessage


def send(email, now, wanted=""):
    return accounts.send_registration_link(email=email, wanted=wanted, language="en", now=now)


def test_sends_a_secret_link_to_an_address_without_an_account(db, now):
    assert send("dana@example.com", now, wanted="/order/visit-evil-example/")

    message = OutgoingMessage.objects.get()
    assert (message.to, message.subject, message.is_secret) == ("dana@example.com", "Make your account", True)
    assert "/register/" in message.body
    assert "evil" not in message.body


@pytest.mark.parametrize(("password", "way_in"), [("", "/login/\n"), ("a long password", "/login/password/\n")])
def test_tells_whoever_has_an_account_how_to_come_in(alice, now, password, way_in):
    if password:
        alice.set_password(password)
        alice.save()

    assert not send(alice.email, now)

    message = OutgoingMessage.objects.get()
    assert (message.to, message.subject) == (alice.email, "You have an account already")
    assert way_in in message.body and "/password/\n" in message.body
    assert "/register/" not in message.body


def test_sends_nothing_to_whoever_may_not_come_in(alice, now):
    User.objects.filter(pk=alice.pk).update(is_active=False)

    assert not send(alice.email, now)

    assert not OutgoingMessage.objects.exists()
