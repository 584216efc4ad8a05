"""What the customer decides about an offer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from poshtyar.accounts.models import User
from poshtyar.accounts.permissions import is_member
from poshtyar.common.errors import DomainError, NotAllowed
from poshtyar.common.numbers import format_number
from poshtyar.common.transactions import operation
from poshtyar.common.words import coins_in_words
from poshtyar.quotes.models import (
    HELD,
    LIVE,
    Quote,
    QuoteState,
    QuoteVersion,
    VersionOutcome,
)
from poshtyar.quotes.operations.moves import (
    QuoteNotOpen,
    close_version,
    drop_offer,
    facts_of,
    keep_books,
    lock_quote,
    record,
    refuse_unless_in,
    refuse_unless_may_decide,
    settle,
)
from poshtyar.quotes.queries import has_expired, version_taken_over
from poshtyar.quotes.sentences import CONSENT_VERSION, consent_to_fee, tell_decision, tell_expired, tell_version
from poshtyar.tickets import operations as tickets
from poshtyar.tickets.models import Message, Turn
from poshtyar.wallet import operations as wallet


class QuoteChanged(DomainError):
    """Another version is on offer than the one that was shown (B10)."""

    code = "quote_changed"


class QuoteExpired(DomainError):
    """The offer's time has passed."""

    code = "quote_expired"


class ConsentNeeded(DomainError):
    """The investigation fee was not consented to (B14)."""

    code = "consent_needed"


@dataclass(frozen=True)
class Approval:
    """An approved quote; `is_replay` says that it was approved before and nothing moved twice."""

    quote: Quote
    is_replay: bool


@operation
def approve_quote(*, quote: Quote, version: int, consent: bool, actor: User, now: datetime) -> Approval:
    """Accept the version that was shown: its coins are set aside and work may start (B9–B15).

    Approving the same version again answers with the first approval.
    Raises NotAllowed, QuoteNotOpen, QuoteChanged, QuoteExpired, ConsentNeeded, and NotEnoughCoins of the wallet.
    Records `quotes.quote_approved`.
    """
    quote = lock_quote(quote)
    refuse_unless_may_decide(quote, actor)
    if _is_approved(quote, version):
        return Approval(quote, is_replay=True)
    offered = _offer_shown(quote, version, actor=actor, now=now)
    if offered.fee and not consent:
        raise ConsentNeeded(_("Please tick the box about the investigation first; without it we cannot start."))

    replaced = version_taken_over(quote)
    _set_aside(offered, replaced, quote=quote, actor=actor, now=now)

    if quote.approved_version:
        close_version(quote.approved_version, VersionOutcome.REPLACED, actor=actor, now=now)
    elif replaced and quote.investigation:
        settle(quote.investigation, QuoteState.INCLUDED, actor=actor, now=now)
    _write_approval(quote, offered, actor=actor, now=now)

    keep_books(quote.ticket, otherwise=Turn.AGENCY, now=now)
    record(
        "quote_approved",
        quote,
        actor=actor,
        now=now,
        consent_text=quote.consent_text,
        consent_version=quote.consent_version,
        **facts_of(offered),
    )
    return Approval(quote, is_replay=False)


@operation
def decline_quote(*, quote: Quote, version: int, reason: str, actor: User, now: datetime) -> Quote:
    """Refuse the version that was shown; no coins move, but an investigation that it followed is used (B15).

    A declined re-quote leaves the approved version and its hold as they are (B13).
    Raises NotAllowed, QuoteNotOpen, QuoteChanged, QuoteExpired. Records `quotes.quote_declined`.
    """
    quote = lock_quote(quote)
    refuse_unless_may_decide(quote, actor)
    if quote.state == QuoteState.DECLINED and quote.decided_by == actor:
        return quote
    offered = _offer_shown(quote, version, actor=actor, now=now)

    used = 0
    if quote.is_held:
        drop_offer(quote, VersionOutcome.DECLINED, actor=actor, now=now)
    else:
        close_version(offered, VersionOutcome.DECLINED, actor=actor, now=now)
        quote.state, quote.decided_by, quote.decided_at = QuoteState.DECLINED, actor, now
        used = use_investigation(quote, actor=actor, now=now)
    quote.decline_reason = reason
    quote.save(update_fields=["state", "offered_version", "decided_by", "decided_at", "decline_reason"])

    keep_books(quote.ticket, otherwise=Turn.AGENCY, now=now)
    record("quote_declined", quote, actor=actor, now=now, reason=reason, used=used, **facts_of(offered))
    return quote


@operation
def ask_about_quote(*, quote: Quote, question: str, nonce: str, actor: User, now: datetime) -> Message:
    """Ask about an offer in a reply on its ticket; the offer stays open (B15: a question is no decline).

    The same form sent again returns the first reply, whatever became of the offer since.
    Raises QuoteNotOpen, and what `tickets.reply_to_ticket` raises. Records `quotes.quote_asked_about`.
    """
    quote = lock_quote(quote)
    _refuse_unless_member(quote, actor)
    if _sent_before(quote, nonce, actor) is None:
        refuse_unless_in(quote, LIVE, actor=actor, now=now)

    return _write_question("quote_asked_about", quote, question, nonce=nonce, actor=actor, now=now)


