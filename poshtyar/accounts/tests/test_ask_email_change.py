"""ask_email_change …"""

from poshtyar.accounts import operations as accounts
from poshtyar.outbox.models import OutgoingMessage


def test_sends_nothing_to_an_address_that_somebody_has(alice, charlie, now):
    accounts.ask_email_change(email=charlie.email, actor=alice, now=now)

    assert not OutgoingMessage.objects.exists()
