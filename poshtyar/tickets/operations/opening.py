"""Opening tickets, and the promise they are opened with."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from poshtyar.accounts.models import Organization, Store, User
from poshtyar.accounts.permissions import is_member
from poshtyar.common.errors import DomainError, NotAllowed
from poshtyar.common.insertion import insert
from poshtyar.common.numbers import format_number
from poshtyar.common.persian import clean_name, fold
from poshtyar.common.transactions import operation, operation_of_a_form
from poshtyar.entitlements.queries import rights_of
from poshtyar.events import operations as events
from poshtyar.files.models import StoredFile
from poshtyar.sla.queries import promise_now
from poshtyar.tickets.limits import MAX_SUBJECT
from poshtyar.tickets.models import (
    SEVERITY_OF,
    DraftPlace,
    Effect,
    MessageKind,
    Ticket,
    TicketState,
)
from poshtyar.tickets.operations.drafts import forget_draft
from poshtyar.tickets.operations.writing import Contents, earlier_message, sent_otherwise, write_message

PROMISE_FIELDS = ["service_level", "has_package", "package_rank", "first_answer_due_at", "due_at", "promise"]


class SubjectMissing(DomainError):
    """The ticket has no title, or one that is too long to be a title."""

    code = "subject_missing"


class StoreNotYours(DomainError):
    """The store belongs to somebody else, or is put away."""

    code = "store_not_yours"


def _opened_before(
    *,
    organization: Organization,
    subject: str,
    body: str,
    files: Sequence[StoredFile],
    nonce: str,
    actor: User,
    secret: str = "",
    **_others: object,
) -> Ticket | None:
    """Return the ticket that the same form opened, if it did; raises IdempotencyConflict for another form's nonce."""
    subject, contents = _clean_subject(subject), Contents(MessageKind.REPLY, body, files, secret).cleaned()
    message = earlier_message(nonce, author=actor, contents=contents)
    if message is None:
        return None
    ticket = message.ticket
    if (ticket.organization_id, ticket.subject, ticket.nonce) != (organization.pk, subject, nonce):
        raise sent_otherwise()
    return ticket


@operation_of_a_form(_opened_before)
def open_ticket(  # noqa: PLR0913 (a ticket is what its form says)
    *,
    organization: Organization,
    store: Store | None,
    subject: str,
    body: str,
    effect: Effect,
    files: Sequence[StoredFile],
    nonce: str,
    actor: User,
    now: datetime,
    is_presales: bool = False,
    draft_version: int = 0,
    secret: str = "",
) -> Ticket:
    """Open a ticket with its first message; the promise of the first answer is computed and frozen (B7, B22).

    The same form sent again returns the first ticket. The draft that it was sent from is forgotten. `secret` are
    log-in details to the store, if any.
    Raises NotAllowed, SubjectMissing, StoreNotYours, TextMissing, TextTooLong, SecretTooLong, IdempotencyConflict and
    what `files.attach_files` raises. Records `tickets.ticket_opened`, and `vault.secret_kept` before it.
    """
    subject, contents = _clean_subject(subject), Contents(MessageKind.REPLY, body, files, secret).cleaned()
    _refuse_strangers(organization, store, actor)

    ticket = Ticket(
        organization=organization,
        store=store,
        opened_by=actor,
        subject=subject,
        subject_folded=fold(subject),
        effect=effect,
        severity=SEVERITY_OF[effect],
        is_presales=is_presales,
        nonce=nonce,
        opened_at=now,
        last_message_at=now,
        last_message_by=actor,
    )
    give_promise(ticket, now)
    insert(ticket)
    message = write_message(ticket=ticket, contents=contents, nonce=nonce, actor=actor, now=now)
    forget_draft(place=DraftPlace.TICKET, organization=organization, version=draft_version, actor=actor, now=now)

    events.record("tickets.ticket_opened", actor=actor, now=now, ticket=ticket, message_id=message.pk)
    return ticket


def _clean_subject(subject: str) -> str:
    """Return a title as it is kept; raises SubjectMissing."""
    subject = clean_name(subject)
    if not 0 < len(subject) <= MAX_SUBJECT:
        raise SubjectMissing(
            _("Give the ticket a title of at most %(limit)s characters.") % {"limit": format_number(MAX_SUBJECT)}
        )
    return subject


def _refuse_strangers(organization: Organization, store: Store | None, actor: User) -> None:
    """Raise NotAllowed for who is not of the organization nor of the staff, and StoreNotYours for another's store."""
    if not (actor.is_staff_member or is_member(actor, organization)):
        raise NotAllowed(_("Only members of %(organization)s open its tickets.") % {"organization": organization})
    if store and (store.organization_id != organization.pk or store.archived_at):
        raise StoreNotYours(_("Choose one of your own stores."))


def give_promise(ticket: Ticket, now: datetime) -> None:
    """Write the service level of now and, until the first answer, by when it comes and why.

    The rights are those that the organization has as the ticket opens, also for another time (B7).
    """
    rights = rights_of(ticket.organization, now)
    ticket.service_level, ticket.has_package, ticket.package_rank = (
        rights.service_level,
        rights.has_package,
        rights.rank,
    )
    if ticket.first_answered_at is None:
        promise = promise_now(
            rights=rights,
            emergency=ticket.is_emergency,
            presales=ticket.is_presales and not rights.has_package,
            now=now,
        )
        ticket.first_answer_due_at = ticket.due_at = promise.due_at
        ticket.promise = promise.as_dict()


@operation
def better_promises(*, organization: Organization, actor: User | None, now: datetime) -> list[Ticket]:
    """Give the organization's open tickets the better service level that it has bought (B7).

    A due moment only moves earlier, and doing it again changes nothing.
    Records `tickets.service_bettered` on each ticket that changes.
    """
    rights = rights_of(organization, now)
    bettered = []
    for ticket in (
        Ticket.objects.select_for_update().filter(organization=organization, state=TicketState.OPEN).order_by("pk")
    ):
        if (rights.has_package, rights.rank) <= (ticket.has_package, ticket.package_rank):
            continue
        ticket.service_level, ticket.has_package, ticket.package_rank = rights.service_level, True, rights.rank
        if ticket.first_answered_at is None:
            promise = promise_now(rights=rights, emergency=ticket.is_emergency, presales=False, now=now)
            if promise.due_at and (ticket.due_at is None or promise.due_at < ticket.due_at):
                ticket.first_answer_due_at = ticket.due_at = promise.due_at
                ticket.promise = promise.as_dict()
        ticket.save(update_fields=PROMISE_FIELDS)
        events.record("tickets.service_bettered", actor=actor, now=now, organization=organization, ticket=ticket)
        bettered.append(ticket)
    return bettered
