"""Rows for tests, with no surprises: what a test needs it names."""

from datetime import UTC, datetime, timedelta
from itertools import count

from poshtyar.accounts.models import MemberRole, Membership, Organization, Role, Store, User

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
