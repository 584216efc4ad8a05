"""Writing messages and handing them over."""

import re
from datetime import datetime, timedelta

from django.conf import settings
from django.core.validators import validate_email

from poshtyar.common.numbers import NO_BREAK_SPACE
from poshtyar.common.transactions import operation
from poshtyar.jobs import operations as jobs
from poshtyar.outbox.clients import driver_of
from poshtyar.outbox.models import Channel, OutgoingMessage

SUBJECT_CHARACTERS = 200
# A one-time code that could not be sent within an hour is worthless, and its text must not lie about.
KEEP_SECRETS = timedelta(hours=1)
KEEP_MESSAGES = timedelta(days=90)
# Every character that some mail program takes for the end of a header's line, and the other control characters.
_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


@operation
def send_sms(*, to: str, body: str, now: datetime, language: str = "fa", is_secret: bool = False) -> OutgoingMessage:
    """Write an SMS to an E.164 number; it leaves after the commit.

    A secret body, such as a one-time code, is wiped when it has been sent. Spaces are plain: the alphabet in which a
    Latin SMS holds 160 letters has no other, and one would leave it 70.
    """
    return _write(Channel.SMS, to, "", body.replace(NO_BREAK_SPACE, " "), language, is_secret, now)


@operation
def send_email(
    *, to: str, subject: str, body: str, now: datetime, language: str = "fa", is_secret: bool = False
) -> OutgoingMessage:
    """Write an e-mail in plain text; it leaves after the commit.

    Line breaks in the subject become spaces, so that nobody's words become a header. Raises ValidationError for
    anything but one plain address.
    """
    validate_email(to)
    subject = _BREAKS.sub(" ", subject).strip()[:SUBJECT_CHARACTERS]
    return _write(Channel.EMAIL, to, subject, body, language, is_secret, now)


def _write(channel, to, subject, body, language, is_secret, now) -> OutgoingMessage:
    message = OutgoingMessage.objects.create(
        channel=channel,
        to=to,
        subject=subject,
        body=body.replace("\0", ""),
        language=language,
        is_secret=is_secret,
        written_at=now,
    )
    jobs.enqueue("outbox.send_message", now=now, message_id=message.pk)
    return message


def send_message(*, message: OutgoingMessage, now: datetime) -> None:
    """Hand a message to its driver, once: a message that was sent, or whose secret has gone stale, is left alone.

    The driver speaks to the network, so no transaction is open around it. A process that dies between the two steps
    sends again, with the same Message-ID; so nothing more is said to the network between them (R26).
    """
    if message.sent_at is not None or (message.is_secret and not message.body):
        return
    with driver_of(message.channel)(message):
        message.sent_at = now
        if message.is_secret and not settings.DEMO:
            message.body = ""
        message.save(update_fields=["sent_at", "body"])


def tidy_messages(*, now: datetime) -> None:
    """Wipe secrets that lie longer than an hour, and delete messages older than 90 days."""
    old_secrets = OutgoingMessage.objects.filter(is_secret=True, written_at__lt=now - KEEP_SECRETS)
    if not settings.DEMO:
        old_secrets.exclude(body="").update(body="")
    OutgoingMessage.objects.filter(written_at__lt=now - KEEP_MESSAGES).delete()
