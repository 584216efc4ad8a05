"""R1: whichever statement of an operation on quotes fails, neither the quote nor the coins have moved."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from poshtyar.catalog.models import Obstacle
from poshtyar.quotes import operations as quotes
from poshtyar.quotes.tests import world
from tests.nth_statement import operations_of, sweep

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
# Each quote in a transaction of its own, by `expire_quote` and `use_unanswered_investigation`.
NOT_SWEPT = {"expire_quotes"}


class Scene:
    """A ticket of Alice's, 300 coins, and short ways to where an operation begins."""

    def __init__(self, ticket, alice, agnes, leo, now) -> None:
        self.ticket, self.alice, self.agnes, self.leo, self.now = ticket, alice, agnes, leo, now
        self.nonce = world.nonce()

    def announced(self, coins=50, **fields):
        return world.announce(self.ticket, coins, actor=self.agnes, now=self.now, **fields)

    def approved(self, coins=50, **fields):
        return world.approve(self.announced(coins, **fields), actor=self.alice, now=self.now)

    def started(self, coins=50):
        return world.start(self.approved(coins), actor=self.agnes, now=self.now)

    def delivered(self):
        work = self.started()
        return quotes.deliver_quote(quote=work, note="", actor=self.agnes, now=self.now)

    def revised(self, coins):
        return world.revise(self.approved(), coins, actor=self.agnes, now=self.now)

    def stopped(self):
        return quotes.ask_to_stop(quote=self.started(), reason="Enough.", actor=self.alice, now=self.now)

    def investigated(self):
        return world.approve(
            world.investigate(self.ticket, actor=self.agnes, now=self.now), actor=self.alice, now=self.now
        )

    def followed(self):
        return self.announced(40, investigation=self.investigated())

    def expired(self):
        work = self.followed()
        quotes.expire_quote(quote=work, now=work.offered_version.valid_until)
        return work

    def customer(self, **terms):
        return {"actor": self.alice, "now": self.now, **terms}

    def staff(self, **terms):
        return {"actor": self.agnes, "now": self.now, **terms}

    def offer(self, coins, **fields):
        return {"offer": world.an_offer(coins, now=self.now, **fields), "nonce": self.nonce, **self.staff()}


def approve(scene, quote, version=1):
    return lambda: quotes.approve_quote(quote=quote, version=version, consent=True, **scene.customer())


def decline(scene, quote, version=1):
    return lambda: quotes.decline_quote(quote=quote, version=version, reason="Too much.", **scene.customer())


def deliver(scene, coins):
    work = scene.started()
    return lambda: quotes.deliver_quote(quote=work, note="Done.", line_coins={1: coins}, **scene.staff())


def impossible(scene, quote):
    terms = {"obstacle": Obstacle.HOST, "explanation": "The host forbids it."}
    return lambda: quotes.declare_impossible(quote=quote, **terms, **scene.staff())


def cancel(scene, quote, by):
    return lambda: quotes.cancel_quote(quote=quote, reason="Not now.", actor=by, now=scene.now + 2 * DAY)


def withdraw(scene, quote):
    return lambda: quotes.withdraw_quote(quote=quote, **scene.staff())


def expire(scene, quote):
    return lambda: quotes.expire_quote(quote=quote, now=quote.offered_version.valid_until)


def use_unanswered(scene):
    work = scene.expired()
    end = work.offered_version.valid_until + 7 * DAY
    return lambda: quotes.use_unanswered_investigation(quote=work.investigation, now=end)


def undo(scene):
    terms = {"coins": 20, "reason": "Our mistake.", "expires_at": scene.now + DAY, "nonce": scene.nonce}
    work = scene.delivered()
    return lambda: quotes.undo_delivery(quote=work, actor=scene.leo, now=scene.now, **terms)


def ask_for_fresh(scene):
    work = scene.expired()
    return lambda: quotes.ask_for_fresh_quote(quote=work, nonce=scene.nonce, **scene.customer())


def settle(scene):
    terms = {"line_coins": {1: 20}, "reason": "Half is done.", "actor": scene.leo, "now": scene.now}
    work = scene.stopped()
    return lambda: quotes.settle_dispute(quote=work, **terms)


def rework(scene):
    work = scene.delivered()
    return lambda: quotes.open_rework(quote=work, reason="Wrong.", nonce=scene.nonce, **scene.customer())


