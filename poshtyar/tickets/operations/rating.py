"""What customers think of the answer."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from poshtyar.accounts.models import User
from poshtyar.common.errors import DomainError
from poshtyar.common.transactions import operation
from poshtyar.events import operations as events
from poshtyar.tickets.models import Ticket, Turn
from poshtyar.tickets.operations.course import turn_to
from poshtyar.tickets.operations.writing import locked, not_allowed
from poshtyar.tickets.permissions import may_rate

RATING_MAY_CHANGE_FOR = timedelta(days=14)
# Whoever is content with an answer awaits no other; whoever is not may have more to say.
CONTENT_FROM = 3


class NotARating(DomainError):
    """The rating is not 1 to 5, or its comment is too long."""

    code = "not_a_rating"


class NothingToRate(DomainError):
    """Nobody has answered yet."""

    code = "nothing_to_rate"


class RatingIsFinal(DomainError):
    """The rating was given too long ago to be changed."""

    code = "rating_is_final"


@operation
def rate_ticket(*, ticket: Ticket, rating: int, comment: str = "", actor: User, now: datetime) -> Ticket:
    """Keep what the customer thinks of the answer, 1 to 5; it may be changed for 14 days.

    An answer that is found good finishes the ticket, unless a quote waits.
    Raises NotAllowed, NotARating, NothingToRate, RatingIsFinal. Records `tickets.ticket_rated`, unless nothing changes.
    """
    ticket = locked(ticket)
    comment = comment.strip()
    if not may_rate(actor, ticket):
        raise not_allowed()
    if not 1 <= rating <= 5 or len(comment) > 1000:
        raise NotARating(_("Choose 1 to 5, with a comment of at most 1,000 characters."))
    if ticket.first_answered_at is None:
        raise NothingToRate(_("You can rate this ticket once it is answered."))
    if (ticket.rating, ticket.rating_comment) == (rating, comment):
        return ticket
    if ticket.rated_at and now >= ticket.rated_at + RATING_MAY_CHANGE_FOR:
        raise RatingIsFinal(_("A rating can be changed for 14 days, and these have passed."))

    ticket.rating, ticket.rating_comment, ticket.rated_at = rating, comment, ticket.rated_at or now
    if rating >= CONTENT_FROM and ticket.turn == Turn.CUSTOMER and not ticket.open_quotes:
        turn_to(ticket, Turn.NOBODY, now)
    ticket.save(update_fields=["rating", "rating_comment", "rated_at", "turn", "finished_at"])

    events.record("tickets.ticket_rated", actor=actor, now=now, ticket=ticket, rating=rating)
    return ticket
