"""ask_password_reset …"""

from poshtyar.accounts import operations as accounts
from poshtyar.jobs.operations import run_due_jobs
from poshtyar.outbox.models import OutgoingMessage


def test_sends_a_link_to_known_addresses_only(alice, now):
    for email in (alice.email.upper(), "nobody@example.com"):
        accounts.ask_password_reset(email=email, language="fa", now=now)
    assert not OutgoingMessage.objects.exists()

    run_due_jobs(now=now)

    assert OutgoingMessage.objects.get().to == alice.email
