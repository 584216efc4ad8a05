"""send_email …"""

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from poshtyar.jobs import operations as jobs
from poshtyar.outbox import operations as outbox
from poshtyar.outbox.models import OutgoingMessage

pytestmark = pytest.mark.django_db
BREAKS = ["\r", "\n", "\r\n", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "\0"]


@pytest.fixture
def smtp(settings, monkeypatch):
    """Send through the smtp driver, into Django's own list of sent mail."""
    settings.EMAIL_DRIVER = "smtp"
    monkeypatch.setattr(
        "poshtyar.outbox.clients.get_connection",
        lambda _backend: mail.get_connection("django.core.mail.backends.locmem.EmailBackend"),
    )


def test_writes_a_message_that_its_job_sends(now):
    message = outbox.send_email(to="alice@example.com", subject="سلام", body="متن", now=now)

    jobs.run_due_jobs(now=now)

    message.refresh_from_db()
    assert (message.channel, message.to, message.subject, message.body) == (
        "email",
        "alice@example.com",
        "سلام",
        "متن",
    )
    assert message.sent_at == now


@pytest.mark.parametrize("line_break", BREAKS, ids=repr)
def test_r50_no_line_break_reaches_a_header(smtp, line_break, now):
    outbox.send_email(to="alice@example.com", subject=f"Hi{line_break}Bcc: eve@example.com", body="text", now=now)

    jobs.run_due_jobs(now=now)

    (sent,) = mail.outbox
    raw = sent.message()
    assert sent.recipients() == ["alice@example.com"]
    assert raw["Subject"] == "Hi Bcc: eve@example.com"
    assert raw["Bcc"] is None


@pytest.mark.parametrize("to", ["a@example.com\nBcc: eve@example.com", "a@example.com, eve@example.com", "Eve", ""])
def test_r50_refuses_anything_but_one_plain_address(to, now):
    with pytest.raises(ValidationError):
        outbox.send_email(to=to, subject="s", body="b", now=now)

    assert not OutgoingMessage.objects.exists()


def test_carries_a_message_id_that_stays_the_same_and_says_that_a_machine_wrote_it(smtp, settings, now):
    settings.DEFAULT_FROM_EMAIL = "Poshtyar <support@shop.example>"
    message = outbox.send_email(to="alice@example.com", subject="s", body="b", now=now)

    jobs.run_due_jobs(now=now)
    # The process died before it could say so, and another sends again.
    OutgoingMessage.objects.update(sent_at=None)
    message.refresh_from_db()
    outbox.send_message(message=message, now=now)

    first, second = (sent.message() for sent in mail.outbox)
    assert first["Message-ID"] == second["Message-ID"] == f"<20261128063000000000.{message.pk}@shop.example>"
    assert (first["Auto-Submitted"], first["Content-Language"]) == ("auto-generated", "fa")
    assert first.get_content_type() == "text/plain"


def test_cuts_a_subject_that_is_too_long(now):
    message = outbox.send_email(to="alice@example.com", subject="س" * 300, body="b", now=now)

    assert message.subject == "س" * 200
