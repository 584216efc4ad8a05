"""Making offers: announced, changed, withdrawn, seen."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from poshtyar.accounts.models import User
from poshtyar.common.errors import DomainError, IdempotencyConflict
from poshtyar.common.numbers import format_number
from poshtyar.common.transactions import operation
from poshtyar.quotes.limits import MOST_COINS, MOST_LINES
from poshtyar.quotes.models import LIVE, Quote, QuoteKind, QuoteLine, QuoteState, QuoteVersion, VersionOutcome
from poshtyar.quotes.offers import Offer
from poshtyar.quotes.operations.moves import (
    QuoteNotOpen,
    close_version,
    drop_offer,
    facts_of,
    keep_books,
    lock_quote,
    lock_ticket,
    record,
    refuse_unless_in,
    refuse_unless_staff,
    settle,
)
from poshtyar.quotes.operations.work import begin, release
from poshtyar.quotes.queries import missing_rights
from poshtyar.tickets.models import Ticket, Turn


class OfferOutOfRange(DomainError):
    """The offer's numbers or moments make no sense."""

    code = "offer_out_of_range"


class RightMissing(DomainError):
    """The organization's packages do not allow this work (B17)."""

    code = "right_missing"


@operation
def announce_quote(*, ticket: Ticket, offer: Offer, nonce: str, actor: User, now: datetime) -> Quote:
    """Offer work on a ticket; nothing starts and nothing is set aside before the customer approves (B9).

    Raises NotAllowed, IdempotencyConflict, OfferOutOfRange, RightMissing, QuoteNotOpen.
    Records `quotes.quote_announced`.
    """
    ticket = lock_ticket(ticket.pk)
    refuse_unless_staff(actor)
    if earlier := _made_with(nonce, offer, ticket):
        return earlier
    _refuse_closed(ticket)
    _refuse_out_of_range(offer, now)
    _refuse_missing_right(offer, ticket, actor, now)

    if offer.investigation:
        _follow(offer.investigation, ticket, actor=actor, now=now)
    quote = write_quote(ticket, offer, nonce=nonce, actor=actor, now=now)

    keep_books(ticket, otherwise=Turn.CUSTOMER, has_asked=False, now=now)
    record("quote_announced", quote, actor=actor, now=now, **facts_of(quote.open_version))
    return quote


@operation
def revise_quote(*, quote: Quote, offer: Offer, nonce: str, actor: User, now: datetime) -> Quote:
    """Offer a new version. On approved or started work it is a re-quote, and the approved one stays until then (B13).

    Raises NotAllowed, IdempotencyConflict, OfferOutOfRange, RightMissing, QuoteNotOpen.
    Records `quotes.quote_revised`.
    """
    quote = lock_quote(quote)
    refuse_unless_staff(actor)
    if earlier := _made_with(nonce, offer, quote.ticket):
        return earlier
    refuse_unless_in(quote, LIVE | {QuoteState.EXPIRED, QuoteState.DECLINED}, actor=actor, now=now)
    _refuse_closed(quote.ticket)
    if not quote.is_live and quote.investigation and quote.investigation.is_held:
        _refuse_second_follower(quote.investigation)
    _refuse_out_of_range(offer, now)
    _refuse_missing_right(offer, quote.ticket, actor, now, changed=quote)

    before = quote.offered_version or quote.agreed_version
    if before.outcome == VersionOutcome.OFFERED:
        close_version(before, VersionOutcome.REPLACED, actor=actor, now=now)
    quote.offered_version = write_version(quote, offer, nonce=nonce, actor=actor, now=now)
    if not quote.is_held:
        quote.state, quote.decided_by, quote.decided_at, quote.decline_reason = QuoteState.ANNOUNCED, None, None, ""
    quote.first_seen_at = quote.asked_at = None
    quote.right_override_reason = offer.override_reason or quote.right_override_reason
    quote.save(
        update_fields=[
            "offered_version",
            "state",
            "decided_by",
            "decided_at",
            "decline_reason",
            "first_seen_at",
            "asked_at",
            "right_override_reason",
        ]
    )

    keep_books(quote.ticket, otherwise=Turn.CUSTOMER, has_asked=False, now=now)
    record("quote_revised", quote, actor=actor, now=now, before=before.coins, **facts_of(quote.offered_version))
    return quote


