"""Who is told, and what the bell shows."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from poshtyar.accounts.models import MemberRole, Membership, Role, User
from poshtyar.common.prepared import over_all, prepared
from poshtyar.events.models import Event
from poshtyar.notifications.models import Notice
from poshtyar.notifications.words import TELLINGS, path_of, words_of
from poshtyar.ordering.models import Order
from poshtyar.quotes.models import QuoteVersion
from poshtyar.tickets.models import Message, MessageKind, Ticket
from poshtyar.wallet.queries import free_after, free_in_statement


@dataclass(frozen=True)
class NoticeLine:
    """A notice as it is read: its words, where it leads, and whether it is new."""

    notice_id: int
    at: datetime
    words: str
    path: str
    is_new: bool


def _unread(notices):
    return over_all(notices.unread(), unread=Count("pk"))


@prepared
def _unread_of_staff(user):
    return _unread(Notice.objects.filter(user=user))


@prepared
def _unread_of_customer(user):
    return _unread(Notice.objects.of_customer(user))


def unread_count(user: User) -> int:
    """Return how many notices wait in the bell; one query."""
    [(count,)] = (_unread_of_staff if user.is_staff_member else _unread_of_customer)(user=user)
    return count


def _told(user, chosen, now):
    unread = _unread(Notice.objects.of_customer(user))
    places = Membership.objects.filter(user=user).chosen_first(chosen).values("organization")[:1]
    told = User.objects.filter(pk=user).annotate(unread=Subquery(unread), place=Subquery(places))
    return told.annotate(free=free_in_statement(OuterRef("place"), now)).values_list("unread", "place", "free")


@prepared
def _bell_of_customer(user, chosen, now):
    return _told(user, chosen, now)


@prepared
def _bell_beside_ticket(user, chosen, now, ticket):
    about = _unread(Notice.objects.of_customer(user).filter(event__ticket=ticket))
    return _told(user, chosen, now).annotate(about=Subquery(about)).values_list("unread", "place", "free", "about")


@prepared
def _unread_of_staff_beside_ticket(user, ticket):
    about = Count("pk", filter=Q(event__ticket=ticket))
    return over_all(Notice.objects.filter(user=user).unread(), unread=Count("pk"), about=about)


def bell_of_customer(user: User, chosen: str, now: datetime) -> tuple[int, int | None]:
    """Return a customer's unread notices, and the free coins of the organization that was chosen; one query for both.

    Whoever has no organization has no coins to speak of.
    """
    [(unread, place, free)] = _bell_of_customer(user=user, chosen=chosen, now=now)
    return unread, None if place is None else free or 0


def bell_beside_ticket(user: User, chosen: str, now: datetime, ticket: Ticket) -> tuple[int, int | None, int]:
    """Return what `bell_of_customer` does, and how many of the notices tell of a ticket; one query for the three."""
    [(unread, place, free, about)] = _bell_beside_ticket(user=user, chosen=chosen, now=now, ticket=ticket)
    return unread, None if place is None else free or 0, about


def unread_beside_ticket(user: User, ticket: Ticket) -> tuple[int, int]:
    """Return how many notices wait in the bell of one of the staff, and how many tell of a ticket; one query."""
    [(unread, about)] = _unread_of_staff_beside_ticket(user=user, ticket=ticket)
    return unread, about


def notices_of(user: User) -> QuerySet[Notice]:
    """Return the person's notices, the newest first, with what their words need."""
    related = Notice.objects.visible_to(user).select_related("event__ticket", "event__actor", "event__organization")
    return related.filter(event__kind__in=TELLINGS).order_by("-id")


def line_of(notice: Notice, reader: User) -> NoticeLine:
    """Return a notice in the active language."""
    event = notice.event
    return NoticeLine(
        notice.pk, notice.created_at, words_of(event, reader), path_of(event, reader), notice.read_at is None
    )


def balance_after(event: Event) -> int | None:
    """Return the free coins after the fact, as the statement says them at its line; None where no coins moved."""
    moved = TELLINGS[event.kind].moved
    if not moved or event.organization is None:
        return None
    if quote := event.data.get("quote_id"):
        references = [version.hold_reference for version in QuoteVersion.objects.filter(quote=quote)]
    else:
        references = [order.lot_reference for order in Order.objects.filter(pk=event.data.get("order_id"))]
    return free_after(event.organization, references=references, kinds=moved, since=event.happened_at)


def readers_of(event: Event) -> list[User]:
    """Return the people whom the fact concerns: its actor only where a customer caused news of ours or the bank's."""
    telling = TELLINGS[event.kind]
    people = User.objects.filter(is_active=True).filter(_customers(event) | _staff(event))
    if event.actor is not None and (event.actor.is_staff_member or not telling.even_actor):
        people = people.exclude(pk=event.actor.pk)
    return [person for person in people.distinct().order_by("id") if words_of(event, person)]


def _customers(event: Event) -> Q:
    """Members of the organization who take part: its owners, who opened the ticket, and who wrote in it."""
    member = Q(role=Role.CUSTOMER, memberships__organization=event.organization_id)
    takes_part = Q(memberships__role=MemberRole.OWNER)
    if event.ticket is not None:
        authors = Message.objects.filter(ticket=event.ticket, kind=MessageKind.REPLY).values("author")
        takes_part |= Q(pk=event.ticket.opened_by_id) | Q(pk__in=authors)
    return member & takes_part


def _staff(event: Event) -> Q:
    """Whoever has the ticket, or every agent while nobody has or whoever had it has left; money is for leads."""
    if event.ticket is None:
        return Q(role__in=[Role.LEAD, Role.MANAGER])
    if event.ticket.assignee is not None and event.ticket.assignee.is_active:
        return Q(pk=event.ticket.assignee_id) & ~Q(role=Role.CUSTOMER)
    return Q(role__in=[Role.AGENT, Role.LEAD, Role.MANAGER])
