"""What a new database is given: the catalog and a manager, or the people and stories of the demonstration."""

from poshtyar.accounts.models import Role, User

DEMO_PASSWORD = "poshtyar-demo"  # noqa: S105 (printed on purpose: a demonstration on loopback)


def seed_empty() -> list[str]:
    """Give an empty database a manager; return the lines that tell how to log in."""
    make_staff("manager@example.com", "مینا رستگار", Role.MANAGER)
    return [f"manager  manager@example.com  {DEMO_PASSWORD}"]


def seed_demo() -> list[str]:
    """Give an empty database the demonstration; return the lines that tell how to log in."""
    return seed_empty()


def make_staff(email: str, name: str, role: Role) -> User:
    """Return the member of staff with this address, made if missing."""
    user, created = User.objects.get_or_create(email=email, defaults={"display_name": name, "role": role})
    if created:
        user.set_password(DEMO_PASSWORD)
        user.save(update_fields=["password"])
    return user
