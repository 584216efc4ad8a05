"""declare_impossible …"""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from poshtyar.catalog.models import Obstacle
from poshtyar.common.errors import NotAllowed
from poshtyar.files.models import StoredFile
from poshtyar.files.operations import store_file
from poshtyar.quotes import operations as quotes
from poshtyar.quotes.models import Quote, QuoteState
from poshtyar.quotes.queries import cards_of, evidence_of
from poshtyar.quotes.tests import world
from poshtyar.tickets.models import Turn

pytestmark = pytest.mark.django_db


def approved(ticket, coins, agnes, alice, now, **fields):
    return world.approve(world.announce(ticket, coins, actor=agnes, now=now, **fields), actor=alice, now=now)


def declare(quote, actor, now, explanation="The host forbids it.", **fields):
    return quotes.declare_impossible(
        quote=quote, obstacle=Obstacle.HOST, explanation=explanation, actor=actor, now=now, **fields
    )


@pytest.mark.parametrize(("coins", "used"), [(12, 12), (15, 15), (40, 15)])
def test_r22_b14_uses_15_coins_at_most_and_frees_the_rest(coins, used, purse, ticket, agnes, alice, now):
    quote = approved(ticket, coins, agnes, alice, now, fee=None)

    quote = declare(quote, agnes, now)

    assert (quote.state, quote.captured_coins, quote.obstacle) == (QuoteState.IMPOSSIBLE, used, Obstacle.HOST)
    assert world.coins_of(purse, now) == (300 - used, 0)


def test_b14_frees_everything_where_no_fee_was_agreed(purse, ticket, agnes, alice, now):
    quote = approved(ticket, 40, agnes, alice, now, fee=0)

    quote = declare(quote, agnes, now)

    assert quote.captured_coins == 0
    assert world.coins_of(purse, now) == (300, 0)


def test_lets_nobody_wait(ticket, purse, agnes, alice, now):
    declare(approved(ticket, 40, agnes, alice, now), agnes, now)

    ticket.refresh_from_db()
    assert ticket.turn == Turn.NOBODY


def test_r22_cannot_use_a_fee_without_the_recorded_consent(purse, ticket, agnes, alice, now):
    quote = approved(ticket, 40, agnes, alice, now, fee=None)

    with pytest.raises(IntegrityError), transaction.atomic():
        Quote.objects.filter(pk=quote.pk).update(consent_text="")


def test_b14_keeps_the_evidence_where_the_customer_reads_why(purse, ticket, agnes, alice, charlie, now):
    quote = approved(ticket, 40, agnes, alice, now, fee=None)
    shot = store_file(upload=SimpleUploadedFile("a.txt", b"x"), organization=purse, actor=agnes, now=now)

    declare(quote, agnes, now, evidence=[shot])

    [card] = cards_of(ticket, alice, now)
    assert card.evidence == (shot,)
    assert [evidence_of(shot.public_id, person) for person in (alice, agnes, charlie)] == [shot, shot, None]


def test_b14_shows_the_evidence_in_the_order_it_was_sent(purse, ticket, agnes, alice, now):
    quote = approved(ticket, 40, agnes, alice, now, fee=None)
    shots = [
        store_file(upload=SimpleUploadedFile(name, b"x"), organization=purse, actor=agnes, now=now)
        for name in ("a.txt", "b.txt")
    ]

    declare(quote, agnes, now, evidence=shots)
    # PostgreSQL puts a changed row last.
    StoredFile.objects.filter(name="a.txt").update(bytes=2)

    [card] = cards_of(ticket, alice, now)
    assert [file.name for file in card.evidence] == ["a.txt", "b.txt"]


def test_b14_moves_nothing_when_the_evidence_is_refused(purse, ticket, agnes, alice, now):
    quote = approved(ticket, 40, agnes, alice, now, fee=None)
    of_alice = store_file(upload=SimpleUploadedFile("a.txt", b"x"), organization=purse, actor=alice, now=now)

    with pytest.raises(NotAllowed):
        declare(quote, agnes, now, evidence=[of_alice])

    assert world.coins_of(purse, now) == (260, 40)
    assert Quote.objects.get().state == QuoteState.APPROVED


