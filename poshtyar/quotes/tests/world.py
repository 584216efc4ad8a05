"""Wallets, offers and quotes for the tests of quotes; what a test needs it names."""

import os
from datetime import datetime, timedelta
from itertools import count

from poshtyar.accounts.models import Organization, User
from poshtyar.catalog.models import Package
from poshtyar.common.errors import DomainError
from poshtyar.entitlements.operations import activate_package
from poshtyar.events.models import Event
from poshtyar.ordering.models import Order, Payment, PaymentState
from poshtyar.quotes import operations as quotes
from poshtyar.quotes.models import Quote, QuoteKind
from poshtyar.quotes.offers import Offer, OfferLine
from poshtyar.tickets.models import Effect, Ticket
from poshtyar.tickets.operations import open_ticket
from poshtyar.wallet import operations as wallet
from poshtyar.wallet.queries import balance_of
from tests.race import race
from tests.ready_made import put_default_catalog

_numbers = count(1)
# How often races are run: a few times in every run, 50 times when one wishes to be sure (`bar.md` R3, R4).
ROUNDS = int(os.environ.get("RACE_ROUNDS", "5"))


def nonce() -> str:
    """Return a nonce that no other form has."""
    return f"form-of-a-quote-test-{next(_numbers)}"


def give_coins(organization: Organization, coins: int, *, now: datetime, days: int = 365, reference: str = "") -> None:
    """Give the organization a bought lot of so many coins."""
    wallet.credit_purchase(
        organization=organization,
        reference=reference or f"order:of-a-test-world-{next(_numbers)}",
        coins=coins,
        price_rial=10_000_000,
        label_fa="بسته",
        label_en="Package",
        expires_at=now + timedelta(days=days),
        actor=None,
        now=now,
    )


def give_package(organization: Organization, code: str, coins: int, *, now: datetime) -> None:
    """Give the organization a package of the catalog with so many coins."""
    package, reference = Package.objects.get(code=code), f"order:of-a-test-world-{next(_numbers)}"
    give_coins(organization, coins, now=now, reference=reference)
    activate_package(
        organization=organization,
        package=package,
        lot_reference=reference,
        expires_at=now + timedelta(days=365),
        actor=organization.memberships.first().user,
        now=now,
    )


def coins_of(organization: Organization, now: datetime) -> tuple[int, int]:
    """Return the free coins and those set aside."""
    balance = balance_of(organization, now)
    return balance.available, balance.held


def make_ticket(organization: Organization, opened_by: User, *, now: datetime) -> Ticket:
    """Open a ticket that asks for work."""
    return open_ticket(
        organization=organization,
        store=None,
        subject="Set up Google Analytics",
        body="Please set it up.",
        effect=Effect.WORK,
        files=[],
        nonce=nonce(),
        actor=opened_by,
        now=now,
    )


def an_offer(coins: int = 50, *, now: datetime, hours_valid: int = 72, **fields) -> Offer:
    """Make an offer with one line of so many coins, without a fee unless told otherwise."""
    fields = {
        "title": "Set up Google Analytics",
        "lines": (OfferLine("Set up Google Analytics", coins),),
        "delivery_hours": 6,
        "valid_until": now + timedelta(hours=hours_valid),
        "fee": 0,
    } | fields
    return Offer(**fields)


def announce(ticket: Ticket, coins: int = 50, *, actor: User, now: datetime, **fields) -> Quote:
    """Announce an offer of so many coins."""
    offer = an_offer(coins, now=now, **fields)
    return quotes.announce_quote(ticket=ticket, offer=offer, nonce=nonce(), actor=actor, now=now)


def investigate(ticket: Ticket, *, actor: User, now: datetime) -> Quote:
    """Announce an investigation of 15 coins."""
    return announce(ticket, 15, actor=actor, now=now, kind=QuoteKind.INVESTIGATION, fee=15, title="Investigation")


def approve(quote: Quote, *, actor: User, now: datetime, version: int = 1, consent: bool = True) -> Quote:
    """Approve a version with the box ticked."""
    return quotes.approve_quote(quote=quote, version=version, consent=consent, actor=actor, now=now).quote


def revise(quote: Quote, coins: int, *, actor: User, now: datetime, **fields) -> Quote:
    """Offer a new version of so many coins."""
    return quotes.revise_quote(
        quote=quote, offer=an_offer(coins, now=now, **fields), nonce=nonce(), actor=actor, now=now
    )


def start(quote: Quote, *, actor: User, now: datetime) -> Quote:
    """Start approved work."""
    return quotes.start_work(quote=quote, actor=actor, now=now)


def deliver(organization: Organization, coins: int, *, of: int, customer: User, staff: User, now: datetime) -> Quote:
    """Give coins, and deliver work that uses some of them."""
    give_coins(organization, of, now=now)
    ticket = make_ticket(organization, customer, now=now)
    quote = start(approve(announce(ticket, coins, actor=staff, now=now), actor=customer, now=now), actor=staff, now=now)
    return quotes.deliver_quote(quote=quote, note="", actor=staff, now=now)


def pay_for(quote: Quote, *, started_at: datetime, decided_at: datetime | None = None) -> Payment:
    """Start a payment from the quote; decided at once if a moment is given."""
    put_default_catalog()
    package = Package.objects.get(code="essential")
    order = Order.objects.create(
        organization=quote.ticket.organization,
        placed_by=quote.created_by,
        package=package,
        coins=300,
        validity_days=365,
        price_rial=1,
        vat_percent=0,
        vat_rial=0,
        total_rial=1,
        nonce=nonce(),
        origin=f"quote:{quote.pk}",
        placed_at=started_at,
        expires_at=started_at + timedelta(days=1),
    )
    state = PaymentState.FAILED if decided_at else PaymentState.STARTED
    return Payment.objects.create(
        order=order, gateway="demo_bank", amount_rial=1, state=state, started_at=started_at, decided_at=decided_at
    )


def told(ticket: Ticket) -> list[str]:
    """Return the kinds of the quote events of a ticket, in order."""
    kinds = Event.objects.of_ticket(ticket).filter(kind__startswith="quotes.").order_by("id")
    return [kind.removeprefix("quotes.") for kind in kinds.values_list("kind", flat=True)]


def together(*acts) -> list:
    """Do the acts at the same instant; return what each returned, or the refusal that it met."""

    def do(worker: int):
        try:
            return acts[worker]()
        except DomainError as refusal:
            return refusal

    return race(len(acts), do)
