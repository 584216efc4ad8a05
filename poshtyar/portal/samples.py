"""Made-up things for the kit page: rows as the database would give them, but none of them is in it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from poshtyar.accounts.models import User
from poshtyar.catalog.models import Obstacle, Package
from poshtyar.files.models import StoredFile
from poshtyar.quotes.models import Quote, QuoteKind, QuoteLine, QuoteState, QuoteVersion, VersionOutcome
from poshtyar.quotes.queries import Decision, LineChange, OldVersion, QuoteCard
from poshtyar.quotes.sentences import consent_to_fee
from poshtyar.tickets.models import Message, MessageKind, Severity, Ticket, Turn
from poshtyar.tickets.queries import Clock
from poshtyar.wallet.queries import Balance, Holdings

# No row of any database has these numbers, so a button that is pressed here finds nothing.
NOWHERE = 9_000_000_000
NEGAR, REZA = User(pk=NOWHERE, display_name="نگار سهرابی"), User(pk=NOWHERE + 1, display_name="رضا کاظمی")
LINES = [("رفع تداخل دو ماژول", 7), ("تنظیم کش و تست سرعت", 5)]
TITLE = "رفع کندی صفحهٔ محصول و تنظیم کش"
FREE = 42


@dataclass(frozen=True)
class Sample:
    """One state of a component, and what it is called."""

    name: str
    card: QuoteCard


def quote_cards(now: datetime) -> list[Sample]:
    """Return the quote card in each of its states."""
    hour = timedelta(hours=1)
    asked: dict[str, Any] = {"asked_at": now - hour}
    started = {"state": QuoteState.STARTED, "started_by": REZA, "started_at": now - hour}
    settled = {"settled_by": REZA, "settled_at": now, "settlement_note": "انجام شد و سرعت صفحه رو هم سنجیدیم."}
    impossible = {"obstacle": Obstacle.HOST, "captured_coins": 5, "settlement_note": "این هاست PHP 8.3 نداره."}
    cancelled = {"settled_by": NEGAR, "settled_at": now}
    investigated = {"kind": QuoteKind.INVESTIGATION, "settled_at": now}
    return [
        Sample(_("Sent"), _offered(1, now, fee=5)),
        Sample(_("Seen, as staff see it"), replace(_offered(2, now, first_seen_at=now), is_for_staff=True)),
        Sample(_("Asked"), _offered(3, now, **asked)),
        Sample(_("Not enough coins"), _offered(4, now, free=4)),
        Sample(_("Second version"), _second(_offered(5, now), now)),
        Sample(_("Approved"), _approved(6, now, state=QuoteState.APPROVED)),
        Sample(_("New price for approved work"), _requote(_approved(7, now, **started), now)),
        Sample(_("In progress"), _approved(8, now, **started)),
        Sample(_("Delivered"), _approved(9, now, state=QuoteState.DELIVERED, captured_coins=12, **settled)),
        Sample(_("Delivered for less"), _approved(10, now, state=QuoteState.DELIVERED, captured_coins=9, **settled)),
        Sample(_("Impossible"), _approved(11, now, fee=5, state=QuoteState.IMPOSSIBLE, **settled | impossible)),
        Sample(_word(QuoteState.CANCELLED), _approved(14, now, state=QuoteState.CANCELLED, **cancelled)),
        Sample(_word(QuoteState.INCLUDED), _approved(16, now, state=QuoteState.INCLUDED, **investigated)),
        Sample(_("Declined"), _declined(12, now)),
        Sample(_("Expired"), replace(_offered(13, now, state=QuoteState.EXPIRED), is_expired=True)),
        Sample(_word(QuoteState.WITHDRAWN), _offered(15, now, state=QuoteState.WITHDRAWN)),
    ]


def _word(state: QuoteState) -> str:
    return str(state.label)


def _version(number: int, quote: Quote, now: datetime, **fields) -> QuoteVersion:
    # Its number makes the name of each card its own.
    facts = {
        "title": f"{TITLE} ({number})",
        "coins": 12,
        "fee": 0,
        "delivery_hours": 6,
        "valid_until": now + timedelta(days=1),
    }
    return QuoteVersion(pk=NOWHERE + number, quote=quote, number=1, announced_at=now, **facts | fields)


def _offered(number: int, now: datetime, *, free: int = FREE, fee: int = 0, **fields) -> QuoteCard:
    """Return the card of an offer that waits, as somebody reads it who may decide."""
    quote = Quote(pk=NOWHERE + number, ticket_id=NOWHERE, created_at=now, **fields)
    quote.offered_version = _version(number, quote, now, fee=fee)
    lines = tuple(QuoteLine(position=n, title=title, coins=coins) for n, (title, coins) in enumerate(LINES, 1))
    return QuoteCard(
        quote=quote,
        version=quote.offered_version,
        lines=lines,
        approved_lines=(),
        approved=None,
        old_versions=(),
        decision=Decision(
            available=free,
            after=free - 12,
            missing=max(0, 12 - free),
            debt=0,
            package=Package(code="essential"),
            consent=consent_to_fee(fee) if fee else "",
            rights_ending=(),
            investigation_coins=0,
        ),
        may_decide=True,
        may_buy=True,
        is_for_staff=False,
        is_expired=False,
        can_ask_for_rework=False,
        evidence=(),
    )


def _approved(number: int, now: datetime, **fields) -> QuoteCard:
    """Return the card of a quote that was approved."""
    card = _offered(number, now, decided_by=NEGAR, decided_at=now - timedelta(hours=2), **fields)
    card.quote.approved_version, card.quote.offered_version = card.version, None
    is_settled = card.quote.state == QuoteState.DELIVERED
    return replace(card, approved=card.version, approved_lines=card.lines, can_ask_for_rework=is_settled)


def _declined(number: int, now: datetime) -> QuoteCard:
    decided: dict[str, Any] = {"state": QuoteState.DECLINED, "decided_by": NEGAR, "decided_at": now}
    card = _offered(number, now, decline_reason="فعلاً فقط کش رو می‌خوایم.", **decided)
    card.quote.offered_version = None
    return card


def _second(card: QuoteCard, now: datetime) -> QuoteCard:
    """Return the card with a dearer version before the one that it shows."""
    first = _version(20, card.quote, now, coins=16, outcome=VersionOutcome.REPLACED)
    changes = (LineChange(LINES[0][0], 9, 7), LineChange("پشتیبان‌گیری", 2, None))
    return replace(card, old_versions=(OldVersion(first, card.version, changes),))


def _requote(card: QuoteCard, now: datetime) -> QuoteCard:
    """Return the card of work in progress with a new price that waits for the customer."""
    card.quote.offered_version = dearer = _version(21, card.quote, now, coins=20)
    dearer.number, card.version.outcome = 2, VersionOutcome.APPROVED
    title, coins = "انتقال به هاست تازه", 8
    return replace(
        card,
        version=dearer,
        lines=(*card.lines, QuoteLine(position=3, title=title, coins=coins)),
        old_versions=(OldVersion(card.version, dearer, (LineChange(title, None, coins),)),),
        decision=card.decision and replace(card.decision, after=card.decision.available - coins),
    )


def tickets(now: datetime) -> list[Ticket]:
    """Return a ticket in each group of the customer's list, the first with news."""
    facts = {"organization_id": NOWHERE, "last_message_by": REZA, "last_message_at": now - timedelta(hours=3)}
    rows = [
        Ticket(pk=1048, subject=TITLE, severity=Severity.HIGH, turn=Turn.CUSTOMER, open_offers=1, **facts),
        Ticket(pk=1052, subject="SSL certificate expired روی زیردامنهٔ api", turn=Turn.CUSTOMER, **facts),
        Ticket(pk=1039, subject="درخواست گزارش سئوی آبان", turn=Turn.AGENCY, coins_set_aside=20, **facts),
        Ticket(pk=1035, subject="انتقال به هاست تازه", turn=Turn.NOBODY, **facts),
        Ticket(pk=1031, subject="انتقال هاست", state="closed", **facts),
    ]
    for row in rows:
        row.is_unread = row is rows[0]  # type: ignore[attr-defined]  # As the list annotates it.
    return rows


