"""send_email_link …"""

from poshtyar.accounts import operations as accounts
from poshtyar.outbox.models import OutgoingMessage


def test_sends_nothing_to_an_address_that_somebody_has(alice, charlie, now):
    assert not accounts.send_email_link(email=charlie.email, user=alice, now=now)

    assert not OutgoingMessage.objects.exists()


def test_sends_a_secret_to_an_address_that_is_free(alice, now):
    assert accounts.send_email_link(email="new@example.com", user=alice, now=now)

    message = OutgoingMessage.objects.get()
    assert (message.to, message.is_secret, "/settings/email/" in message.body) == ("new@example.com", True, True)
