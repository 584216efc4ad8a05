"""send_sms …"""

from datetime import timedelta

import pytest

from poshtyar.jobs import operations as jobs
from poshtyar.outbox import operations as outbox
from poshtyar.outbox.models import OutgoingMessage

pytestmark = pytest.mark.django_db


def test_writes_a_message_that_its_job_sends_once(settings, capsys, now):
    settings.SMS_DRIVER = "console"
    message = outbox.send_sms(to="+989121234567", body="سلام", now=now)

    jobs.run_due_jobs(now=now)
    message.refresh_from_db()
    outbox.send_message(message=message, now=now)

    assert message.sent_at == now
    assert capsys.readouterr().out.count("سلام") == 1


def test_wipes_a_secret_once_it_is_sent(settings, capsys, now):
    settings.SMS_DRIVER = "console"
    message = outbox.send_sms(to="+989121234567", body="code 123456", now=now, is_secret=True)
    assert message.body == "code 123456"

    jobs.run_due_jobs(now=now)

    message.refresh_from_db()
    assert (message.body, message.sent_at) == ("", now)
    assert "123456" in capsys.readouterr().out


def test_keeps_a_secret_in_a_demonstration_where_its_page_shows_it(settings, now):
    settings.DEMO = True
    message = outbox.send_sms(to="+989121234567", body="code 123456", now=now, is_secret=True)

    jobs.run_due_jobs(now=now)

    message.refresh_from_db()
    assert message.body == "code 123456"


def test_a_driver_that_fails_is_tried_again(monkeypatch, settings, now):
    def refuse(_message):
        raise ConnectionRefusedError

    monkeypatch.setitem(outbox.driver_of.__globals__["DRIVERS"]["sms"], "console", refuse)
    settings.SMS_DRIVER = "console"
    message = outbox.send_sms(to="+989121234567", body="سلام", now=now)

    jobs.run_due_jobs(now=now)
    message.refresh_from_db()
    assert message.sent_at is None

    monkeypatch.undo()
    settings.SMS_DRIVER = "outbox"
    later = now + timedelta(minutes=1)
    jobs.run_due_jobs(now=later)
    message.refresh_from_db()
    assert message.sent_at == later


def test_tidying_wipes_a_secret_that_never_left_and_nobody_sends_it_any_more(settings, capsys, now):
    settings.SMS_DRIVER = "console"
    secret = outbox.send_sms(to="+989121234567", body="code 123456", now=now, is_secret=True)
    plain = outbox.send_sms(to="+989121234567", body="سلام", now=now)
    later = now + timedelta(hours=1, seconds=1)

    outbox.tidy_messages(now=later)
    jobs.run_due_jobs(now=later)

    secret.refresh_from_db()
    plain.refresh_from_db()
    assert (secret.body, secret.sent_at) == ("", None)
    assert (plain.body, plain.sent_at) == ("سلام", later)
    assert "code" not in capsys.readouterr().out


def test_tidying_deletes_messages_after_ninety_days(now):
    outbox.send_sms(to="+989121234567", body="سلام", now=now - timedelta(days=90, seconds=1))
    kept = outbox.send_sms(to="+989121234567", body="سلام", now=now - timedelta(days=90))

    outbox.tidy_messages(now=now)

    assert list(OutgoingMessage.objects.all()) == [kept]
