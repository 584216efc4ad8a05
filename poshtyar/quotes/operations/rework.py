"""Repairing the agency's own mistakes, free (B16)."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from poshtyar.accounts.models import User
from poshtyar.accounts.permissions import is_member, may_approve
from poshtyar.common.errors import DomainError, IdempotencyConflict, NotAllowed
from poshtyar.common.numbers import format_number
from poshtyar.common.transactions import operation
from poshtyar.quotes.limits import LONGEST_TITLE
from poshtyar.quotes.models import Quote, QuoteKind, QuoteState, QuoteVersion, VersionOutcome
from poshtyar.quotes.offers import Offer, OfferLine
from poshtyar.quotes.operations.moves import (
    QuoteNotOpen,
    close_version,
    keep_books,
    lock_quote,
    record,
    refuse_unless_in,
    refuse_without_reason,
)
from poshtyar.quotes.operations.offers import write_quote
from poshtyar.tickets import operations as tickets
from poshtyar.tickets.models import Turn


class ReworkTooLate(DomainError):
    """The days in which delivered work is repaired free have passed."""

    code = "rework_too_late"


@operation
def open_rework(*, quote: Quote, reason: str, nonce: str, actor: User, now: datetime) -> Quote:
    """Open the free repair of delivered work that is not right: 0 coins, no hold, no fee (B16).

    Approved at once if the one who reports it may approve; staff never approve (B32).
    The same form sent again returns the first repair.
    Raises NotAllowed, ReasonMissing, IdempotencyConflict, QuoteNotOpen, ReworkTooLate. Records `quotes.rework_opened`.
    """
    quote = lock_quote(quote)
    if not (actor.is_staff_member or is_member(actor, quote.ticket.organization)):
        raise NotAllowed(_("Only members of this account may do this."))
    refuse_without_reason(reason)
    refuse_unless_in(quote, {QuoteState.DELIVERED}, actor=actor, now=now)
    if quote.kind == QuoteKind.INVESTIGATION:
        raise QuoteNotOpen(_("An investigation delivers nothing that could be repaired. Please write to us."))
    if earlier := _opened_with(nonce, quote, reason):
        return earlier
    if quote.reworks.live().exists():
        raise QuoteNotOpen(_("The free repair of this work is already open."))
    if quote.settled_at is None or now >= quote.settled_at + timedelta(days=settings.REWORK_DAYS):
        days = {"days": format_number(settings.REWORK_DAYS)}
        raise ReworkTooLate(
            _("Free repair can be asked for within %(days)s days of delivery. Please write to us.") % days
        )

    if not quote.ticket.is_open:
        quote.ticket = tickets.reopen_ticket(ticket=quote.ticket, actor=actor, now=now)
    rework = _write_rework(quote, reason, nonce=nonce, actor=actor, now=now)
    decided = may_approve(actor, quote.ticket.organization)
    if decided:
        close_version(rework.open_version, VersionOutcome.APPROVED, actor=actor, now=now)
        rework.approved_version, rework.offered_version = rework.offered_version, None
        rework.state, rework.decided_by, rework.decided_at = QuoteState.APPROVED, actor, now
        rework.save(update_fields=["approved_version", "offered_version", "state", "decided_by", "decided_at"])

    answers = False if actor.is_staff_member else None
    keep_books(quote.ticket, otherwise=Turn.AGENCY, has_asked=answers, now=now)
    facts = {"title": quote.agreed_version.title, "reason": reason, "is_offered": not decided}
    record("rework_opened", rework, actor=actor, now=now, **facts)
    return rework


def _opened_with(nonce: str, quote: Quote, reason: str) -> Quote | None:
    """Return the repair that this form has already opened; raises IdempotencyConflict if it then said otherwise."""
    version = QuoteVersion.objects.filter(nonce=nonce).select_related("quote").first()
    if version is None:
        return None
    if (version.quote.repairs_id, version.assumptions) != (quote.pk, reason):
        raise IdempotencyConflict(_("This form was already sent with another text. Load the page again."))
    return version.quote


def _write_rework(quote: Quote, reason: str, *, nonce: str, actor: User, now: datetime) -> Quote:
    """Write the offer of a free repair."""
    work = quote.agreed_version
    title = _("Free repair: %(title)s") % {"title": work.title}
    offer = Offer(
        title=title[:LONGEST_TITLE],
        lines=(OfferLine(title=work.title, coins=0),),
        delivery_hours=work.delivery_hours,
        valid_until=now + timedelta(days=settings.REWORK_DAYS),
        kind=QuoteKind.REWORK,
        assumptions=reason,
    )
    return write_quote(quote.ticket, offer, nonce=nonce, actor=actor, now=now, repairs=quote)
