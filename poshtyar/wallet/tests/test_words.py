"""said_of and reason_of …"""

import pytest
from django.utils import translation

from poshtyar.wallet import operations as wallet
from poshtyar.wallet.models import Entry
from poshtyar.wallet.queries import entry_of, reason_of, said_of, statement_of
from poshtyar.wallet.tests.coins import adjust, at, buy, capture, charge_back, gift, hold, undo, unguarded, win
from tests.factories import NOW


@pytest.fixture
def last(organization, now):
    """Give what the last line says in a language, and its reason."""

    def last(language="en"):
        line = statement_of(organization, now=at(now, 3600)).lines[0]
        with translation.override(language):
            return said_of(line), reason_of(line)

    return last


def test_name_a_fee_in_the_reader_s_language_and_no_mark_of_ours(organization, last, agnes, now):
    buy(organization, 300)
    hold(organization, 50, fee=15)
    wallet.capture_fee(reference="quote-version:1", actor=agnes, now=now)

    assert last("en") == ("15 coins used for the investigation, 35 coins released", "")
    assert last("fa") == ("۱۵ سکه برای بررسی کم شد، ۳۵ سکه آزاد شد", "")


@pytest.mark.parametrize(
    ("coins", "english", "persian"),
    [
        (
            70,
            "70 coins set aside, 50 coins of them before",
            "۷۰ سکه کنار گذاشته شد، ۵۰ سکه از اون‌ها از قبل کنار گذاشته شده بود",
        ),
        (50, "50 coins stay set aside", "۵۰ سکه همچنان کنار گذاشته شده"),
        (30, "30 coins stay set aside, 20 coins released", "۳۰ سکه همچنان کنار گذاشته شده، ۲۰ سکه آزاد شد"),
    ],
)
def test_b13_tell_what_was_set_aside_before_from_what_is_now(organization, last, coins, english, persian):
    buy(organization, 300)
    hold(organization, 50)
    new = {"old_reference": "quote-version:1", "reference": "quote-version:2", "coins": coins, "fee": 0}
    wallet.replace_hold(organization=organization, **new, actor=None, now=NOW)

    assert (last("en"), last("fa")) == ((english, ""), (persian, ""))


def test_take_no_words_of_a_person_for_a_fee(organization, last, agnes, mina, now):
    buy(organization, 300)
    hold(organization, 50, fee=15)
    wallet.capture_hold(reference="quote-version:1", coins=35, reason="investigation fee", actor=agnes, now=now)
    used = last()
    gift(organization, 5, actor=mina, reason="investigation fee")

    assert used == ("35 coins used, 15 coins released", "")
    assert last() == ("5 coins as a gift", "investigation fee")


def test_know_a_fee_of_before_it_was_kept_by_its_reason(organization, last, agnes, now):
    """Entries are sealed and never changed, so these stay as they were written."""
    buy(organization, 300)
    hold(organization, 50, fee=15)
    wallet.capture_fee(reference="quote-version:1", actor=agnes, now=now)
    with unguarded():
        Entry.objects.filter(kind="capture").update(meta={})

    assert last()[0] == "15 coins used for the investigation, 35 coins released"


def test_leave_the_note_of_a_delivery_to_the_work(organization, last):
    buy(organization, 300)
    hold(organization, 50)
    capture(35)

    assert last() == ("35 coins used, 15 coins released", "")


def test_give_the_reason_of_a_person(organization, last, mina):
    gift(organization, 5, actor=mina, reason="For your patience")

    assert last() == ("5 coins as a gift", "For your patience")


def test_say_what_is_owed_and_what_no_longer_is(organization, last, mina):
    buy(organization, 300)
    hold(organization, 50)
    capture(50)
    charge_back(organization, actor=mina)
    owed = last()[0]
    undo(20, actor=mina)
    less = last()[0]

    assert owed == "250 coins taken back, 50 coins owed"
    assert less == "20 coins given back, 20 coins of them had not been paid for, 20 coins no longer owed"


def test_say_that_a_purchase_paid_a_debt_back(organization, last, mina):
    buy(organization, 300)
    hold(organization, 50)
    capture(50)
    charge_back(organization, actor=mina)
    buy(organization, 300, reference="order:2")

    assert last()[0] == "50 coins paid back what you owed, 300 coins bought"


def test_say_something_where_no_coins_moved(organization, last, mina):
    buy(organization, 300)
    adjust(organization, -300, actor=mina)
    charge_back(organization, actor=mina)
    lost = last()[0]
    win(organization, actor=mina)

    assert lost == "A payment was disputed; nothing of it was left"
    assert last()[0] == "The money of a disputed payment came back"


def test_stand_beside_the_work_of_each_movement(organization, mina, now):
    buy(organization, 300)
    gift(organization, 5, actor=mina, expires_at=None)
    hold(organization, 50)
    works = {"quote-version:1": "the work"}

    held, given = (entry_of(organization, seq, now).with_works(works) for seq in (3, 2))

    assert [(row["movement"].coins, row["works"], row["last_day"] is None) for row in held + given] == [
        (50, ["the work"], False),
        (5, [], True),
    ]
