"""entry_of and forecast_of …"""

import pytest
from django.utils.translation import override

from poshtyar.wallet import operations as wallet
from poshtyar.wallet import queries
from poshtyar.wallet.models import Entry
from poshtyar.wallet.tests.coins import at, buy, capture, gift, hold, undo
from poshtyar.wallet.tests.history import History, seeds

# ---- entry_of


def test_shows_every_movement_with_its_lot_and_its_work(organization, agnes, mina, now):
    buy(organization, 300, now=now)
    gift(organization, 20, actor=mina, now=now)
    hold(organization, 50, now=now)
    capture(35, actor=agnes, now=at(now, 60))

    detail = queries.entry_of(organization, 4, at(now, 90))

    moves = [(one.name_en, str(one.names[0]), str(one.names[1]), one.coins, one.references) for one in detail.movements]
    work = ("quote-version:1",)
    assert moves == [
        ("Gift", "کنار گذاشته", "کم شد", 20, work),
        ("Essential", "کنار گذاشته", "کم شد", 15, work),
        ("Essential", "کنار گذاشته", "آزاد", 15, work),
    ]
    assert (detail.total, detail.free_before, detail.line.free_after) == (50, 270, 285)
    assert (detail.actor, detail.reverses, detail.reversed_by) == (agnes, None, ())


def test_says_what_happened_and_why(organization, mina, now):
    gift(organization, 20, actor=mina, now=now, reason="For your patience")

    detail = queries.entry_of(organization, 1, now)

    with override("en"):
        assert (detail.said, detail.reason) == ("20 coins as a gift", "For your patience")


def test_links_what_turns_back_with_what_was_turned_back(organization, mina, now):
    buy(organization, 300, now=now)
    hold(organization, 50, now=now)
    capture(50, now=now)
    undo(20, actor=mina, now=at(now, 60))

    assert queries.entry_of(organization, 3, now).reversed_by == (4,)
    assert queries.entry_of(organization, 4, now).reverses == 3


def test_names_the_old_work_and_the_new_one(organization, now):
    buy(organization, 300, now=now)
    hold(organization, 50, now=now)
    terms = {"old_reference": "quote-version:1", "reference": "quote-version:2", "coins": 50, "fee": 0, "actor": None}
    wallet.replace_hold(organization=organization, now=now, **terms)

    detail = queries.entry_of(organization, 3, now)

    assert detail.references == {"quote-version:1", "quote-version:2"}


def test_finds_no_entry_of_another_wallet(organization, charlie, now):
    buy(organization, 300, now=now)

    assert queries.entry_of(charlie.memberships.get().organization, 1, now) is None
    assert queries.entry_of(organization, 2, now) is None


@pytest.mark.parametrize("seed", seeds(3))
def test_r24_totals_agree_after_any_history(organization, mina, now, seed):
    """R24: of every line the movements sum up to its total, and their change of free coins is the line's."""
    moment = History(organization, mina, seed=seed, start=now).run(40)

    for entry in Entry.objects.filter(wallet__organization=organization):
        detail = queries.entry_of(organization, entry.seq, moment)
        free = "آزاد"
        change = sum(one.coins * ((one.names[1] == free) - (one.names[0] == free)) for one in detail.movements)
        assert sum(one.coins for one in detail.movements) == detail.total
        assert detail.free_before + change == detail.line.free_after


# ---- forecast_of


def test_b3_says_what_expires_when_in_the_order_of_use(organization, mina, now):
    buy(organization, 300, now=now, expires_at=at(now, 3600))
    gift(organization, 20, actor=mina, now=now, expires_at=at(now, 3600))
    buy(organization, 100, reference="order:2", now=now, expires_at=at(now, 60))
    hold(organization, 110, now=now)

    forecast = queries.forecast_of(queries.holdings_of(organization, now))

    assert [(one.expires_at, one.coins, one.held, one.free_after) for one in forecast] == [(at(now, 3600), 310, 10, 0)]
    assert [(lot.name_en, lot.available) for lot in forecast[0].lots] == [("Gift", 10), ("Essential", 300)]


def test_b2_counts_coins_to_their_last_second(organization, now):
    buy(organization, 300, now=now, expires_at=at(now, 60))
    buy(organization, 40, reference="order:2", now=now, expires_at=at(now, 120))

    at_the_last, after = (queries.forecast_of(queries.holdings_of(organization, at(now, n))) for n in (59, 60))

    assert [(one.coins, one.free_after) for one in at_the_last] == [(300, 40), (40, 0)]
    assert [(one.coins, one.free_after) for one in after] == [(40, 0)]