@operation
def ask_for_fresh_quote(*, quote: Quote, nonce: str, actor: User, now: datetime) -> Message:
    """Ask for a fresh offer in place of an expired or declined one, in a reply on its ticket.

    The same form sent again returns the first reply, whatever became of the quote since.
    Raises QuoteNotOpen, and what `tickets.reply_to_ticket` raises. Records `quotes.fresh_quote_asked`.
    """
    quote = lock_quote(quote)
    _refuse_unless_member(quote, actor)
    if earlier := _sent_before(quote, nonce, actor):
        return earlier
    # The job that expires offers comes by every minute, and nobody need wait for it.
    if not (quote.state == QuoteState.ANNOUNCED and has_expired(quote, now)):
        refuse_unless_in(quote, {QuoteState.EXPIRED, QuoteState.DECLINED}, actor=actor, now=now)

    request = _("I would like a fresh quote for “%(title)s”.") % {"title": quote.open_version.title}
    return _write_question("fresh_quote_asked", quote, request, nonce=nonce, actor=actor, now=now)


def use_investigation(quote: Quote, *, actor: User | None, now: datetime) -> int:
    """Use the coins of the investigation that an undecided offer followed; return how many (B15)."""
    investigation = quote.investigation
    if investigation is None or not investigation.is_held:
        return 0
    coins = investigation.agreed_version.coins
    reference = investigation.agreed_version.hold_reference
    wallet.capture_hold(reference=reference, coins=coins, actor=actor, now=now, is_fee=True)
    settle(investigation, QuoteState.DELIVERED, captured=coins, actor=actor, now=now)
    return coins


def _is_approved(quote: Quote, version: int) -> bool:
    approved = quote.approved_version
    return approved is not None and approved.number == version and quote.state in HELD | {QuoteState.DELIVERED}


def _offer_shown(quote: Quote, version: int, *, actor: User, now: datetime) -> QuoteVersion:
    """Return the version on offer if it is the one that was shown and may still be decided on."""
    if quote.state == QuoteState.EXPIRED:
        raise QuoteExpired(tell_expired())
    refuse_unless_in(quote, LIVE, actor=actor, now=now)
    offered = quote.offered_version
    if offered is None:
        raise QuoteNotOpen(_tell_closed(quote, version, actor=actor, now=now))
    if offered.number != version:
        raise QuoteChanged(_changed(quote, version, offered))
    if has_expired(quote, now):
        raise QuoteExpired(tell_expired())
    return offered


def _tell_closed(quote: Quote, version: int, *, actor: User, now: datetime) -> str:
    """Return what became of the version that was shown, while approved work goes on."""
    shown = quote.versions.filter(number=version).select_related("outcome_by").first()
    if shown is None or shown.pk == quote.approved_version_id:
        return tell_decision(quote, reader=actor, now=now)
    return tell_version(shown, now=now)


def _changed(quote: Quote, version: int, offered: QuoteVersion) -> str:
    """Return who changed the offer from which price to which."""
    shown = quote.versions.filter(number=version).first()
    words = {
        "person": str(offered.announced_by),
        "before": format_number(shown.coins if shown else 0),
        "after": coins_in_words(offered.coins),
    }
    if shown and shown.coins != offered.coins:
        return (
            _("%(person)s just changed the price from %(before)s to %(after)s. Please look at the new version.") % words
        )
    return _("%(person)s just changed this quote. Please look at the new version.") % words


def _set_aside(version: QuoteVersion, replaced: QuoteVersion | None, *, quote: Quote, actor: User, now: datetime):
    """Hold the version's coins, in place of those of `replaced`; a free version holds nothing (B16)."""
    terms: dict[str, Any] = {
        "organization": quote.ticket.organization,
        "reference": version.hold_reference,
        "coins": version.coins,
        "fee": version.fee,
        "actor": actor,
        "now": now,
    }
    held = replaced.hold_reference if replaced and replaced.coins else ""
    if held and version.coins:
        wallet.replace_hold(old_reference=held, **terms)
    elif held:
        wallet.release_hold(reference=held, actor=actor, now=now)
    elif version.coins:
        wallet.hold_coins(**terms)


def _write_approval(quote: Quote, offered: QuoteVersion, *, actor: User, now: datetime) -> None:
    """Write the approval of a version, with the words of its consent as they were ticked."""
    close_version(offered, VersionOutcome.APPROVED, actor=actor, now=now)
    quote.approved_version, quote.offered_version = offered, None
    quote.state = quote.state if quote.is_held else QuoteState.APPROVED
    quote.decided_by, quote.decided_at = actor, now
    quote.agreed_fee = offered.fee
    quote.consent_text = consent_to_fee(offered.fee) if offered.fee else ""
    quote.consent_version = CONSENT_VERSION if offered.fee else ""
    quote.save(
        update_fields=[
            "approved_version",
            "offered_version",
            "state",
            "decided_by",
            "decided_at",
            "agreed_fee",
            "consent_text",
            "consent_version",
        ]
    )


def _refuse_unless_member(quote: Quote, actor: User) -> None:
    if not is_member(actor, quote.ticket.organization):
        raise NotAllowed(_("Only members of this account may do this."))


def _sent_before(quote: Quote, nonce: str, actor: User) -> Message | None:
    """Return the reply that this person's form has already written on the ticket."""
    return Message.objects.filter(ticket=quote.ticket_id, author=actor, nonce=nonce).first()


def _write_question(kind: str, quote: Quote, body: str, *, nonce: str, actor: User, now: datetime) -> Message:
    """Write the customer's words as a reply, and remember that the offer has a question."""
    is_replay = _sent_before(quote, nonce, actor) is not None
    message = tickets.reply_to_ticket(ticket=quote.ticket, body=body, files=[], nonce=nonce, actor=actor, now=now)
    if is_replay:
        return message
    quote.asked_at = now
    quote.save(update_fields=["asked_at"])
    record(kind, quote, actor=actor, now=now, message_id=message.pk)
    return message