def test_b15_of_an_investigation_uses_its_15_and_withdraws_what_followed(purse, ticket, agnes, alice, now):
    investigation = world.approve(world.investigate(ticket, actor=agnes, now=now), actor=alice, now=now)
    work = world.announce(ticket, 40, actor=agnes, now=now, investigation=investigation)

    declare(investigation, agnes, now)

    work.refresh_from_db()
    assert work.state == QuoteState.WITHDRAWN
    assert world.coins_of(purse, now) == (285, 0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", range(world.ROUNDS))
def test_b15_of_an_investigation_waits_for_a_decision_on_what_followed(round_, purse, ticket, agnes, alice, now):
    """R8: both lock the ticket first, so neither waits for the other for ever."""
    investigation = world.approve(world.investigate(ticket, actor=agnes, now=now), actor=alice, now=now)
    work = world.announce(ticket, 40, actor=agnes, now=now, investigation=investigation)

    world.together(
        lambda: declare(investigation, agnes, now),
        lambda: quotes.decline_quote(quote=work, version=1, reason="", actor=alice, now=now),
    )

    states = dict(Quote.objects.values_list("pk", "state"))
    ends = (states[investigation.pk], states[work.pk])
    first, second = (QuoteState.IMPOSSIBLE, QuoteState.WITHDRAWN), (QuoteState.DELIVERED, QuoteState.DECLINED)
    assert ends in (first, second)
    assert world.coins_of(purse, now) == (285, 0)


def test_b15_of_work_that_includes_its_investigation_uses_15_once(purse, ticket, agnes, alice, now):
    investigation = world.approve(world.investigate(ticket, actor=agnes, now=now), actor=alice, now=now)
    work = approved(ticket, 40, agnes, alice, now, fee=None, investigation=investigation)

    declare(work, agnes, now)

    assert world.coins_of(purse, now) == (285, 0)


def test_gives_freed_coins_back_whose_date_passed(organization, ticket, agnes, alice, now):
    world.give_coins(organization, 40, now=now, days=1)
    quote = approved(ticket, 40, agnes, alice, now, fee=None)
    late = now + timedelta(days=2)

    declare(quote, agnes, late)

    assert world.coins_of(organization, late) == (25, 0)


def test_settles_once(purse, ticket, agnes, alice, now):
    quote = approved(ticket, 40, agnes, alice, now, fee=None)
    declare(quote, agnes, now)

    with pytest.raises(quotes.QuoteNotOpen):
        declare(quote, agnes, now)

    assert world.coins_of(purse, now) == (285, 0)


@pytest.mark.django_db(transaction=True)
def test_uses_the_fee_once_for_two_at_once(purse, ticket, agnes, alice, now):
    quote = approved(ticket, 40, agnes, alice, now, fee=None)

    world.together(*[lambda: declare(quote, agnes, now)] * 2)

    assert world.coins_of(purse, now) == (285, 0)
    assert world.told(ticket).count("work_impossible") == 1


@pytest.mark.django_db(transaction=True)
def test_has_one_winner_against_a_cancellation(purse, ticket, agnes, alice, now):
    quote = approved(ticket, 40, agnes, alice, now, fee=None)

    world.together(
        lambda: declare(quote, agnes, now),
        lambda: quotes.cancel_quote(quote=quote, reason="", actor=alice, now=now),
    )

    quote.refresh_from_db()
    expected = {QuoteState.IMPOSSIBLE: (285, 0), QuoteState.CANCELLED: (300, 0)}
    assert world.coins_of(purse, now) == expected[quote.state]


def test_wants_an_explanation(purse, ticket, agnes, alice, now):
    quote = approved(ticket, 40, agnes, alice, now)

    with pytest.raises(quotes.ReasonMissing):
        declare(quote, agnes, now, explanation=" ")


@pytest.mark.parametrize("who", ["alice", "charlie"])
def test_is_refused_to_customers(who, purse, ticket, agnes, alice, request, now):
    quote = approved(ticket, 40, agnes, alice, now)

    with pytest.raises(NotAllowed):
        declare(quote, request.getfixturevalue(who), now)
