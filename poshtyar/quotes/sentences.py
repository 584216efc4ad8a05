"""Sentences about a quote that several places say in the same words."""

from datetime import datetime

from django.utils.translation import gettext as _

from poshtyar.accounts.models import User
from poshtyar.common.jalali import format_moment
from poshtyar.common.words import coins_in_words, freed_in_words
from poshtyar.quotes.models import Quote, QuoteState, QuoteVersion, VersionOutcome

# Raise it whenever the words of `consent_to_fee` change: it is stored with the consent.
CONSENT_VERSION = "2026-11"


def consent_to_fee(fee: int) -> str:
    """Return the words of the consent box, which are stored as they were ticked (B14)."""
    return _(
        "I understand it must be investigated first. If it proves impossible, %(coins)s are charged for the "
        "investigation and not returned; the rest is released."
    ) % {"coins": coins_in_words(fee)}


def tell_freed(quote: Quote) -> str:
    """Return what became of the coins that cancelled work had set aside, as a part of a sentence."""
    return freed_in_words(quote.freed) or _("no coins were used")


def tell_expired() -> str:
    """Return what is said of an offer whose time has passed."""
    return _("This quote has expired; nothing was charged. Ask for a fresh one.")


def tell_decision(quote: Quote, *, reader: User, now: datetime) -> str:
    """Return what has become of a quote, by whom and when: the answer to whoever came second."""
    version = quote.approved_version or quote.offered_version
    last_person, last_moment = quote.settled_by or quote.decided_by, quote.settled_at or quote.decided_at
    words = {
        "person": str(last_person or ""),
        "moment": format_moment(last_moment, now) if last_moment else "",
        "coins": coins_in_words(version.coins if version else 0),
        "used": coins_in_words(quote.captured_coins),
        "freed": tell_freed(quote),
    }
    return _TOLD[QuoteState(quote.state)](last_person == reader) % words


def tell_version(version: QuoteVersion, *, now: datetime) -> str:
    """Return what has become of a re-quote while the approved work goes on (B13)."""
    words = {
        "person": str(version.outcome_by or ""),
        "moment": format_moment(version.outcome_at, now) if version.outcome_at else "",
    }
    if version.outcome == VersionOutcome.DECLINED:
        return _("%(person)s declined this new price at %(moment)s. The work you approved goes on as it was.") % words
    return _("This new price is no longer offered. The work you approved goes on as it was.")


def _tell_approved(mine: bool) -> str:
    if mine:
        return _("You approved this at %(moment)s. Nothing was set aside twice.")
    return _("%(person)s approved this at %(moment)s. %(coins)s are set aside.")


def _tell_declined(mine: bool) -> str:
    if mine:
        return _("You declined this at %(moment)s. No coins were set aside.")
    return _("%(person)s declined this at %(moment)s. No coins were set aside.")


def _tell_cancelled(mine: bool) -> str:
    if mine:
        return _("You cancelled this at %(moment)s; %(freed)s.")
    return _("%(person)s cancelled this at %(moment)s; %(freed)s.")


_TOLD = {
    QuoteState.ANNOUNCED: lambda mine: _("This quote is waiting for a decision."),
    QuoteState.APPROVED: _tell_approved,
    QuoteState.STARTED: _tell_approved,
    QuoteState.DELIVERED: lambda mine: _("This work was delivered at %(moment)s and %(used)s were used."),
    QuoteState.DECLINED: _tell_declined,
    QuoteState.EXPIRED: lambda mine: tell_expired(),
    QuoteState.WITHDRAWN: lambda mine: _("We withdrew this quote; no coins were set aside."),
    QuoteState.CANCELLED: _tell_cancelled,
    QuoteState.IMPOSSIBLE: lambda mine: _("This work proved impossible at %(moment)s; %(used)s were used."),
    QuoteState.INCLUDED: lambda mine: _("This investigation is included in the work that you approved."),
}
