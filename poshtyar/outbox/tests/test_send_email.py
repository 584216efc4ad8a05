"""send_email …"""

from email.header import decode_header, make_header
from smtplib import SMTP, SMTPServerDisconnected

import pytest
from django.core.exceptions import ValidationError

from poshtyar.jobs import operations as jobs
from poshtyar.jobs.models import Job, JobState
from poshtyar.outbox import operations as outbox
from poshtyar.outbox.models import OutgoingMessage
from poshtyar.outbox.tests.mail_server import mail_server

pytestmark = pytest.mark.django_db
HEADERS = {
    *("Content-Type", "MIME-Version", "Content-Transfer-Encoding", "Subject", "From", "To", "Date"),
    *("Message-ID", "Auto-Submitted", "Content-Language"),
}
BREAKS = ["\r", "\n", "\r\n", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "\0"]


@pytest.fixture
def deliveries(settings):
    """Send through the smtp driver to a mail server of our own; return what reaches it."""
    with mail_server() as (port, deliveries):
        settings.EMAIL_DRIVER, settings.EMAIL_HOST, settings.EMAIL_PORT = "smtp", "127.0.0.1", port
        yield deliveries


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
def test_r50_no_line_break_reaches_a_header(deliveries, line_break, now):
    outbox.send_email(to="alice@example.com", subject=f"سلام{line_break}Bcc: eve@example.com", body="متن", now=now)

    jobs.run_due_jobs(now=now)

    (delivery,) = deliveries
    assert delivery.recipients == ["alice@example.com"]
    assert str(make_header(decode_header(delivery.message["Subject"]))) == "سلام Bcc: eve@example.com"
    assert set(delivery.message.keys()) == HEADERS


def test_carries_persian_unharmed(deliveries, now):
    outbox.send_email(to="alice@example.com", subject="s", body="تیکت \u2068#12\u2069 «می‌شه»\n.\nپایان", now=now)

    jobs.run_due_jobs(now=now)

    body = deliveries[0].message.get_payload(decode=True).decode()
    assert body.replace("\r\n", "\n").strip() == "تیکت \u2068#12\u2069 «می‌شه»\n.\nپایان"


@pytest.mark.parametrize("to", ["a@example.com\nBcc: eve@example.com", "a@example.com, eve@example.com", "Eve", ""])
def test_r50_refuses_anything_but_one_plain_address(to, now):
    with pytest.raises(ValidationError):
        outbox.send_email(to=to, subject="s", body="b", now=now)

    assert not OutgoingMessage.objects.exists()


def test_carries_a_message_id_that_stays_the_same_and_says_that_a_machine_wrote_it(deliveries, settings, now):
    settings.DEFAULT_FROM_EMAIL = "Poshtyar <support@shop.example>"
    message = outbox.send_email(to="alice@example.com", subject="s", body="b", now=now)

    jobs.run_due_jobs(now=now)
    # The process died before it could say so, and another sends again.
    OutgoingMessage.objects.update(sent_at=None)
    message.refresh_from_db()
    outbox.send_message(message=message, now=now)

    first, second = (delivery.message for delivery in deliveries)
    assert first["Message-ID"] == second["Message-ID"] == f"<20261128063000000000.{message.pk}@shop.example>"
    assert (first["Auto-Submitted"], first["Content-Language"]) == ("auto-generated", "fa")
    assert first.get_content_type() == "text/plain"


def test_r26_is_noted_as_sent_before_the_goodbye_to_the_mail_server(deliveries, monkeypatch, now):
    message, noted = outbox.send_email(to="alice@example.com", subject="s", body="b", now=now), []

    def lose_the_connection(server):
        noted.append(OutgoingMessage.objects.get(pk=message.pk).sent_at)
        raise SMTPServerDisconnected

    monkeypatch.setattr(SMTP, "quit", lose_the_connection)
    jobs.run_due_jobs(now=now)

    assert noted == [now]
    assert len(deliveries) == 1
    assert Job.objects.get().state == JobState.DONE


def test_r54_waits_for_a_mail_server_that_is_away(settings, now):
    settings.EMAIL_DRIVER, settings.EMAIL_HOST, settings.EMAIL_PORT = "smtp", "127.0.0.1", 9
    message = outbox.send_email(to="alice@example.com", subject="s", body="b", now=now)

    jobs.run_due_jobs(now=now)

    message.refresh_from_db()
    assert message.sent_at is None
    assert "Connection refused" in Job.objects.get().last_error


def test_cuts_a_subject_that_is_too_long(now):
    message = outbox.send_email(to="alice@example.com", subject="س" * 300, body="b", now=now)

    assert message.subject == "س" * 200
