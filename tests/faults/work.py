"""Write work for the job workers of a site, and run them:  python -m tests.faults.work write|gifts|toil COUNT

It runs in the environment of that site. `write` prints the authorities of the payments, which the test pays at its
bank; `gifts` gives every organization so many coins that end in twelve hours; `toil` starts a worker, and another
whenever one dies.
"""

import json
import os
import signal
import sys
from datetime import timedelta


def main() -> None:
    """Do what the first word says."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    what, count = sys.argv[1], int(sys.argv[2])
    if what == "write":
        print(json.dumps(write(count)))
    elif what == "gifts":
        give(count)
    else:
        toil()


def write(count: int) -> list[str]:
    """Let so many lots expire and be due, so many payments be undecided, so many mails and notices wait."""
    from django.utils import timezone

    from poshtyar.accounts.models import Organization, User
    from poshtyar.catalog.models import Package
    from poshtyar.jobs import operations as jobs
    from poshtyar.ordering import operations as ordering
    from poshtyar.outbox import operations as outbox
    from poshtyar.wallet import operations as wallet
    from tests import factories

    now, authorities = timezone.now(), []
    hour_ago, yesterday = now - timedelta(hours=1), now - timedelta(days=1)
    package, manager = Package.objects.get(code="essential"), User.objects.get(email="manager@example.com")
    for number in range(count):
        owner = factories.make_user("Buyer", mobile=f"+98935{number:07}", email=f"buyer{number}@example.com")
        organization = factories.make_organization(owner, f"Shop {number}")
        wallet.credit_gift(
            organization=organization,
            key=f"gift-{number}",
            coins=10,
            label_fa="هدیه",
            label_en="Gift",
            reason="to expire",
            expires_at=hour_ago,
            actor=manager,
            now=yesterday,
        )
        order = ordering.place_order(
            organization=organization, package=package, nonce=f"order-of-{number:010}", actor=owner, now=hour_ago
        )
        authorities.append(ordering.start_payment(order=order, actor=owner, now=hour_ago).authority)
        outbox.send_email(to=owner.email, subject=f"mail {number}", body="Hello.", now=now)
    for task in ("wallet.expire_coins", "ordering.reconcile_payments"):
        jobs.enqueue(task, now=now)
    assert Organization.objects.filter(name__startswith="Shop ").count() == count
    return authorities


def give(coins: int) -> None:
    """Give every organization coins that end in twelve hours."""
    from django.utils import timezone

    from poshtyar.accounts.models import Organization, User
    from poshtyar.wallet import operations as wallet

    now, manager = timezone.now(), User.objects.get(email="manager@example.com")
    for organization in Organization.objects.all():
        wallet.credit_gift(
            organization=organization,
            key=f"gift-of-{organization.pk}",
            coins=coins,
            label_fa="هدیه",
            label_en="Gift",
            reason="to expire",
            expires_at=now + timedelta(hours=12),
            actor=manager,
            now=now,
        )


def toil() -> None:
    """Fork a worker as often as one dies, so that none of them has to wait for Python to start."""
    from django.core.management import call_command
    from django.db import connections

    connections.close_all()
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    while True:
        child = os.fork()
        if child == 0:
            call_command("worker")
            os._exit(0)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
