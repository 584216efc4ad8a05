"""ask_browser_link …"""

from poshtyar.accounts import operations as accounts
from poshtyar.jobs.models import Job
from poshtyar.jobs.operations import run_due_jobs
from poshtyar.outbox.models import OutgoingMessage


def test_writes_the_same_for_everybody_and_sends_a_link_to_known_addresses_only(alice, now):
    alice.set_password("a long password of Alice")
    alice.save(update_fields=["password"])
    for email in (alice.email.upper(), "nobody@example.com"):
        accounts.ask_browser_link(email=email, language="fa", now=now)
    assert Job.objects.filter(task="accounts.send_browser_link").count() == 2
    assert not OutgoingMessage.objects.exists()

    run_due_jobs(now=now)

    assert OutgoingMessage.objects.get().to == alice.email
