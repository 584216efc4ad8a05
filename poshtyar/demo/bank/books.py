"""What the demo bank writes down. It knows nothing of orders and lives on its own clock."""

import secrets
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from poshtyar.demo.models import BankPayment

# Real banks give a customer about this long.
SESSION = timedelta(minutes=15)
CARD = "502229******5995"


class Refusal(Exception):
    """An answer in the `errors` of the protocol."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


class Choice(models.TextChoices):
    """The buttons of the bank's page."""

    PAY = "pay", _("Pay")
    DECLINE = "decline", _("Decline")
    CLOSE = "close", _("Pay and close the tab, without coming back")
    TWICE = "twice", _("Pay and come back twice")
    SLOW = "slow", _("Pay, then answer the shop slowly")
    NONSENSE = "nonsense", _("Pay, then answer the shop with nonsense")
    ELSEWHERE = "elsewhere", _("Pay, then come back for another order")


def open_payment(*, merchant: str, amount_rial: int, description: str, callback_url: str) -> BankPayment:
    """Open a payment. Raises Refusal."""
    if not isinstance(merchant, str) or len(merchant) != 36:
        raise Refusal(-10, "The merchant is not valid.")
    if type(amount_rial) is not int or not 10_000 <= amount_rial <= 2_000_000_000:
        raise Refusal(-9, "The amount is not valid.")
    if not isinstance(description, str) or not isinstance(callback_url, str) or len(callback_url) > 500:
        raise Refusal(-9, "The description or the callback is not valid.")
    # As at a real bank the callback stays on the merchant's domain; else this page would send people anywhere.
    if not _is_of_the_shop(callback_url):
        raise Refusal(-14, "The callback is not on the merchant's domain.")
    return BankPayment.objects.create(
        authority=f"A{secrets.token_hex(18)[:35]}",
        merchant=merchant,
        amount_rial=amount_rial,
        description=description[:500],
        callback_url=callback_url,
    )


def _is_of_the_shop(url: str) -> bool:
    try:
        return urlsplit(url)[:2] == urlsplit(settings.SITE_URL)[:2]
    except ValueError:
        return False


def choose(payment: BankPayment, choice: Choice) -> bool:
    """Pay or decline; return whether this click decided it."""
    paid = choice != Choice.DECLINE
    return bool(
        BankPayment.objects.filter(pk=payment.pk, state="waiting", created_at__gt=timezone.now() - SESSION).update(
            state="paid" if paid else "declined",
            manner=choice.value if choice in {Choice.SLOW, Choice.NONSENSE} else "honest",
            reference=str(secrets.randbelow(9 * 10**11) + 10**11) if paid else "",
        )
    )


def callback_of(payment: BankPayment, status: str, authority: str | None = None) -> str:
    """Return the address at which the customer goes back to the shop."""
    mark = "&" if "?" in payment.callback_url else "?"
    query = urlencode({"Authority": authority or payment.authority, "Status": status})
    return f"{payment.callback_url}{mark}{query}"


def another_authority(payment: BankPayment) -> str:
    """Return the authority of the latest other payment, else one that nobody has."""
    others = BankPayment.objects.filter(merchant=payment.merchant).exclude(pk=payment.pk).order_by("-pk")
    return others.values_list("authority", flat=True).first() or f"A{'0' * 35}"


def next_manner(authority: str) -> str:
    """Return how the next verification is answered; a bad manner is used up by one answer, so all ends well."""
    manner = BankPayment.objects.filter(authority=authority).values_list("manner", flat=True).first() or "honest"
    BankPayment.objects.filter(authority=authority, manner=manner).update(manner="honest")
    return manner


def verify(*, merchant: str, authority: str, amount_rial: int) -> tuple[int, BankPayment]:
    """Return 100 for the first confirmation of a payment and 101 for each later one. Raises Refusal."""
    payment = _find(merchant, authority)
    if amount_rial != payment.amount_rial:
        raise Refusal(-50, "The amount differs from the payment's.")
    if BankPayment.objects.filter(pk=payment.pk, state="paid").update(state="verified"):
        return 100, payment
    if payment.state in {"paid", "verified"}:
        return 101, payment
    raise Refusal(-51, "The payment was not made.")


def standing(*, merchant: str, authority: str) -> str:
    """Return where a payment stands, in the protocol's words. Raises Refusal."""
    payment = _find(merchant, authority)
    if is_waiting(payment):
        return "IN_BANK"
    return {"paid": "PAID", "verified": "VERIFIED"}.get(payment.state, "FAILED")


def is_waiting(payment: BankPayment) -> bool:
    """Return whether the payment may still be made."""
    return payment.state == "waiting" and payment.created_at > timezone.now() - SESSION


def _find(merchant: str, authority: str) -> BankPayment:
    payment = BankPayment.objects.filter(authority=authority).first() if isinstance(authority, str) else None
    if payment is None:
        raise Refusal(-54, "The authority is not known.")
    if payment.merchant != merchant:
        raise Refusal(-53, "The payment is another merchant's.")
    return payment
