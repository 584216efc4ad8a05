"""Fill a site's database with people who can be sent about:  python -m tests.faults.people CUSTOMERS QUOTES

It runs in the environment of that site, and prints who there is as JSON.
"""

import json
import os
import sys


def main() -> None:
    """Prepare the data folder, write the people, and print them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("prepare", seed="empty", stdout=sys.stderr)
    customers, quotes = (int(word) for word in sys.argv[1:])
    print(json.dumps(write(customers, quotes)))


def write(customers: int, quotes: int) -> dict:
    """Write so many customers, each with 900 coins and a ticket that offers so many quotes of 5 coins."""
    from django.utils import timezone

    from poshtyar.accounts.models import Role, User
    from poshtyar.quotes.tests.world import announce, make_ticket
    from tests import factories

    now = timezone.now()
    agent = User.objects.get(email="agent@example.com", role=Role.AGENT)
    people = []
    for _ in range(customers):
        owner = factories.make_user("Customer")
        organization = factories.make_organization(owner)
        factories.make_package(organization, "professional", coins=900, now=now)
        ticket = make_ticket(organization, owner, now=now)
        offered = [announce(ticket, 5, actor=agent, now=now, title=f"Work {n}").pk for n in range(quotes)]
        people.append({"session": session_of(owner), "ticket": ticket.pk, "quotes": offered})
    return {"customers": people, "agent": {"session": session_of(agent)}}


def session_of(user) -> str:
    """Log a person in and return the key of the session."""
    from django.conf import settings
    from django.test import Client

    browser = Client()
    browser.force_login(user)
    return browser.cookies[settings.SESSION_COOKIE_NAME].value


if __name__ == "__main__":
    main()
