"""What a customer is told of a purchase: the bill before it, the receipt after it."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import Enum
from functools import lru_cache

from django.conf import settings
from django.db.models import Count
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from poshtyar.accounts.models import Organization, User
from poshtyar.accounts.permissions import may_buy
from poshtyar.catalog.models import Package
from poshtyar.entitlements.models import OwnedPackage
from poshtyar.ordering.models import LOT_PREFIX, Order, OrderState, Payment, PaymentNote, PaymentState, VatRate
from poshtyar.ordering.pricing import vat_of
from poshtyar.wallet import queries as wallet
from poshtyar.wallet.allocation import money_share
from poshtyar.wallet.operations import expiry_after


@dataclass(frozen=True)
class Price:
    """What a package costs at a moment, in whole rials; an order keeps these under the same names (B33)."""

    price_rial: int
    vat_percent: int
    vat_rial: int
    total_rial: int


@dataclass(frozen=True)
class Bill(Price):
    """What a package would cost an organization now, and what would become of its coins."""

    coins_expire_at: datetime
    # What is owed after a disputed payment; the package's coins repay it first.
    debt: int
    repaid: int
    free: int
    may_buy: bool
    # The same package, ordered in these hours: two tabs buy twice only knowingly.
    same: Order | None


class ReceiptState(Enum):
    """The states of a receipt; templates compare their values."""

    UNPAID = "unpaid"  # Nobody has been sent to the bank yet.
    CHECKING = "checking"
    PAID = "paid"
    NOT_PAID = "not_paid"
    NEEDS_HUMAN = "needs_human"
    RESOLVED = "resolved"  # Its money went back or was counted elsewhere.


@dataclass(frozen=True)
class OrderBadge:
    """Where an order stands, in a word that customers and staff read alike; `kind` is the colour."""

    kind: str
    words: str | Promise
    icon: str = ""


BADGE_OF = {
    ReceiptState.UNPAID: OrderBadge("warn", _("Waiting for payment"), "clock"),
    ReceiptState.CHECKING: OrderBadge("info", _("Asking the bank"), "clock"),
    ReceiptState.PAID: OrderBadge("ok", _("Paid"), "check"),
    ReceiptState.NOT_PAID: OrderBadge("bad", _("Not paid"), "x"),
    ReceiptState.NEEDS_HUMAN: OrderBadge("warn", _("With a colleague"), "user"),
    ReceiptState.RESOLVED: OrderBadge("mute", _("Resolved by a human"), "user"),
}
EXPIRED = OrderBadge("mute", _("Expired"))
# A payment has the look of what it makes of its order.
BADGE_OF_PAYMENT = {
    PaymentState.STARTED: BADGE_OF[ReceiptState.CHECKING],
    PaymentState.PAID: BADGE_OF[ReceiptState.PAID],
    PaymentState.FAILED: BADGE_OF[ReceiptState.NOT_PAID],
    PaymentState.NEEDS_HUMAN: BADGE_OF[ReceiptState.NEEDS_HUMAN],
    PaymentState.RESOLVED: BADGE_OF[ReceiptState.RESOLVED],
}


@dataclass(frozen=True)
class OrderStanding:
    """An order, what its payments make of it, and whether it may still be paid."""

    order: Order
    state: ReceiptState
    is_payable: bool

    @property
    def badge(self) -> OrderBadge:
        """Its badge: an order that was not paid while it could be has expired."""
        is_over = self.state in {ReceiptState.UNPAID, ReceiptState.NOT_PAID} and not self.is_payable
        return EXPIRED if is_over else BADGE_OF[self.state]


@dataclass(frozen=True)
class Receipt(OrderStanding):
    """Where an order stands, and what may be done about it."""

    payment: Payment | None
    # Money that came for a paid order: it goes back, and the customer is told (B33).
    second_payments: tuple[Payment, ...]
    may_pay: bool
    may_order_again: bool
    coins_expire_at: datetime | None
    # Where there is something to pay: another order of the same package that is paid or on its way.
    same: Order | None


# "Most chosen" is said of a package only where that is true: of so many orders at least, paid within a year.
FEWEST_CHOICES, CHOSEN_WITHIN = 10, timedelta(days=365)

# The package may be ordered anew: no money is here, on its way, or in doubt.
ENDED_UNPAID = {ReceiptState.UNPAID, ReceiptState.NOT_PAID, ReceiptState.RESOLVED}


def price_of(package: Package, now: datetime) -> Price:
    """Return the package's price, with the VAT of that day."""
    percent = VatRate.objects.percent_on(localdate(now))
    vat_rial = vat_of(package.price_rial, percent)
    return Price(package.price_rial, percent, vat_rial, package.price_rial + vat_rial)


def bill_of(package: Package, organization: Organization, reader: User, now: datetime) -> Bill:
    """Return what the package would cost this organization now, and what its reader may do about it."""
    debt = wallet.balance_of(organization, now).debt
    return Bill(
        **asdict(price_of(package, now)),
        coins_expire_at=expiry_after(now, package.validity_days),
        debt=debt,
        repaid=min(debt, package.coins),
        free=max(0, package.coins - debt),
        may_buy=may_buy(reader, organization),
        same=latest_alike(organization, package, now),
    )


