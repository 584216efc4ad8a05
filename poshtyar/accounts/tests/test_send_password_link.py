"""send_password_link …"""

from poshtyar.accounts import operations as accounts
from poshtyar.accounts.tests.codes import last_link
from poshtyar.outbox.models import OutgoingMessage


def test_sends_a_link_that_sets_a_password_and_is_wiped_afterwards(alice, now):
    assert accounts.send_password_link(email=alice.email, language="en", now=now)

    message = OutgoingMessage.objects.get()
    assert (message.to, message.language, message.subject) == (alice.email, "en", "Set a new password")
    assert message.is_secret
    public_id, token = last_link(alice.email).strip("/").split("/")[-2:]
    assert accounts.user_of_link(public_id, token) == alice


def test_sends_nothing_to_nobody_and_to_whoever_has_left(alice, now):
    alice.is_active = False
    alice.save(update_fields=["is_active"])

    for email in (alice.email, "nobody@example.com"):
        assert not accounts.send_password_link(email=email, language="fa", now=now)

    assert not OutgoingMessage.objects.exists()
