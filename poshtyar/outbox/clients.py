"""The drivers that carry a message: each is entered once it is handed over; the goodbye comes after its block."""

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from email.utils import parseaddr
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage, get_connection

if TYPE_CHECKING:
    from poshtyar.outbox.models import OutgoingMessage

Driver = Callable[["OutgoingMessage"], AbstractContextManager[None]]


@contextmanager
def keep(message: "OutgoingMessage") -> Iterator[None]:
    """Leave the message where it is: in a demonstration the outbox page shows it."""
    yield


@contextmanager
def print_message(message: "OutgoingMessage") -> Iterator[None]:
    """Write the message to the standard output, for a developer to read."""
    sys.stdout.write(f"--- {message.channel} to {message.to}\n{message.subject}\n{message.body}\n---\n")
    yield


@contextmanager
def send_by_smtp(message: "OutgoingMessage") -> Iterator[None]:
    """Hand an e-mail to the mail server; a second try carries the same Message-ID, so a double is recognised."""
    with get_connection("django.core.mail.backends.smtp.EmailBackend") as connection:
        EmailMessage(
            subject=message.subject,
            body=message.body,
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[message.to],
            headers={
                "Message-ID": message_id(message),
                "Auto-Submitted": "auto-generated",
                "Content-Language": message.language,
            },
            connection=connection,
        ).send()
        yield


def message_id(message: "OutgoingMessage") -> str:
    """Return the Message-ID of a message: always the same one."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{message.written_at:%Y%m%d%H%M%S%f}.{message.pk}@{domain}>"


DRIVERS: dict[str, dict[str, Driver]] = {
    "sms": {"outbox": keep, "console": print_message},
    "email": {"outbox": keep, "console": print_message, "smtp": send_by_smtp},
}


def driver_of(channel: str) -> Driver:
    """Return the driver that the settings name for a channel; an unknown name stops the start."""
    setting = {"sms": "SMS_DRIVER", "email": "EMAIL_DRIVER"}[channel]
    name = getattr(settings, setting)
    if name not in DRIVERS[channel]:
        raise ImproperlyConfigured(f"{setting} must be one of {', '.join(DRIVERS[channel])}, not {name!r}.")
    return DRIVERS[channel][name]