def ask(scene):
    quote = scene.announced()
    return lambda: quotes.ask_about_quote(quote=quote, question="Why?", nonce=scene.nonce, **scene.customer())


def ask_to_stop(scene):
    work = scene.started()
    return lambda: quotes.ask_to_stop(quote=work, reason="Enough.", **scene.customer())


def start(scene):
    work = scene.approved()
    return lambda: quotes.start_work(quote=work, **scene.staff())


def revise(scene, quote):
    return lambda: quotes.revise_quote(quote=quote, **scene.offer(60))


def see(scene):
    quote = scene.announced()
    return lambda: quotes.note_quote_seen(quote=quote, **scene.customer())


def extend(scene):
    quote = scene.announced()
    return lambda: quotes.extend_after_payment(quote=quote, known_at=scene.now + 3 * DAY, now=scene.now)


def announce_after(scene):
    offer = scene.offer(40, investigation=scene.investigated())
    return lambda: quotes.announce_quote(ticket=scene.ticket, **offer)


OPERATIONS = {
    "announce_quote": lambda scene: lambda: quotes.announce_quote(ticket=scene.ticket, **scene.offer(50)),
    "announce_quote, after an investigation": announce_after,
    "approve_quote": lambda scene: approve(scene, scene.announced(40, fee=15)),
    "approve_quote, a higher price": lambda scene: approve(scene, scene.revised(60), version=2),
    "approve_quote, a lower price": lambda scene: approve(scene, scene.revised(40), version=2),
    "approve_quote, for nothing": lambda scene: approve(scene, scene.revised(0), version=2),
    "approve_quote, after an investigation": lambda scene: approve(scene, scene.followed()),
    "ask_about_quote": ask,
    "ask_for_fresh_quote": ask_for_fresh,
    "ask_to_stop": ask_to_stop,
    "cancel_quote, by the customer": lambda scene: cancel(scene, scene.approved(), scene.alice),
    "cancel_quote, by the agency": lambda scene: cancel(scene, scene.started(), scene.agnes),
    "declare_impossible": lambda scene: impossible(scene, scene.approved(40, fee=15)),
    "declare_impossible, without a fee": lambda scene: impossible(scene, scene.approved(40)),
    "declare_impossible, an investigation": lambda scene: impossible(scene, scene.followed().investigation),
    "decline_quote": lambda scene: decline(scene, scene.announced()),
    "decline_quote, a new price": lambda scene: decline(scene, scene.revised(60), version=2),
    "decline_quote, after an investigation": lambda scene: decline(scene, scene.followed()),
    "deliver_quote": lambda scene: deliver(scene, 50),
    "deliver_quote, less": lambda scene: deliver(scene, 20),
    "deliver_quote, nothing": lambda scene: deliver(scene, 0),
    "expire_quote": lambda scene: expire(scene, scene.announced()),
    "expire_quote, a new price": lambda scene: expire(scene, scene.revised(60)),
    "extend_after_payment": extend,
    "note_quote_seen": see,
    "open_rework": rework,
    "revise_quote": lambda scene: revise(scene, scene.announced()),
    "revise_quote, approved work": lambda scene: revise(scene, scene.approved()),
    "settle_dispute": settle,
    "start_work": start,
    "undo_delivery": undo,
    "use_unanswered_investigation": use_unanswered,
    "withdraw_quote": lambda scene: withdraw(scene, scene.announced()),
    "withdraw_quote, a new price": lambda scene: withdraw(scene, scene.revised(60)),
    "withdraw_quote, after an investigation": lambda scene: withdraw(scene, scene.followed()),
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_r1_nothing_is_left_and_a_retry_completes(name, organization, ticket, alice, agnes, leo, now):
    # Some coins die while they are set aside, so that what comes back by the agency's doing is swept too.
    world.give_coins(organization, 20, now=now, days=1)
    world.give_coins(organization, 300, now=now)
    operation = OPERATIONS[name](Scene(ticket, alice, agnes, leo, now))

    statements = sweep(operation)

    assert statements > (0 if name == "note_quote_seen" else 5)
    call_command("check_ledger")


def test_every_operation_is_swept():
    swept = {name.partition(",")[0] for name in OPERATIONS}

    assert swept | NOT_SWEPT == operations_of(quotes)
    assert not swept & NOT_SWEPT
