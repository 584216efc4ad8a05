"""One ticket, as much of it as a page or an operation asks for."""

from django.db.models import JSONField, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from poshtyar.accounts.models import Role, User
from poshtyar.common.prepared import prepared
from poshtyar.events.models import Event
from poshtyar.tickets.models import Ticket, TicketReading


@prepared
def _ticket_of_member(ticket, user):
    return Ticket.objects.of_member(user).select_related("organization", "store", "assignee").filter(pk=ticket)


@prepared
def _place_of_ticket(ticket, user):
    return Ticket.objects.of_member(user).only("organization").filter(pk=ticket)


def ticket_seen_by(user: User, number: int) -> Ticket | None:
    """Return a ticket that this person may see, with what stands around its title; one query."""
    if user.is_staff_member:
        seen = Ticket.objects.visible_to(user).select_related("organization", "store", "assignee")
        return seen.filter(pk=number).first()
    return _ticket_of_member.first(ticket=number, user=user)


def ticket_to_answer(user: User, number: int) -> Ticket | None:
    """Return as much of a member's ticket as an operation asks for: which one it is, and whose."""
    return _place_of_ticket.first(ticket=number, user=user)


@prepared
def _readings(ticket, user, since):
    return TicketReading.objects.filter(ticket=ticket, user=user, read_at__gte=since).values_list("pk")


def has_unread(ticket: Ticket, user: User) -> bool:
    """Whether somebody else wrote in the ticket after this person last looked."""
    if ticket.last_message_by_id == user.pk:
        return False
    return not _readings(ticket=ticket, user=user, since=ticket.last_message_at)


def with_last_worker(tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """Read with each ticket the names of whoever of the staff last did something on it, such as answer or quote."""
    done = Event.objects.filter(ticket=OuterRef("pk"), actor__isnull=False).exclude(actor__role=Role.CUSTOMER)
    names = JSONObject(**{column.partition("__")[2]: column for column in User.name_columns("actor")})
    last = done.order_by("-pk").values(names=names)[:1]
    return tickets.annotate(worked_on_by=Subquery(last, output_field=JSONField()))


def last_worker_on(ticket: Ticket) -> User | None:
    """Return whoever of the staff last did something on a ticket that was read `with_last_worker`: a name, no row."""
    names = ticket.worked_on_by  # type: ignore[attr-defined]  # It is annotated.
    return names and User(**names)
