"""Approved work under way: started, cancelled, asked to stop."""

from datetime import datetime

from django.utils.translation import gettext as _

from poshtyar.accounts.models import User
from poshtyar.common.transactions import operation
from poshtyar.quotes.models import HELD, Quote, QuoteState
from poshtyar.quotes.operations.moves import (
    QuoteNotOpen,
    keep_books,
    lock_quote,
    record,
    refuse_unless_in,
    refuse_unless_may_decide,
    refuse_unless_staff,
    refuse_without_reason,
    settle,
)
from poshtyar.tickets.models import Turn
from poshtyar.wallet import operations as wallet


@operation
def start_work(*, quote: Quote, actor: User, now: datetime) -> Quote:
    """Start approved work; from here on it ends by delivery, by agreement, or as impossible (B11).

    Raises NotAllowed, QuoteNotOpen. Records `quotes.work_started`.
    """
    quote = lock_quote(quote)
    refuse_unless_staff(actor)
    if quote.state == QuoteState.STARTED:
        return quote
    refuse_unless_in(quote, {QuoteState.APPROVED}, actor=actor, now=now)

    begin(quote, actor=actor, now=now)
    return quote


@operation
def cancel_quote(*, quote: Quote, reason: str, actor: User, now: datetime) -> Quote:
    """Cancel approved work and free all its coins: either side before the start, staff alone after it (B11).

    Coins whose date has passed come back when it is the agency that cancels.
    Raises NotAllowed, QuoteNotOpen, ReasonMissing (from staff). Records `quotes.quote_cancelled`.
    """
    quote = lock_quote(quote)
    if actor.is_staff_member:
        refuse_without_reason(reason)
    else:
        refuse_unless_may_decide(quote, actor)
    if quote.state == QuoteState.CANCELLED and quote.settled_by == actor:
        return quote
    if quote.state == QuoteState.STARTED and not actor.is_staff_member:
        raise QuoteNotOpen(_("The work has started. You can ask us to stop it; we will settle it together."))
    refuse_unless_in(quote, HELD, actor=actor, now=now)

    release(quote, actor=actor, now=now)
    settle(quote, QuoteState.CANCELLED, note=reason, actor=actor, now=now)

    keep_books(quote.ticket, otherwise=Turn.NOBODY if actor.is_staff_member else Turn.AGENCY, now=now)
    title = quote.agreed_version.title
    record("quote_cancelled", quote, actor=actor, now=now, title=title, reason=reason, **quote.freed)
    return quote


@operation
def ask_to_stop(*, quote: Quote, reason: str, actor: User, now: datetime) -> Quote:
    """Ask staff to stop started work; they deliver what is done or cancel, and a lead settles a dispute (B11).

    Raises NotAllowed, QuoteNotOpen. Records `quotes.stop_asked`.
    """
    quote = lock_quote(quote)
    refuse_unless_may_decide(quote, actor)
    refuse_unless_in(quote, {QuoteState.STARTED}, actor=actor, now=now)
    if quote.stop_asked_at:
        return quote

    quote.stop_asked_at, quote.stop_reason = now, reason
    quote.save(update_fields=["stop_asked_at", "stop_reason"])

    keep_books(quote.ticket, otherwise=Turn.AGENCY, has_asked=True, now=now)
    record("stop_asked", quote, actor=actor, now=now, title=quote.agreed_version.title, reason=reason)
    return quote


def begin(quote: Quote, *, actor: User, now: datetime) -> None:
    """Write and record that work has started."""
    quote.state, quote.started_by, quote.started_at = QuoteState.STARTED, actor, now
    quote.save(update_fields=["state", "started_by", "started_at"])
    record("work_started", quote, actor=actor, now=now, title=quote.agreed_version.title)


def release(quote: Quote, *, actor: User, now: datetime) -> None:
    """Free the coins of approved work; free work holds none (B16)."""
    if quote.agreed_version.coins:
        reference = quote.agreed_version.hold_reference
        wallet.release_hold(reference=reference, actor=actor, now=now, by_agency=actor.is_staff_member)
