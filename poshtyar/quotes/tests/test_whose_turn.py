"""Whose turn it is follows what is open: a question is ours, an offer the customer's, approved work ours …"""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps

from poshtyar.quotes import operations as quotes
from poshtyar.quotes.tests import world
from poshtyar.tickets.models import Ticket, Turn
from poshtyar.tickets.operations import reply_to_ticket

MIGRATION = import_module("poshtyar.quotes.migrations.0008_turns_follow_what_is_open")
HOUR = timedelta(hours=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def stages(purse, ticket, agnes, now):
    """Two stages of a job, both on offer."""
    return [world.announce(ticket, coins, actor=agnes, now=now) for coins in (10, 20)]


def turn_of(ticket):
    ticket.refresh_from_db()
    return ticket.turn


def ask(quote, actor, now):
    return quotes.ask_about_quote(quote=quote, question="Why?", nonce=world.nonce(), actor=actor, now=now)


def decline(quote, actor, now):
    return quotes.decline_quote(quote=quote, version=1, reason="", actor=actor, now=now)


def cancel(quote, actor, now):
    return quotes.cancel_quote(quote=quote, reason="Not now.", actor=actor, now=now)


def stop(quote, actor, now):
    return quotes.ask_to_stop(quote=quote, reason="Please wait.", actor=actor, now=now)


@pytest.mark.parametrize("decide", [lambda quote, alice, now: world.approve(quote, actor=alice, now=now), decline])
def test_is_the_customers_while_the_next_stage_is_on_offer(decide, ticket, stages, alice, now):
    decide(stages[0], alice, now)

    assert turn_of(ticket) == Turn.CUSTOMER
    assert list(Ticket.objects.waiting_for_customer()) == [ticket]


def test_leaves_the_approved_stage_in_the_queue(ticket, stages, alice, now):
    assert not Ticket.objects.with_something_to_do().exists()

    for quote in stages:
        world.approve(quote, actor=alice, now=now)
        assert list(Ticket.objects.with_something_to_do()) == [ticket]

    assert turn_of(ticket) == Turn.AGENCY


def test_leaves_approved_work_with_a_new_price_out_of_the_queue(ticket, stages, agnes, alice, now):
    for quote in stages:
        world.approve(quote, actor=alice, now=now)
        world.revise(quote, 30, actor=agnes, now=now)

    assert turn_of(ticket) == Turn.CUSTOMER
    assert not Ticket.objects.with_something_to_do().exists()


def test_is_ours_while_a_question_waits_though_another_stage_is_decided(ticket, stages, agnes, alice, now):
    ask(stages[1], alice, now)
    approved = world.approve(stages[0], actor=alice, now=now)
    assert turn_of(ticket) == Turn.AGENCY

    world.start(approved, actor=agnes, now=now)
    quotes.deliver_quote(quote=approved, note="", actor=agnes, now=now)
    assert turn_of(ticket) == Turn.AGENCY

    reply_to_ticket(ticket=ticket, body="Because.", files=[], nonce=world.nonce(), actor=agnes, now=now)
    assert turn_of(ticket) == Turn.CUSTOMER


def test_is_ours_when_the_customer_asks_to_stop_beside_an_offer(ticket, stages, agnes, alice, now):
    started = world.start(world.approve(stages[0], actor=alice, now=now), actor=agnes, now=now)

    stop(started, alice, now)

    assert turn_of(ticket) == Turn.AGENCY


def test_is_the_customers_when_a_new_offer_answers_a_question(ticket, stages, agnes, alice, now):
    ask(stages[0], alice, now)

    world.revise(stages[0], 5, actor=agnes, now=now)

    assert turn_of(ticket) == Turn.CUSTOMER


def test_is_the_customers_while_one_offer_is_left_when_another_is_withdrawn(ticket, stages, agnes, now):
    quotes.withdraw_quote(quote=stages[0], actor=agnes, now=now)
    assert turn_of(ticket) == Turn.CUSTOMER

    quotes.withdraw_quote(quote=stages[1], actor=agnes, now=now)
    assert turn_of(ticket) == Turn.AGENCY


def test_is_ours_when_the_offer_beside_approved_work_expires(ticket, stages, alice, now):
    world.approve(stages[0], actor=alice, now=now)

    quotes.expire_quotes(now=stages[1].offered_version.valid_until)

    assert turn_of(ticket) == Turn.AGENCY


def test_is_the_customers_until_they_decide_on_the_work_after_an_investigation(purse, ticket, agnes, alice, now):
    other = world.start(
        world.approve(world.announce(ticket, actor=agnes, now=now), actor=alice, now=now), actor=agnes, now=now
    )
    investigation = world.approve(world.investigate(ticket, actor=agnes, now=now), actor=alice, now=now)
    work = world.announce(ticket, 40, actor=agnes, now=now, investigation=investigation)
    end = work.offered_version.valid_until
    quotes.expire_quotes(now=end)
    assert turn_of(ticket) == Turn.AGENCY

    quotes.deliver_quote(quote=other, note="", actor=agnes, now=end)

    assert turn_of(ticket) == Turn.CUSTOMER


@pytest.mark.parametrize(("who", "turn"), [("agnes", Turn.NOBODY), ("alice", Turn.AGENCY)])
def test_is_nobodys_when_staff_cancel_the_last_work_and_ours_when_the_customer_does(
    who, turn, purse, ticket, agnes, alice, request, now
):
    quote = world.approve(world.announce(ticket, 10, actor=agnes, now=now), actor=alice, now=now)

    cancel(quote, request.getfixturevalue(who), now)

    assert turn_of(ticket) == turn
    assert ticket.finished_at == (now if turn == Turn.NOBODY else None)


def test_is_the_owners_when_a_member_reports_what_only_they_may_approve(purse, ticket, agnes, alice, bob, now):
    quote = world.approve(world.announce(ticket, 10, actor=agnes, now=now), actor=alice, now=now)
    world.start(quote, actor=agnes, now=now)
    quotes.deliver_quote(quote=quote, note="", actor=agnes, now=now)

    quotes.open_rework(quote=quote, reason="Wrong.", nonce=world.nonce(), actor=bob, now=now)

    assert turn_of(ticket) == Turn.CUSTOMER


@pytest.mark.django_db(transaction=True)
def test_is_ours_when_two_stages_are_approved_at_once(ticket, stages, alice, now):
    world.together(*[lambda quote=quote: world.approve(quote, actor=alice, now=now) for quote in stages])

    assert turn_of(ticket) == Turn.AGENCY
    assert (ticket.open_quotes, ticket.open_offers, ticket.coins_set_aside) == (2, 0, 30)


def migrated(ticket, **before):
    """Set what older code would have kept, migrate twice, and return whose turn it is."""
    Ticket.objects.filter(pk=ticket.pk).update(**before)
    for _ in range(2):
        MIGRATION.follow(apps, None)
    return turn_of(ticket)


def test_migration_gives_the_customer_an_offer_that_waits(ticket, stages, alice, now):
    world.approve(stages[0], actor=alice, now=now)

    assert migrated(ticket, turn=Turn.AGENCY) == Turn.CUSTOMER


@pytest.mark.parametrize("word", [ask, stop])
def test_migration_leaves_with_us_what_waits_for_our_word(word, ticket, stages, agnes, alice, now):
    started = world.start(world.approve(stages[0], actor=alice, now=now), actor=agnes, now=now)
    word(started, alice, now + HOUR)

    assert migrated(ticket, turn=Turn.AGENCY) == Turn.AGENCY


def test_migration_finishes_what_staff_cancelled(purse, ticket, agnes, alice, now):
    cancel(world.approve(world.announce(ticket, 10, actor=agnes, now=now), actor=alice, now=now), agnes, now)
    assert migrated(ticket, turn=Turn.CUSTOMER) == Turn.NOBODY

    reply_to_ticket(ticket=ticket, body="And now?", files=[], nonce=world.nonce(), actor=agnes, now=now + HOUR)
    assert migrated(ticket) == Turn.CUSTOMER
