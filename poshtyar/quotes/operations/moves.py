"""What every move of a quote shares: its locks, its permissions, its refusals and its bookkeeping."""

from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.utils.translation import gettext as _

from poshtyar.accounts.models import User
from poshtyar.accounts.permissions import may_approve
from poshtyar.common.errors import DomainError, NotAllowed, ReasonMissing
from poshtyar.common.prepared import over_all, prepared
from poshtyar.events import operations as events
from poshtyar.quotes.models import HELD, LIVE, Quote, QuoteState, QuoteVersion, VersionOutcome
from poshtyar.quotes.sentences import tell_decision
from poshtyar.tickets import operations as tickets
from poshtyar.tickets.models import Ticket, Turn
from poshtyar.wallet import queries as wallet


class QuoteNotOpen(DomainError):
    """The quote has gone on since the page was shown; the message tells who did what, and when."""

    code = "quote_not_open"


@prepared
def _lock_ticket(ticket):
    return Ticket.objects.select_for_update(of=("self",)).select_related("organization").filter(pk=ticket)


@prepared
def _lock_quote(quote):
    return Quote.objects.select_for_update(of=("self",)).select_related("offered_version").filter(pk=quote)


@prepared
def _count_of(ticket):
    # An investigation that an offer followed is over: the customer's decision alone is missing (B15).
    followed = Exists(Quote.objects.filter(investigation=OuterRef("pk")))
    return over_all(
        Quote.objects.filter(ticket=ticket),
        quotes_made=Count("pk"),
        open_quotes=Count("pk", filter=Q(state__in=LIVE)),
        open_offers=Count("pk", filter=Q(state__in=LIVE, offered_version__isnull=False)),
        works=Count("pk", filter=Q(~followed, state__in=HELD)),
        coins_set_aside=Sum("approved_version__coins", filter=Q(state__in=HELD), default=0),
    )


def lock_ticket(pk: int) -> Ticket:
    """Lock the ticket, which comes before its quotes, and return it as it now stands."""
    return _lock_ticket.get(ticket=pk)


def lock_quote(quote: Quote) -> Quote:
    """Lock the ticket, then the quote, and return the quote as it now stands."""
    ticket = lock_ticket(quote.ticket_id)
    quote = _lock_quote.get(quote=quote)
    quote.ticket = ticket
    if quote.investigation:
        quote.investigation.ticket = ticket
    return quote


def refuse_unless_staff(actor: User) -> None:
    """Raise NotAllowed for anybody but staff."""
    if not actor.is_staff_member:
        raise NotAllowed(_("Only staff may do this."))


def refuse_unless_may_decide(quote: Quote, actor: User) -> None:
    """Raise NotAllowed for whoever may not decide for the organization; staff never may (B32)."""
    if not may_approve(actor, quote.ticket.organization):
        raise NotAllowed(_("You cannot decide on quotes here. The owner of your account can, or can let you."))


def refuse_unless_in(quote: Quote, states: set[QuoteState], *, actor: User, now: datetime) -> None:
    """Raise QuoteNotOpen, with what has happened meanwhile, for a quote in another state."""
    if quote.state not in states:
        raise QuoteNotOpen(tell_decision(quote, reader=actor, now=now))


def refuse_without_reason(reason: str) -> None:
    """Raise ReasonMissing for an empty reason."""
    if not reason.strip():
        raise ReasonMissing(_("Please write the reason; the customer reads it."))


def close_version(version: QuoteVersion, outcome: VersionOutcome, *, actor: User | None, now: datetime) -> None:
    """Write what became of a version."""
    version.outcome, version.outcome_by, version.outcome_at = outcome, actor, now
    version.save(update_fields=["outcome", "outcome_by", "outcome_at"])


def drop_offer(quote: Quote, outcome: VersionOutcome, *, actor: User | None, now: datetime) -> None:
    """Take the re-quote off approved work, if there is one; the work stays as approved (B13)."""
    if quote.offered_version:
        close_version(quote.offered_version, outcome, actor=actor, now=now)
        quote.offered_version = None


def settle(
    quote: Quote, state: QuoteState, *, captured: int = 0, note: str = "", actor: User | None, now: datetime
) -> None:
    """Write how approved work ended, and what became of its coins, which the caller has moved."""
    drop_offer(quote, VersionOutcome.WITHDRAWN, actor=actor, now=now)
    approved = quote.agreed_version
    # An investigation that is included goes on in the hold of its work.
    if state != QuoteState.INCLUDED and captured < approved.coins and (hold := wallet.hold_of(approved.hold_reference)):
        quote.expired_coins, quote.renewed_coins, quote.revoked_coins = hold.expired, hold.renewed, hold.revoked
    quote.state, quote.captured_coins, quote.settlement_note = state, captured, note
    quote.settled_by, quote.settled_at = actor, now
    quote.save(
        update_fields=[
            "offered_version",
            "state",
            "captured_coins",
            "expired_coins",
            "renewed_coins",
            "revoked_coins",
            "settlement_note",
            "settled_by",
            "settled_at",
            "obstacle",
        ]
    )


def keep_books(ticket: Ticket, *, otherwise: Turn, now: datetime, has_asked: bool | None = None) -> None:
    """Keep the facts that the ticket, which stands below, needs of its quotes, and whose turn it now is.

    `otherwise` has the turn where no quote is open any more; `has_asked` says that the customer has just said what
    waits for us, or that we have just answered. Without it a question goes on waiting.
    """
    asked = has_asked_about_offers(ticket) if has_asked is None else has_asked
    [(made, live, offers, works, coins)] = _count_of(ticket=ticket)
    turn = turn_of(has_asked=asked, works=works, offers=offers, live=live, otherwise=otherwise)
    facts = {"quotes_made": made, "open_quotes": live, "open_offers": offers, "coins_set_aside": coins}
    tickets.keep_quote_facts(ticket=ticket, turn=turn, now=now, **facts)


def has_asked_about_offers(ticket: Ticket) -> bool:
    """Whether the customer waits for our word beside an offer: else that offer would have the turn."""
    return bool(ticket.open_offers) and ticket.turn == Turn.AGENCY


def turn_of(*, has_asked: bool, offers: int, works: int, live: int, otherwise: Turn) -> Turn:
    """Return whose turn it is (decisions/0021): a question is ours, an offer the customer's, approved work ours."""
    if has_asked:
        return Turn.AGENCY
    if offers:
        return Turn.CUSTOMER
    if works:
        return Turn.AGENCY
    return Turn.CUSTOMER if live else otherwise


def record(kind: str, quote: Quote, *, actor: User | None, now: datetime, **data) -> None:
    """Record a fact of a quote on its ticket."""
    events.record(f"quotes.{kind}", actor=actor, now=now, ticket=quote.ticket, quote_id=quote.pk, **data)


def facts_of(version: QuoteVersion) -> dict:
    """Return what an event keeps of a version."""
    return {
        "version": version.number,
        "title": version.title,
        "coins": version.coins,
        "fee": version.fee,
        "hours": version.delivery_hours,
        "valid_until": version.valid_until.isoformat(),
    }
