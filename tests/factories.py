"""Rows for tests, with no surprises: what a test needs it names."""

from datetime import UTC, datetime, timedelta
from itertools import count

from poshtyar.accounts.models import MemberRole, Membership, Organization, Role, Store, User
from poshtyar.catalog.models import Package
from poshtyar.entitlements.models import OwnedPackage
from poshtyar.entitlements.operations import activate_package
from poshtyar.tickets.models import Effect, Ticket
from poshtyar.tickets.operations import open_ticket
from poshtyar.wallet import operations as wallet
from tests.ready_made import put_default_catalog

# Saturday 1405-09-07, 10:00 in Tehran.
NOW = datetime(2026, 11, 28, 6, 30, tzinfo=UTC)
_numbers = count(1)


def minutes(n: int) -> timedelta:
    """Return n minutes."""
    return timedelta(minutes=n)


def make_user(name: str, role: str = Role.CUSTOMER, **fields) -> User:
    """Make a person with a mobile number and an e-mail address of their own."""
    n = next(_numbers)
    fields.setdefault("mobile", f"+98912{n:07}")
    fields.setdefault("email", f"{name.lower()}{n}@example.com")
    user = User(display_name=name, role=role, **fields)
    user.set_unusable_password()
    user.save()
    return user


def make_organization(owner: User, name: str = "Alice's shops") -> Organization:
    """Make an organization with its owner."""
    organization = Organization.objects.create(name=name)
    Membership.objects.create(organization=organization, user=owner, role=MemberRole.OWNER, may_approve=True)
    return organization


def join(organization: Organization, user: User, *, may_approve: bool = False) -> Membership:
    """Make a person a member of an organization."""
    return Membership.objects.create(organization=organization, user=user, may_approve=may_approve)


def make_store(organization: Organization, name: str = "Alice's shop") -> Store:
    """Make a store."""
    return Store.objects.create(organization=organization, name=name, url="https://shop.example.com")


def make_ticket(organization: Organization, opened_by: User, subject: str = "The cart is empty", **fields) -> Ticket:
    """Open a ticket by its operation: a question about no store, unless told otherwise."""
    fields = {"store": None, "body": "Please look.", "effect": Effect.QUESTION, "files": [], "now": NOW} | fields
    return open_ticket(
        organization=organization, actor=opened_by, subject=subject, nonce=f"form-of-ticket-{next(_numbers)}", **fields
    )


def make_package(
    organization: Organization, code: str, *, coins: int = 300, now: datetime = NOW, expires_at: datetime | None = None
) -> OwnedPackage:
    """Give an organization a default package, with its coins, as a payment does."""
    put_default_catalog()
    expires_at, reference = expires_at or now + timedelta(days=366), f"order:of-a-test-{next(_numbers)}"
    wallet.credit_purchase(
        organization=organization,
        reference=reference,
        coins=coins,
        price_rial=60_000_000,
        label_fa=code,
        label_en=code,
        expires_at=expires_at,
        actor=None,
        now=now,
    )
    return activate_package(
        organization=organization,
        package=Package.objects.get(code=code),
        lot_reference=reference,
        expires_at=expires_at,
        actor=None,
        now=now,
    )
