"""What time does to offers."""

from datetime import datetime

from django.db.models import Max

from poshtyar.common.transactions import operation
from poshtyar.quotes.models import HELD, Quote, QuoteKind, QuoteState, VersionOutcome
from poshtyar.quotes.operations.decisions import use_investigation
from poshtyar.quotes.operations.moves import close_version, drop_offer, keep_books, lock_quote, record
from poshtyar.quotes.queries import DECISION_TIME, PAYMENT_GRACE, has_expired
from poshtyar.tickets.models import Ticket, Turn

BATCH = 200


def expire_quotes(*, now: datetime) -> int:
    """Expire the offers whose time has passed and use the investigations that got no decision; return how many."""
    due = Quote.objects.offered().filter(offered_version__valid_until__lte=now).order_by("id")[:BATCH]
    expired = sum(expire_quote(quote=quote, now=now) for quote in due)
    forgotten = (
        Quote.objects.filter(kind=QuoteKind.INVESTIGATION, state__in=HELD, work_quotes__isnull=False)
        .annotate(last=Max("work_quotes__offered_version__valid_until"))
        .filter(last__lte=now - DECISION_TIME)
        .order_by("id")[:BATCH]
    )
    used = sum(use_unanswered_investigation(quote=quote, now=now) for quote in forgotten)
    return expired + used


@operation
def expire_quote(*, quote: Quote, now: datetime) -> bool:
    """Expire an offer whose time has passed; approved work stays as approved (B13). Tell whether it did.

    An offer being paid for does not expire (B12). Records `quotes.quote_expired`.
    """
    quote = lock_quote(quote)
    offered = quote.offered_version
    if not quote.is_live or offered is None or not has_expired(quote, now):
        return False

    if quote.is_held:
        drop_offer(quote, VersionOutcome.EXPIRED, actor=None, now=now)
    else:
        close_version(offered, VersionOutcome.EXPIRED, actor=None, now=now)
        quote.state = QuoteState.EXPIRED
    quote.save(update_fields=["state", "offered_version"])

    # The customer may ask for another.
    keep_books(quote.ticket, otherwise=Turn(quote.ticket.turn), now=now)
    record("quote_expired", quote, actor=None, now=now, title=offered.title, version=offered.number)
    return True


@operation
def use_unanswered_investigation(*, quote: Quote, now: datetime) -> bool:
    """Use an investigation's coins when its work got no decision for 7 days after it expired (B15).

    Records `quotes.investigation_used`.
    """
    quote = lock_quote(quote)
    work = quote.work_quotes.order_by("-id").select_related("offered_version").first()
    if not quote.is_held or work is None or work.state != QuoteState.EXPIRED:
        return False
    if now < work.open_version.valid_until + DECISION_TIME:
        return False

    work.investigation = quote
    used = use_investigation(work, actor=None, now=now)

    keep_books(quote.ticket, otherwise=_turn_after_the_end(quote.ticket), now=now)
    record("investigation_used", quote, actor=None, now=now, title=quote.agreed_version.title, used=used)
    return True


@operation
def extend_after_payment(*, quote: Quote, known_at: datetime, now: datetime) -> bool:
    """Keep an open offer for a day after the result of its payment is known (B12). Tell whether that is longer.

    Records `quotes.quote_extended`.
    """
    quote = lock_quote(quote)
    offered = quote.offered_version
    until = known_at + PAYMENT_GRACE
    if not quote.is_live or offered is None or offered.valid_until >= until:
        return False

    offered.valid_until = until
    offered.save(update_fields=["valid_until"])

    record("quote_extended", quote, actor=None, now=now, title=offered.title, valid_until=until.isoformat())
    return True


def _turn_after_the_end(ticket: Ticket) -> Turn:
    """Return nobody's turn where the customer was awaited; who waits for our answer goes on waiting."""
    return Turn.NOBODY if ticket.turn == Turn.CUSTOMER else Turn(ticket.turn)
