"""expire_lots …"""

from itertools import permutations

import pytest

from poshtyar.events.models import Event
from poshtyar.wallet import operations as wallet
from poshtyar.wallet import queries, tasks
from poshtyar.wallet.models import Entry
from poshtyar.wallet.tests.coins import at, buy, capture, counters, gift, hold, journal
from tests import factories
from tests.race import race


def test_books_free_coins_whose_time_is_over(organization, now):
    dead, live = buy(organization, 20, expires_at=at(now, 60)), buy(organization, 30, reference="order:2")

    assert wallet.expire_lots(organization=organization, now=at(now, 60)) == 1

    assert (counters(dead), counters(live)) == ((0, 0, 0, 20, 0), (30, 0, 0, 0, 0))
    assert journal(organization)[-1] == ("expire", [("available", "expired", 20)])


def test_books_nothing_in_the_last_second(organization, now):
    lot = buy(organization, 20, expires_at=at(now, 60))

    assert wallet.expire_lots(organization=organization, now=at(now, 59)) == 0

    assert counters(lot) == (20, 0, 0, 0, 0)


def test_books_nothing_twice(organization, now):
    buy(organization, 20, expires_at=at(now, 60))
    wallet.expire_lots(organization=organization, now=at(now, 60))

    assert wallet.expire_lots(organization=organization, now=at(now, 61)) == 0


def test_tells_once_how_many_of_which_lot_expired_and_what_stays(organization, mina, now):
    buy(organization, 20, expires_at=at(now, 60))
    gift(organization, 5, actor=mina, expires_at=at(now, 60))
    buy(organization, 30, reference="order:2")
    hold(organization, 10)

    for second in (60, 61):
        wallet.expire_lots(organization=organization, now=at(now, second))

    event = Event.objects.get(kind="wallet.coins_expired")
    told = [(lot["name_en"], lot["coins"]) for lot in event.data["lots"]]
    assert (event.organization, event.actor, event.happened_at) == (organization, None, at(now, 60))
    assert (event.data["coins"], event.data["free"], told) == (15, 30, [("Essential", 15)])
    assert journal(organization)[event.data["entry"] - 1][0] == "expire"


def test_tells_it_too_when_another_act_books_it_first(organization, now):
    buy(organization, 20, expires_at=at(now, 60))
    buy(organization, 30, reference="order:2")

    hold(organization, 10, now=at(now, 60))
    wallet.expire_lots(organization=organization, now=at(now, 61))

    event = Event.objects.get(kind="wallet.coins_expired")
    assert (event.data["coins"], event.data["free"]) == (20, 30)


def test_tells_nothing_of_an_act_that_was_refused(organization, now):
    buy(organization, 20, expires_at=at(now, 60))

    with pytest.raises(wallet.NotEnoughCoins):
        hold(organization, 10, now=at(now, 60))

    assert not Event.objects.filter(kind="wallet.coins_expired").exists()


def test_leaves_coins_set_aside_alone(organization, now):
    lot = buy(organization, 20, expires_at=at(now, 60))
    hold(organization, 15)

    wallet.expire_lots(organization=organization, now=at(now, 60))

    assert counters(lot) == (0, 15, 0, 5, 0)


def test_sweeps_every_wallet_that_is_due(organization, charlie, now):
    other = charlie.memberships.get().organization
    mine = buy(organization, 20, expires_at=at(now, 60))
    theirs = buy(other, 30, reference="order:2", expires_at=at(now, 60))
    third = factories.make_organization(charlie, "Not due")
    later = buy(third, 40, reference="order:3", expires_at=at(now, 120))

    tasks.expire_coins(now=at(now, 60))

    assert [counters(lot)[3] for lot in (mine, theirs, later)] == [20, 30, 0]
    assert wallet.expire_all_lots(now=at(now, 60)) == 0


def test_changes_nothing_that_was_visible_before(organization, now):
    """The sweep's moment is its cost, never its meaning: before and after it the answers are the same."""
    buy(organization, 20, expires_at=at(now, 60))
    buy(organization, 30, reference="order:2")
    moment = at(now, 90)
    before = (queries.holdings_of(organization, moment).balance, queries.lots_of(organization, moment))
    statement = queries.statement_of(organization, now=moment)

    wallet.expire_lots(organization=organization, now=moment)

    assert (queries.holdings_of(organization, moment).balance, queries.lots_of(organization, moment)) == before
    assert [line.free_after for line in queries.statement_of(organization, now=moment).lines] == [
        line.free_after for line in statement.lines
    ]


@pytest.mark.parametrize("order", list(permutations(["expire", "hold", "capture"])))
@pytest.mark.parametrize("midnight", [-0.5, 0, 0.5])
def test_r9_at_midnight_every_order_follows_the_one_rule(organization, now, order, midnight):
    """R9: coins set aside before their date are used after it; coins free at their date expire once."""
    expires_at = wallet.expiry_after(now, 365)
    lot = buy(organization, 30, expires_at=expires_at)
    hold(organization, 10)
    moment = at(expires_at, midnight)
    steps = {
        "expire": lambda: wallet.expire_all_lots(now=moment),
        "hold": lambda: hold(organization, 5, reference="quote-version:2", now=moment),
        "capture": lambda: capture(10, now=moment),
    }

    refused = []
    for step in order:
        try:
            steps[step]()
        except wallet.NotEnoughCoins:
            refused.append(step)

    alive = midnight < 0
    assert refused == ([] if alive else ["hold"])
    assert counters(lot) == ((15, 5, 10, 0, 0) if alive else (0, 0, 10, 20, 0)), order
    assert Entry.objects.filter(kind="expire").count() == (0 if alive else 1)


@pytest.mark.django_db(transaction=True)
def test_r9_two_sweeps_at_once_book_once(organization, now):
    lot = buy(organization, 30, expires_at=at(now, 60))

    booked = race(2, lambda _: wallet.expire_all_lots(now=at(now, 60)))

    assert sum(booked) == 1
    assert counters(lot) == (0, 0, 0, 30, 0)
    assert Event.objects.filter(kind="wallet.coins_expired").count() == 1
