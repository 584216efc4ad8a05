"""ask_email_change …"""

from poshtyar.accounts import operations as accounts
from poshtyar.jobs.models import Job
from poshtyar.outbox.models import OutgoingMessage


def test_writes_the_same_job_whoever_has_the_address(alice, charlie, now):
    """R78"""
    for email in (charlie.email, "New@Example.com"):
        accounts.ask_email_change(email=email, actor=alice, now=now)

    assert [job.payload for job in Job.objects.order_by("id")] == [
        {"email": email, "user_id": alice.pk} for email in (charlie.email, "new@example.com")
    ]
    assert not OutgoingMessage.objects.exists()
