"""QUOTE_MOVES: the operations move quotes along it and nowhere else, and along all of it."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction

from poshtyar.catalog.models import Obstacle
from poshtyar.common.errors import DomainError
from poshtyar.quotes import operations as quotes
from poshtyar.quotes.models import QUOTE_MOVES, Quote, QuoteState
from poshtyar.quotes.tests import world

pytestmark = pytest.mark.django_db

LATER = timedelta(days=30)


@pytest.fixture
def stage(purse, ticket, agnes, alice, mina, now):
    """Quotes in every state that are made and then moved by the people of the story."""
    return Stage(ticket, agnes, alice, mina, now)


class Stage:
    """Each way of making a quote, and each operation on it."""

    def __init__(self, ticket, agnes, alice, lead, now):
        self.ticket, self.agnes, self.alice, self.lead, self.now = ticket, agnes, alice, lead, now
        self.staff, self.customer = {"actor": agnes, "now": now}, {"actor": alice, "now": now}
        self.scenes = {
            "announced": self.announced,
            "approved": self.approved,
            "started": self.started,
            "asked to stop": lambda: self.act("ask_to_stop", self.started()),
            "delivered": lambda: self.act("deliver", self.started()),
            "declined": lambda: self.act("decline", self.announced()),
            "expired": lambda: self.act("expire", self.announced()),
            "withdrawn": lambda: self.act("withdraw", self.announced()),
            "cancelled": lambda: self.act("cancel", self.approved()),
            "impossible": lambda: self.act("declare_impossible", self.approved()),
            "re-quoted": lambda: world.revise(self.approved(), 60, **self.staff),
            "investigation": self.investigation,
            "work that follows an investigation": lambda: self.follow(self.investigation()),
        }
        self.acts = {
            "approve": lambda quote: world.approve(quote, **self.customer, version=quote.versions.count()),
            "decline": lambda quote: quotes.decline_quote(
                quote=quote, version=quote.versions.count(), reason="No.", **self.customer
            ),
            "withdraw": lambda quote: quotes.withdraw_quote(quote=quote, **self.staff),
            "revise": lambda quote: world.revise(quote, 40, **self.staff),
            "start": lambda quote: world.start(quote, **self.staff),
            "cancel": lambda quote: quotes.cancel_quote(quote=quote, reason="Ours.", **self.staff),
            "ask_to_stop": lambda quote: quotes.ask_to_stop(quote=quote, reason="Stop.", **self.customer),
            "deliver": lambda quote: quotes.deliver_quote(quote=quote, note="Done.", **self.staff),
            "declare_impossible": lambda quote: quotes.declare_impossible(
                quote=quote, obstacle=Obstacle.HOST, explanation="No shell.", **self.staff
            ),
            "settle_dispute": lambda quote: quotes.settle_dispute(
                quote=quote, line_coins={}, reason="All.", actor=self.lead, now=self.now
            ),
            "expire": lambda quote: quotes.expire_quote(quote=quote, now=self.now + LATER),
            "expire all": lambda quote: [quotes.expire_quotes(now=self.now + LATER * n) for n in (1, 2)],
            "rework": lambda quote: quotes.open_rework(
                quote=quote, reason="It broke.", nonce=world.nonce(), **self.customer
            ),
            "follow": self.follow,
        }

    def announced(self):
        return world.announce(self.ticket, **self.staff)

    def approved(self):
        return world.approve(self.announced(), **self.customer)

    def started(self):
        return world.start(self.approved(), **self.staff)

    def investigation(self):
        return world.approve(world.investigate(self.ticket, **self.staff), **self.customer)

    def follow(self, investigation):
        return world.announce(self.ticket, investigation=investigation, **self.staff)

    def act(self, name, quote):
        self.acts[name](quote)
        return Quote.objects.get(pk=quote.pk)

    def states(self):
        return dict(Quote.objects.values_list("pk", "state"))

    def moves(self, scene, name):
        """Return between which states quotes move when this is done there; it is taken back afterwards."""
        with transaction.atomic():
            quote = self.scenes[scene]()
            before = self.states()
            with suppress(DomainError), transaction.atomic():
                self.acts[name](Quote.objects.get(pk=quote.pk))
            after = self.states()
            transaction.set_rollback(True)
        return {(before[pk], after[pk]) for pk in before if before[pk] != after[pk]}


def test_quotes_move_as_the_table_says_and_nowhere_else(stage):
    moved = {move for scene in stage.scenes for name in stage.acts for move in stage.moves(scene, name)}

    assert moved == {(before, after) for before, moves in QUOTE_MOVES.items() for after in moves}


def test_the_table_has_every_state():
    assert QUOTE_MOVES.keys() == set(QuoteState)
