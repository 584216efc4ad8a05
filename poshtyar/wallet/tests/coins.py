"""Short ways to fill a wallet and to look into it."""

from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection

from poshtyar.wallet import operations as wallet
from poshtyar.wallet import triggers
from poshtyar.wallet.models import DebtLine, Entry, Lot, Wallet
from poshtyar.wallet.queries import invariants
from tests.factories import NOW

YEAR = timedelta(days=366)
# A year after the coins come; None would be coins that never expire.
IN_A_YEAR = object()


def buy(
    organization,
    coins=300,
    *,
    reference="order:1",
    expires_at=IN_A_YEAR,
    now=NOW,
    label="Essential",
    price_rial=60_000_000,
) -> Lot:
    """Credit a purchase and return its lot."""
    wallet.credit_purchase(
        organization=organization,
        reference=reference,
        coins=coins,
        price_rial=price_rial,
        label_fa="ضروری",
        label_en=label,
        expires_at=now + YEAR if expires_at is IN_A_YEAR else expires_at,
        actor=None,
        now=now,
    )
    return Lot.objects.get(reference=reference)


def gift(organization, coins=10, *, actor, key="welcome", expires_at=IN_A_YEAR, now=NOW, reason="welcome") -> Lot:
    """Give a gift and return its lot."""
    entry = wallet.credit_gift(
        organization=organization,
        key=key,
        coins=coins,
        label_fa="هدیه",
        label_en="Gift",
        reason=reason,
        expires_at=now + YEAR if expires_at is IN_A_YEAR else expires_at,
        actor=actor,
        now=now,
    )
    return Lot.objects.get(movements__entry=entry)


def hold(organization, coins, *, reference="quote-version:1", fee=0, actor=None, now=NOW):
    """Set coins aside."""
    return wallet.hold_coins(organization=organization, reference=reference, coins=coins, fee=fee, actor=actor, now=now)


def counters(lot: Lot) -> tuple[int, int, int, int, int]:
    """Return where the coins of a lot are: free, set aside, used, expired, taken back."""
    lot.refresh_from_db()
    return lot.available, lot.held, lot.captured, lot.expired, lot.revoked


def journal(organization) -> list[tuple]:
    """Return each entry's kind with its movements, in the order they were booked."""
    entries = Entry.objects.filter(wallet__organization=organization).order_by("seq")
    return [(entry.kind, [(m.src, m.dst, m.amount) for m in entry.movements.order_by("line")]) for entry in entries]


def at(moment: datetime, n: float) -> datetime:
    """Return the moment n seconds later."""
    return moment + timedelta(seconds=n)


def capture(coins, *, reference="quote-version:1", actor=None, now=NOW):
    """Use coins that were set aside."""
    return wallet.capture_hold(reference=reference, coins=coins, actor=actor, now=now)


def release(*, reference="quote-version:1", actor=None, now=NOW, by_agency=False):
    """Free coins that were set aside."""
    return wallet.release_hold(reference=reference, actor=actor, now=now, by_agency=by_agency)


def refund(organization, coins, *, actor, reference="order:1", key="form-1", reason="Sorry", now=NOW, **terms) -> Entry:
    """Take free coins of a purchase back for money."""
    facts = {"reference": reference, "coins": coins, "key": key, "reason": reason, **terms}
    return wallet.refund_purchase(organization=organization, **facts, actor=actor, now=now)


def charge_back(
    organization, *, actor, reference="order:1", dispute="d-1", reason="The bank's letter", now=NOW
) -> Entry:
    """Book that the bank took a payment back."""
    return wallet.charge_back(
        organization=organization, reference=reference, dispute=dispute, reason=reason, actor=actor, now=now
    )


def win(organization, *, actor, dispute="d-1", expires_at=NOW + YEAR, reason="The bank's letter", now=NOW) -> Entry:
    """Book that the money of a dispute came back."""
    return wallet.win_chargeback(
        organization=organization, dispute=dispute, expires_at=expires_at, reason=reason, actor=actor, now=now
    )


def adjust(organization, coins, *, actor, key="form-1", reason="Miscounted", now=NOW, **terms) -> Entry:
    """Add coins, or take free ones away."""
    return wallet.adjust_coins(
        organization=organization, coins=coins, key=key, reason=reason, actor=actor, now=now, **terms
    )


def extend(organization, lot, expires_at, *, actor, key="form-1", reason="A long holiday", now=NOW) -> Entry:
    """Move the date of a lot's free coins."""
    return wallet.extend_expiry(
        organization=organization, lot=lot.pk, expires_at=expires_at, key=key, reason=reason, actor=actor, now=now
    )


def undo(coins, *, actor, reference="quote-version:1", key="form-1", reason="Our mistake", now=NOW, **terms) -> Entry:
    """Give back coins that work has used."""
    return wallet.undo_capture(reference=reference, coins=coins, key=key, reason=reason, actor=actor, now=now, **terms)


def debt_of(organization) -> tuple[int, list[tuple[int, str | None]]]:
    """Return what is owed, and each change of it with the purchase that it is of."""
    lines = DebtLine.objects.filter(entry__wallet__organization=organization).order_by("id")
    owed = Wallet.objects.get(organization=organization).debt
    return owed, [(line.delta, line.purchase.reference) for line in lines.select_related("purchase")]


def broken_invariants() -> list[list[str]]:
    """Return the rows that break what must be true of the ledger, by what they break."""
    return [names for _, names in invariants.broken(Wallet.objects.all()) if names]


@contextmanager
def unguarded():
    """Do what somebody with the keys of the database could do behind the guards."""
    triggers.drop(connection)
    try:
        yield
    finally:
        triggers.install(connection)
