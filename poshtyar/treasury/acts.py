"""Acts: what a member of staff does with an organization's coins by hand.

An act says exactly what is asked and knows no tables, so that it can be tried, kept and done later. Its `name` is that
of the operation which does it; `adjust_coins` does two.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import ClassVar


@dataclass(frozen=True)
class Gift:
    """Coins that cost nothing, until a date."""

    name: ClassVar[str] = "credit_gift"
    coins: int
    expires_at: datetime


@dataclass(frozen=True)
class Adding:
    """Coins that were missing, as a lot of their own until a date."""

    name: ClassVar[str] = "add_coins"
    coins: int
    expires_at: datetime


@dataclass(frozen=True)
class Taking:
    """Free coins that are too many: of one lot, or in the order of use."""

    name: ClassVar[str] = "take_coins"
    coins: int
    lot: int | None = None


@dataclass(frozen=True)
class Extension:
    """A later date for the free coins of a lot."""

    name: ClassVar[str] = "extend_expiry"
    lot: int
    expires_at: datetime


@dataclass(frozen=True)
class Refund:
    """Free coins of a purchase that are taken back for money: their share of the price, as it was shown."""

    name: ClassVar[str] = "refund_purchase"
    reference: str
    coins: int
    money_rial: int | None = None


@dataclass(frozen=True)
class Chargeback:
    """A purchase whose payment the bank took back, with the bank's number of the dispute."""

    name: ClassVar[str] = "charge_back"
    reference: str
    dispute: str


@dataclass(frozen=True)
class Winning:
    """A dispute whose money came back; coins that come back with it are usable until a date."""

    name: ClassVar[str] = "win_chargeback"
    dispute: str
    expires_at: datetime


@dataclass(frozen=True)
class Undoing:
    """Coins that delivered or impossible work has used and that come back; those whose date has passed until a date."""

    name: ClassVar[str] = "undo_delivery"
    quote: int
    coins: int
    expires_at: datetime


Act = Gift | Adding | Taking | Extension | Refund | Chargeback | Winning | Undoing
KINDS = (Gift, Adding, Taking, Extension, Refund, Chargeback, Winning, Undoing)
ACTS: dict[str, type[Act]] = {act.name: act for act in KINDS}


def terms_of(act: Act) -> dict:
    """Return what an act asks for as JSON values."""
    terms = asdict(act)
    return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in terms.items()}


def act_of(name: str, terms: dict) -> Act:
    """Return the act that was kept under this name with these terms."""
    moments = {key: datetime.fromisoformat(value) for key, value in terms.items() if key == "expires_at"}
    return ACTS[name](**terms | moments)