@operation
def withdraw_quote(*, quote: Quote, actor: User, now: datetime) -> Quote:
    """Take an offer back. If it followed an investigation that no other offer follows, its coins are freed (B15).

    A re-quote is taken off the approved work, which stays as it was (B13).
    Raises NotAllowed, QuoteNotOpen. Records `quotes.quote_withdrawn`.
    """
    quote = lock_quote(quote)
    refuse_unless_staff(actor)
    if quote.state == QuoteState.WITHDRAWN:
        return quote
    if quote.is_held and not quote.offered_version:
        raise QuoteNotOpen(_("This work has no open offer to withdraw; cancel the work instead."))
    refuse_unless_in(quote, LIVE | {QuoteState.EXPIRED}, actor=actor, now=now)

    version = quote.open_version
    if quote.is_held:
        drop_offer(quote, VersionOutcome.WITHDRAWN, actor=actor, now=now)
        quote.save(update_fields=["offered_version"])
    else:
        withdraw_offer(quote, actor=actor, now=now)
        if quote.investigation and quote.investigation.is_held and not quote.investigation.work_quotes.live().exists():
            release(quote.investigation, actor=actor, now=now)
            settle(quote.investigation, QuoteState.CANCELLED, actor=actor, now=now)

    keep_books(quote.ticket, otherwise=Turn.AGENCY, now=now)
    record("quote_withdrawn", quote, actor=actor, now=now, **facts_of(version))
    return quote


@operation
def note_quote_seen(*, quote: Quote, actor: User, now: datetime) -> Quote:
    """Note that the customer has seen the offer, the first time only.

    One guarded statement instead of the locks: a page that is merely read must not wait for those who decide.
    Records `quotes.quote_seen`.
    """
    if actor.is_staff_member:
        return quote
    if Quote.objects.filter(pk=quote.pk, first_seen_at=None).update(first_seen_at=now):
        quote.first_seen_at = now
        record("quote_seen", quote, actor=actor, now=now)
    return quote


def withdraw_offer(quote: Quote, *, actor: User, now: datetime) -> None:
    """Write that a first offer is withdrawn."""
    close_version(quote.open_version, VersionOutcome.WITHDRAWN, actor=actor, now=now)
    quote.state, quote.settled_by, quote.settled_at = QuoteState.WITHDRAWN, actor, now
    quote.save(update_fields=["state", "settled_by", "settled_at"])


def write_quote(
    ticket: Ticket, offer: Offer, *, nonce: str, actor: User, now: datetime, repairs: Quote | None = None
) -> Quote:
    """Write a quote with its first version on offer; the caller has locked the ticket."""
    quote = Quote.objects.create(
        ticket=ticket,
        kind=offer.kind,
        # Announced as soon as its first version stands; the CHECK wants the proof with the state.
        state=QuoteState.WITHDRAWN,
        investigation=offer.investigation,
        repairs=repairs,
        created_by=actor,
        created_at=now,
        right_override_reason=offer.override_reason,
    )
    quote.offered_version = write_version(quote, offer, nonce=nonce, actor=actor, now=now)
    quote.state = QuoteState.ANNOUNCED
    quote.save(update_fields=["offered_version", "state"])
    return quote


def write_version(quote: Quote, offer: Offer, *, nonce: str, actor: User, now: datetime) -> QuoteVersion:
    """Write the next version of a quote with its lines."""
    version = QuoteVersion.objects.create(
        quote=quote,
        number=quote.versions.count() + 1,
        title=offer.title,
        coins=offer.coins,
        fee=offer.agreed_fee,
        delivery_hours=offer.delivery_hours,
        assumptions=offer.assumptions,
        valid_until=offer.valid_until,
        announced_by=actor,
        announced_at=now,
        nonce=nonce,
    )
    QuoteLine.objects.bulk_create(
        QuoteLine(
            version=version,
            position=position,
            service=line.service,
            title=line.title,
            coins=line.coins,
            effort_minutes=line.effort_minutes,
        )
        for position, line in enumerate(offer.lines, start=1)
    )
    return version