def clocks() -> list[Clock]:
    """Return the badge of the queue in each of its states."""
    why = "بستهٔ پایه، شدت زیاد"
    return [
        Clock("mute", "۳ ساعت مانده", why, "clock"),
        Clock("warn", "۱ ساعت مانده", why, "clock"),
        Clock("over", "۱۸ دقیقه مانده", why, "clock"),
        Clock("over", "۱۲ دقیقه گذشته", why, "alarm-clock", is_past=True),
        Clock("info", "منتظر مشتری، ساعت نگه داشته شده", why, "pause"),
    ]


def messages(now: datetime) -> list[Message]:
    """Return what a customer and what staff wrote."""
    body = "سلام. صفحهٔ محصول ۸ ثانیه طول می‌کشه:\n\n```\nPHP Fatal error: Allowed memory size exhausted\n```"
    answer = "بررسی کردیم؛ نسخهٔ **9.0.2-rc1** (PHP 8.3) این مشکل رو نداره."
    return [
        Message(pk=NOWHERE, author=NEGAR, body=body, written_at=now),
        Message(pk=NOWHERE + 1, author=REZA, body=answer, written_at=now, by_staff=True),
    ]


def note(now: datetime) -> Message:
    """Return what staff alone read."""
    return Message(
        pk=NOWHERE + 2, author=REZA, body="شبیه تیکت 987؛ همون تداخل کش.", written_at=now, kind=MessageKind.NOTE
    )


def files() -> list[StoredFile]:
    """Return files with names in both directions."""
    return [
        StoredFile(public_id="a" * 16, name="خطای صفحهٔ محصول.png", bytes=215_000),
        StoredFile(public_id="b" * 16, name="error-2026-11-27.log", bytes=1_482),
    ]


def holdings(now: datetime) -> Holdings:
    """Return a balance with everything in it."""
    soon = now + timedelta(days=5)
    balance = Balance(available=FREE, expiring_soon=10, held=12, debt=3, next_expiry_at=soon)
    return Holdings(at=now, balance=balance, lots=())
