"""R8: sixteen clients and two wallets: whatever they do in whatever order, nobody meets a deadlock."""

import os
import random
import time
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import OperationalError

from poshtyar.common.errors import DomainError
from poshtyar.quotes import operations as quotes
from poshtyar.quotes.models import Quote
from poshtyar.quotes.tests import world
from poshtyar.tickets import operations as tickets
from poshtyar.wallet import operations as wallet
from poshtyar.wallet.queries import balance_of
from tests import factories
from tests.race import race

pytestmark = pytest.mark.django_db(transaction=True)
CLIENTS = 16
# A short while in every run, a minute when one wishes to be sure (`docs/promises.md`).
SECONDS = float(os.environ.get("CONTENTION_SECONDS", "2"))


@pytest.fixture
def sides(organization, alice, charlie, now):
    """Two organizations, each with its owner, 10,000 coins and a ticket."""
    sides = []
    for owner in (alice, charlie):
        theirs = owner.memberships.get().organization
        world.give_coins(theirs, 10_000, now=now)
        sides.append((owner, theirs, factories.make_ticket(theirs, owner)))
    return sides


def test_r8_nobody_meets_a_deadlock(sides, agnes, now):
    def act(chance: random.Random, owner, theirs, ticket) -> None:
        """Do one thing that moves coins or states, whether or not it is its turn."""
        quote = Quote.objects.filter(ticket=ticket).order_by("?").first()
        acts = {
            "announce": lambda: world.announce(ticket, chance.randint(1, 60), actor=agnes, now=now),
            "approve": lambda: world.approve(quote, actor=owner, now=now),
            "revise": lambda: world.revise(quote, chance.randint(1, 60), actor=agnes, now=now),
            "approve anew": lambda: world.approve(quote, version=2, actor=owner, now=now),
            "start": lambda: world.start(quote, actor=agnes, now=now),
            "deliver": lambda: quotes.deliver_quote(quote=quote, note="", actor=agnes, now=now),
            "cancel": lambda: quotes.cancel_quote(quote=quote, reason="x", actor=agnes, now=now),
            "decline": lambda: quotes.decline_quote(quote=quote, version=1, reason="", actor=owner, now=now),
            "buy": lambda: world.give_coins(theirs, 10, now=now, reference=f"order:{chance.random()}"),
            "sweep": lambda: wallet.expire_all_lots(now=now + timedelta(days=1)),
            "reply": lambda: tickets.reply_to_ticket(
                ticket=ticket, body="x", files=[], nonce=world.nonce(), actor=owner, now=now
            ),
        }
        name = chance.choice(list(acts)) if quote else "announce"
        acts[name]()

    def client(worker: int) -> tuple[int, int, list[str]]:
        chance, until = random.Random(worker), time.monotonic() + SECONDS
        done, refused, failed = 0, 0, []
        while time.monotonic() < until or not done:
            try:
                act(chance, *chance.choice(sides))
            except DomainError:
                refused += 1
            except OperationalError as failure:
                failed.append(str(failure))
            else:
                done += 1
        return done, refused, failed

    told = race(CLIENTS, client, busy=SECONDS)

    assert [failure for _, _, failed in told for failure in failed] == []
    assert sum(done for done, _, _ in told) >= CLIENTS
    call_command("check_ledger")
    assert all(balance_of(theirs, now).available >= 0 for _, theirs, _ in sides)