def most_chosen(now: datetime) -> int | None:
    """Return the package that most orders of the last year paid for, if enough were paid and none was paid as often.

    The home page asks at each visit, so the year is counted once an hour, in each process.
    """
    return most_chosen_as_of(now.replace(minute=0, second=0, microsecond=0))


@lru_cache(maxsize=1)
def most_chosen_as_of(now: datetime) -> int | None:
    """Count the orders of the year before a moment."""
    paid = Order.objects.filter(state=OrderState.PAID, paid_at__gt=now - CHOSEN_WITHIN, package__is_on_sale=True)
    counted = list(paid.values_list("package").annotate(count=Count("pk")).order_by("-count", "package")[:2])
    counts = [count for _, count in counted]
    is_clear = len(set(counts)) == len(counts) and max(counts, default=0) >= FEWEST_CHOICES
    return counted[0][0] if is_clear else None


def latest_alike(
    organization: Organization, package: Package, now: datetime, *, except_order: Order | None = None
) -> Order | None:
    """Return the organization's latest order of this package in these hours whose money came or may be coming."""
    since = now - timedelta(hours=settings.ORDER_LIFETIME_HOURS)
    alike = Order.objects.alive_since(since).filter(organization=organization, package=package)
    return alike.exclude(pk=except_order.pk if except_order else None).order_by("-pk").first()


def standings_of(orders: Iterable[Order], now: datetime) -> list[OrderStanding]:
    """Return where each order of a page stands, in one query: money may be on its way already."""
    orders = list(orders)
    payments: dict[int, list[str]] = {order.pk: [] for order in orders}
    told = Payment.objects.filter(order__in=orders).exclude(note=PaymentNote.NEVER_SENT).order_by("-pk")
    for order_id, state in told.values_list("order_id", "state"):
        payments[order_id].append(state)
    return [OrderStanding(order, _state(order, payments[order.pk]), _is_payable(order, now)) for order in orders]


def _is_payable(order: Order, now: datetime) -> bool:
    return order.state == OrderState.PENDING and order.expires_at > now


def receipt_of(order: Order, reader: User, now: datetime) -> Receipt:
    """Return where an order stands and what its reader may do about it, in four queries."""
    payments = list(order.payments.exclude(note=PaymentNote.NEVER_SENT).order_by("-pk")[:20])
    state = _state(order, [payment.state for payment in payments])
    decisive = {
        ReceiptState.PAID: PaymentState.PAID,
        ReceiptState.NEEDS_HUMAN: PaymentState.NEEDS_HUMAN,
        ReceiptState.CHECKING: PaymentState.STARTED,
        ReceiptState.NOT_PAID: PaymentState.FAILED,
        ReceiptState.RESOLVED: PaymentState.RESOLVED,
    }.get(state)
    owned = OwnedPackage.objects.filter(lot_reference=order.lot_reference) if state is ReceiptState.PAID else None
    is_payable = _is_payable(order, now)
    is_buyer = may_buy(reader, order.organization)
    # Until a colleague has cleared what came, nobody is asked for more.
    may_pay = is_buyer and is_payable and state is not ReceiptState.NEEDS_HUMAN
    return Receipt(
        order=order,
        state=state,
        payment=next((payment for payment in payments if payment.state == decisive), None),
        second_payments=tuple(payment for payment in payments if payment.note == PaymentNote.SECOND_PAYMENT),
        is_payable=is_payable,
        may_pay=may_pay,
        may_order_again=is_buyer and not may_pay and state in ENDED_UNPAID,
        coins_expire_at=owned.values_list("expires_at", flat=True).first() if owned is not None else None,
        same=latest_alike(order.organization, order.package, now, except_order=order) if may_pay else None,
    )


def _state(order: Order, payments: list[str]) -> ReceiptState:
    """Return what the payments, the latest first, make of an order."""
    if order.state == OrderState.PAID:
        return ReceiptState.PAID
    if PaymentState.NEEDS_HUMAN in payments:
        return ReceiptState.NEEDS_HUMAN
    if PaymentState.STARTED in payments:
        return ReceiptState.CHECKING
    if not payments:
        return ReceiptState.UNPAID
    return ReceiptState.RESOLVED if payments[0] == PaymentState.RESOLVED else ReceiptState.NOT_PAID


@dataclass(frozen=True)
class RefundShare:
    """What is sent back for refunded coins: their share of the price and of its VAT."""

    price_rial: int
    vat_rial: int

    @property
    def total_rial(self) -> int:
        """All that is sent back."""
        return self.price_rial + self.vat_rial


def refund_share(order: Order, *, before: int, coins: int) -> RefundShare:
    """Return what so many coins of an order are worth after `before` others; all shares add up to what was paid."""
    return RefundShare(
        money_share(order.price_rial, order.coins, before, coins),
        money_share(order.vat_rial, order.coins, before, coins),
    )


def orders_behind(references: Iterable[str]) -> dict[str, Order]:
    """Return the order of each of these lot references, in one statement."""
    numbers = [name.removeprefix(LOT_PREFIX) for name in references if name.startswith(LOT_PREFIX)]
    orders = Order.objects.filter(pk__in=[number for number in numbers if number.isdecimal()])
    return {order.lot_reference: order for order in orders}
