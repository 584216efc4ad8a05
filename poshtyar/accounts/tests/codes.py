"""Reading codes and links where a person reads them: in the messages."""

import re

from poshtyar.outbox.models import OutgoingMessage


def last_sms(mobile: str) -> str:
    """Return the newest SMS of a number."""
    return OutgoingMessage.objects.filter(to=mobile).latest("id").body


def last_code(mobile: str) -> str:
    """Return the code of the newest SMS."""
    return re.search(r"#(\d+)$", last_sms(mobile)).group(1)


def last_link(to: str) -> str:
    """Return the path of the link in the newest message."""
    body = OutgoingMessage.objects.filter(to=to).latest("id").body
    return re.search(r"https?://[^/\s]+(/\S+)", body).group(1)


def wrong(code: str) -> str:
    """Return another code."""
    return f"{(int(code) + 1) % 10**6:06}"
