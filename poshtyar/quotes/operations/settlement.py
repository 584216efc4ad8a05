"""How work ends: delivered in full or less, impossible, or settled by a lead."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from poshtyar.accounts.models import User
from poshtyar.catalog.models import Obstacle
from poshtyar.common.errors import DomainError, NotAllowed
from poshtyar.common.transactions import operation
from poshtyar.common.words import coins_in_words
from poshtyar.files import operations as files
from poshtyar.files.models import StoredFile
from poshtyar.quotes.models import HELD, Quote, QuoteKind, QuoteLine, QuoteState
from poshtyar.quotes.operations.moves import (
    QuoteNotOpen,
    keep_books,
    lock_quote,
    record,
    refuse_unless_in,
    refuse_unless_staff,
    refuse_without_reason,
    settle,
)
from poshtyar.quotes.operations.offers import withdraw_offer
from poshtyar.quotes.operations.work import release
from poshtyar.tickets.models import Turn
from poshtyar.wallet import operations as wallet


class MoreThanApproved(DomainError):
    """More coins than the customer approved (B11)."""

    code = "more_than_approved"


class InvestigationNotOver(DomainError):
    """An investigation ends with the work that follows it, or as impossible (B15)."""

    code = "investigation_not_over"


@operation
def deliver_quote(
    *, quote: Quote, note: str, actor: User, now: datetime, line_coins: Mapping[int, int] | None = None
) -> Quote:
    """Deliver started work: its coins are used, all of them or fewer by line, and the rest is freed (B11).

    `line_coins` gives the coins used by position of the line; a line that it does not name is used whole.
    Raises NotAllowed, QuoteNotOpen, InvestigationNotOver, MoreThanApproved, ReasonMissing (for fewer coins).
    Records `quotes.quote_delivered`.
    """
    quote = lock_quote(quote)
    refuse_unless_staff(actor)
    refuse_unless_in(quote, {QuoteState.STARTED}, actor=actor, now=now)
    if quote.kind == QuoteKind.INVESTIGATION and not quote.stop_asked_at:
        raise InvestigationNotOver(
            _("Announce the work that follows this investigation, or say that it is impossible.")
        )
    lines = _used_lines(quote, line_coins or {})
    if _sum(lines) < quote.agreed_version.coins:
        refuse_without_reason(note)

    _deliver(quote, lines, note=note, actor=actor, now=now)
    return quote


@operation
def declare_impossible(
    *,
    quote: Quote,
    obstacle: Obstacle,
    explanation: str,
    actor: User,
    now: datetime,
    evidence: Sequence[StoredFile] = (),
) -> Quote:
    """Say that approved work cannot be done: only the agreed fee is used, the rest is freed in one step (B14).

    Without an agreed fee all coins are freed. Offers that followed an impossible investigation are withdrawn.
    Raises NotAllowed, QuoteNotOpen, ReasonMissing and what `files.attach_files` raises.
    Records `quotes.work_impossible`.
    """
    quote = lock_quote(quote)
    refuse_unless_staff(actor)
    refuse_without_reason(explanation)
    refuse_unless_in(quote, HELD, actor=actor, now=now)

    fee = min(quote.agreed_fee, quote.agreed_version.coins)
    if fee:
        wallet.capture_fee(reference=quote.agreed_version.hold_reference, actor=actor, now=now)
    else:
        release(quote, actor=actor, now=now)
    quote.obstacle = obstacle
    settle(quote, QuoteState.IMPOSSIBLE, captured=fee, note=explanation, actor=actor, now=now)
    if evidence:
        files.attach_files(files=evidence, organization=quote.ticket.organization, actor=actor, now=now)
        quote.evidence.set(evidence)
    for follower in quote.work_quotes.filter(state=QuoteState.ANNOUNCED).select_related("offered_version"):
        withdraw_offer(follower, actor=actor, now=now)

    keep_books(quote.ticket, otherwise=Turn.NOBODY, now=now)
    record(
        "work_impossible",
        quote,
        actor=actor,
        now=now,
        title=quote.agreed_version.title,
        obstacle=obstacle,
        reason=explanation,
        used=fee,
        **quote.freed,
    )
    return quote


@operation
def settle_dispute(*, quote: Quote, line_coins: Mapping[int, int], reason: str, actor: User, now: datetime) -> Quote:
    """Decide, as a lead, how much of work that the customer asked to stop is used, from nothing to all (B11).

    Raises NotAllowed, QuoteNotOpen, ReasonMissing, MoreThanApproved.
    Records `quotes.dispute_settled`, and then `quotes.quote_delivered`.
    """
    quote = lock_quote(quote)
    if not actor.is_lead:
        raise NotAllowed(_("Only a lead may settle a disagreement."))
    refuse_without_reason(reason)
    refuse_unless_in(quote, {QuoteState.STARTED}, actor=actor, now=now)
    if quote.stop_asked_at is None:
        raise QuoteNotOpen(_("The customer has not asked to stop this work."))
    lines = _used_lines(quote, line_coins)

    record("dispute_settled", quote, actor=actor, now=now, title=quote.agreed_version.title, reason=reason)
    _deliver(quote, lines, note=reason, actor=actor, now=now)
    return quote


def _used_lines(quote: Quote, line_coins: Mapping[int, int]) -> list[QuoteLine]:
    """Return the approved lines with the coins that are used of each."""
    lines = list(quote.agreed_version.lines.order_by("position"))
    for line in lines:
        line.captured_coins = used = line_coins.get(line.position, line.coins)
        if not 0 <= used <= line.coins:
            words = {"title": line.title, "coins": coins_in_words(line.coins)}
            raise MoreThanApproved(_("“%(title)s” was approved at %(coins)s; use 0 up to that.") % words)
    return lines


def _sum(lines: list[QuoteLine]) -> int:
    return sum(line.captured_coins or 0 for line in lines)


def _deliver(quote: Quote, lines: list[QuoteLine], *, note: str, actor: User, now: datetime) -> None:
    """Use the lines' coins, free the rest, and settle the quote."""
    approved = quote.agreed_version
    used = _sum(lines)
    if approved.coins:
        wallet.capture_hold(reference=approved.hold_reference, coins=used, actor=actor, now=now, reason=note)
    QuoteLine.objects.bulk_update(lines, ["captured_coins"])
    settle(quote, QuoteState.DELIVERED, captured=used, note=note, actor=actor, now=now)

    keep_books(quote.ticket, otherwise=Turn.NOBODY, now=now)
    facts = {"title": approved.title, "used": used, "reason": note, **quote.freed}
    record("quote_delivered", quote, actor=actor, now=now, **facts)
