"""What every writing operation shares: the lock, clean text, the message, and what a repeated form wrote first."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils.translation import gettext as _

from poshtyar.accounts.models import User
from poshtyar.common.errors import DomainError, IdempotencyConflict, NotAllowed
from poshtyar.common.insertion import insert
from poshtyar.common.prepared import prepared
from poshtyar.common.texts import plain_lines
from poshtyar.files import operations as files
from poshtyar.files.models import StoredFile
from poshtyar.tickets.limits import MAX_BODY, too_long
from poshtyar.tickets.models import Message, MessageKind, Ticket
from poshtyar.vault.operations import clean_secret, keep_secret
from poshtyar.vault.queries import handed_over


class TextMissing(DomainError):
    """The message says nothing."""

    code = "text_missing"


class TextTooLong(DomainError):
    """The text is longer than a message may be."""

    code = "text_too_long"


@prepared
def _lock(ticket):
    return Ticket.objects.select_for_update().filter(pk=ticket)


@prepared
def _message_with(nonce):
    return Message.objects.filter(nonce=nonce)


def locked(ticket: Ticket) -> Ticket:
    """Return the ticket as it is now, locked until the transaction ends; its organization is the same for ever."""
    organization = ticket.organization
    ticket = _lock.get(ticket=ticket)
    ticket.organization = organization
    return ticket


def not_allowed() -> NotAllowed:
    """Make the refusal for people who may not do this."""
    return NotAllowed(_("You may not do this on this ticket."))


def clean_body(body: str) -> str:
    """Return the text with plain line ends; raises TextMissing or TextTooLong."""
    text = plain_lines(body).strip()
    if not text:
        raise TextMissing(_("Write your message first."))
    if len(text) > MAX_BODY:
        raise TextTooLong(too_long(len(text), MAX_BODY))
    return text


@dataclass(frozen=True)
class Contents:
    """What a form writes into a message: its kind, its text, its files and the log-in details that it hands over."""

    kind: MessageKind
    body: str
    files: Sequence[StoredFile] = ()
    secret: str = field(default="", repr=False)

    def cleaned(self) -> "Contents":
        """Return them as they are kept; raises TextMissing, TextTooLong or SecretTooLong."""
        return replace(self, body=clean_body(self.body), secret=clean_secret(self.secret))


def write_message(*, ticket: Ticket, contents: Contents, nonce: str, actor: User, now: datetime) -> Message:
    """Write one message of clean contents, with its files and its secret; the caller holds the ticket's lock."""
    secret = keep_secret(ticket=ticket, text=contents.secret, actor=actor, now=now) if contents.secret else None
    message = Message(
        ticket=ticket,
        kind=contents.kind,
        author=actor,
        by_staff=actor.is_staff_member,
        body=contents.body,
        secret=secret,
        nonce=nonce,
        written_at=now,
        file_count=len(contents.files),
    )
    insert(message)
    if contents.files:
        files.attach_files(files=contents.files, organization=ticket.organization, actor=actor, now=now)
        message.files.set(contents.files)
    return message


def earlier_message(nonce: str, *, author: User, contents: Contents) -> Message | None:
    """Return what the same form wrote the first time, if it did; raises IdempotencyConflict for other contents."""
    message = _message_with.first(nonce=nonce)
    if message is None:
        return None
    files_written = sorted(message.files.values_list("sha256", flat=True))
    asked = (contents.kind, author.pk, contents.body, sorted(file.sha256 for file in contents.files))
    written = (message.kind, message.author_id, message.body, files_written)
    if written != asked or not handed_over(message.secret, contents.secret):
        raise sent_otherwise()
    return message


def sent_otherwise() -> IdempotencyConflict:
    """Make the refusal of a form that was sent before with other contents."""
    return IdempotencyConflict(_("This form was already sent with another text. Send this one again as a new one."))