def _made_with(nonce: str, offer: Offer, ticket: Ticket) -> Quote | None:
    """Return the quote that this form has already announced; raises IdempotencyConflict if it then said otherwise."""
    version = QuoteVersion.objects.filter(nonce=nonce).select_related("quote").first()
    if version is None:
        return None
    if version.quote.ticket_id != ticket.pk or _said(version) != _says(offer):
        raise IdempotencyConflict(_("This form has already announced another offer. Open the ticket again."))
    return version.quote


def _said(version: QuoteVersion) -> tuple:
    """Return what a version says, but for its moments, which are counted from the instant of sending."""
    lines = version.lines.order_by("position").values_list("title", "coins", "service", "effort_minutes")
    return version.quote.kind, version.title, version.fee, version.delivery_hours, version.assumptions, list(lines)


def _says(offer: Offer) -> tuple:
    """Return the same of an offer that is to become one."""
    lines = [
        (line.title, line.coins, line.service.pk if line.service else None, line.effort_minutes) for line in offer.lines
    ]
    return offer.kind, offer.title, offer.agreed_fee, offer.delivery_hours, offer.assumptions, lines


def _refuse_closed(ticket: Ticket) -> None:
    """Raise QuoteNotOpen for a closed ticket."""
    if not ticket.is_open:
        raise QuoteNotOpen(_("This ticket is closed. Open it again before you quote."))


def _refuse_out_of_range(offer: Offer, now: datetime) -> None:
    """Raise OfferOutOfRange for an offer that nobody can mean."""
    if not 1 <= len(offer.lines) <= MOST_LINES:
        raise OfferOutOfRange(_("A quote has 1 to %(most)s lines.") % {"most": format_number(MOST_LINES)})
    if any(line.coins < 0 for line in offer.lines) or offer.coins > MOST_COINS:
        raise OfferOutOfRange(_("A quote has 0 to %(most)s coins.") % {"most": format_number(MOST_COINS)})
    if offer.kind == QuoteKind.INVESTIGATION and offer.coins > settings.INVESTIGATION_FEE_COINS:
        most = {"most": format_number(settings.INVESTIGATION_FEE_COINS)}
        raise OfferOutOfRange(_("An investigation has %(most)s coins at most.") % most)
    if offer.delivery_hours < 1:
        raise OfferOutOfRange(_("Delivery takes at least 1 hour."))
    if offer.valid_until <= now:
        raise OfferOutOfRange(_("The quote must stay valid for some time."))


def _refuse_missing_right(
    offer: Offer, ticket: Ticket, actor: User, now: datetime, *, changed: Quote | None = None
) -> None:
    """Raise RightMissing, with the package that has the right, unless a lead gives a reason (B17)."""
    services = [line.service for line in offer.lines if line.service]
    missing = missing_rights(ticket.organization, services, now, changed=changed)
    if missing and not (actor.is_lead and offer.override_reason.strip()):
        raise RightMissing(" ".join(right.sentence for right in missing))


def _follow(investigation: Quote, ticket: Ticket, *, actor: User, now: datetime) -> None:
    """Make sure that work may follow this investigation, which then counts as started (B15)."""
    if investigation.ticket_id != ticket.pk:
        raise QuoteNotOpen(_("This investigation belongs to another ticket."))
    investigation = lock_quote(investigation)
    if investigation.kind != QuoteKind.INVESTIGATION or not investigation.is_held:
        raise QuoteNotOpen(_("This investigation is not approved, or is settled already."))
    _refuse_second_follower(investigation)
    if investigation.state == QuoteState.APPROVED:
        begin(investigation, actor=actor, now=now)


def _refuse_second_follower(investigation: Quote) -> None:
    """Raise QuoteNotOpen where another offer follows the investigation, whose coins are there once (B15)."""
    if investigation.work_quotes.live().exists():
        raise QuoteNotOpen(_("Another offer already follows this investigation."))
