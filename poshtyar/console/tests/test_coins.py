"""The staff's pages of coins and of what is done with them by hand …"""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from poshtyar.events.models import Event
from poshtyar.treasury.models import CoinRequest
from poshtyar.wallet.queries import balance_of
from poshtyar.wallet.tests.coins import buy, gift, hold, journal
from tests.confirmed import confirm
from tests.pages import line_of, nonce_of, text_of

LAST_DAY = "2099-12-31"
HALF_A_YEAR = timedelta(days=200)


@pytest.fixture
def today():
    """The pages' own clock."""
    return timezone.now()


@pytest.fixture
def lot(organization, today):
    """300 bought coins."""
    return buy(organization, 300, now=today - timedelta(days=1), expires_at=today + HALF_A_YEAR)


@pytest.fixture
def pages(client, organization):
    """Give a reader of one of the pages of coins, and a sender of its form."""

    class Pages:
        browser = client

        def enter(self, person, language="en"):
            person.language = language
            person.save()
            client.force_login(person)
            confirm(client, person)

        def show(self, name, **asked):
            return client.get(reverse(f"console:{name}", args=[organization.public_id]), asked)

        def send(self, name, **typed):
            typed = {"nonce": "a-nonce-of-a-form", "reason": "A wish of ours.", **typed}
            return client.post(reverse(f"console:{name}", args=[organization.public_id]), typed)

    return Pages()


def free(organization):
    return balance_of(organization, timezone.now()).available


def test_show_lots_holds_entries_and_what_was_done(pages, agnes, mina, organization, lot, today):
    hold(organization, 50, now=today)
    gift(organization, 10, actor=mina, now=today, reason="For your patience")
    pages.enter(agnes)

    text = line_of(pages.show("wallet"))

    assert "250 coins" in text and "50 coins set aside" in text
    assert f"{'Mina'}" in text and "gave 10 coins" in text and "For your patience" in text
    assert "260 coins free after it" in text
    assert reverse("console:credit_gift", args=[organization.public_id]) not in text


def test_show_the_oldest_of_many_holds_and_say_so(pages, agnes, organization, lot, today, monkeypatch):
    monkeypatch.setattr("poshtyar.console.views.wallet.HOLDS_SHOWN", 2)
    pages.enter(agnes)
    texts = []
    for n in (11, 12, 13):
        hold(organization, n, reference=f"quote-version:9{n}", now=today)
        texts.append(line_of(pages.show("wallet")))

    assert ["Only the 2 oldest are shown." in text for text in texts] == [False, False, True]
    assert "12 coins ·" in texts[2] and "13 coins ·" not in texts[2]


def test_a_gift_is_confirmed_in_numbers_and_given(pages, leo, organization, lot):
    pages.enter(leo)
    typed = {"coins": "50", "last_day": LAST_DAY}

    asked = pages.send("credit_gift", **typed)
    kept_back = free(organization)
    done = pages.send("credit_gift", **typed, confirmed="yes")

    text = line_of(asked)
    assert "<dt>Free before</dt><dd>300 coins</dd>" in text
    assert "<dt>Free after it</dt><dd><strong>350 coins</strong></dd>" in text
    assert "Give 50 coins" in text and "A wish of ours." in text
    assert kept_back == 300
    assert done.status_code == 302
    assert free(organization) == 350
    event = Event.objects.get(kind="wallet.gift_credited")
    assert (event.actor, event.data["coins"], event.data["reason"]) == (leo, 50, "A wish of ours.")
    assert "gave 50 coins" in line_of(pages.show("wallet"))


def test_a_gift_confirmed_twice_counts_once(pages, leo, organization, lot):
    pages.enter(leo)
    for _ in range(2):
        pages.send("credit_gift", coins="50", last_day=LAST_DAY, confirmed="yes")

    assert free(organization) == 350


def test_changing_ones_mind_keeps_what_was_typed(pages, leo, organization, lot):
    pages.enter(leo)

    answer = pages.send("credit_gift", coins="۵۰", last_day="۱۴۷۸/۱۰/۱۰", change="yes")

    assert answer.status_code == 200
    assert 'value="۵۰"' in text_of(answer) and "A wish of ours." in text_of(answer)
    assert nonce_of(answer) == "a-nonce-of-a-form"
    assert free(organization) == 300


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"coins": "0", "last_day": LAST_DAY}, "“Coins” must be 1 or more."),
        ({"coins": "5", "last_day": "soon"}, "Write the day as year, month and day"),
        ({"coins": "5", "last_day": LAST_DAY, "reason": " "}, "is empty; please write it."),
    ],
)
def test_a_gift_typed_wrongly_says_what_is_missing(pages, leo, organization, typed, said):
    pages.enter(leo)

    answer = pages.send("credit_gift", **typed, confirmed="yes")

    assert answer.status_code == 422
    assert said in line_of(answer)
    assert journal(organization) == []


def test_a_gift_that_would_have_expired_is_refused_in_words(pages, leo, organization):
    pages.enter(leo)

    answer = pages.send("credit_gift", coins="5", last_day="2020-01-01")

    assert answer.status_code == 409
    assert "would already have expired" in text_of(answer)
    assert 'value="2020-01-01"' in text_of(answer)


def test_coins_are_added_until_their_last_day(pages, leo, organization, lot):
    pages.enter(leo)
    typed = {"direction": "add", "coins": "20", "last_day": LAST_DAY}

    asked = pages.send("adjust_coins", **typed)
    pages.send("adjust_coins", **typed, confirmed="yes")

    assert "Add 20 coins" in line_of(asked)
    assert free(organization) == 320


def test_coins_that_are_added_need_a_last_day(pages, leo, organization):
    pages.enter(leo)

    answer = pages.send("adjust_coins", direction="add", coins="20")

    assert answer.status_code == 422
    assert "Write the last day of the coins that are added." in text_of(answer)


def test_coins_are_taken_from_the_named_lot(pages, leo, mina, organization, lot, today):
    gift(organization, 10, actor=mina, now=today)
    pages.enter(leo)
    typed = {"direction": "take", "coins": "20", "lot": str(lot.pk)}

    shown = pages.show("adjust_coins", lot=lot.pk)
    asked = pages.send("adjust_coins", **typed)
    pages.send("adjust_coins", **typed, confirmed="yes")

    assert f'<option value="{lot.pk}" selected>' in text_of(shown)
    assert "<dt>Free after it</dt><dd><strong>290 coins</strong></dd>" in line_of(asked)
    lot.refresh_from_db()
    assert (lot.available, lot.revoked) == (280, 20)


@pytest.mark.parametrize("confirmed", [{}, {"confirmed": "yes"}])
def test_taking_one_coin_more_than_is_free_is_refused_in_numbers(pages, leo, organization, lot, today, confirmed):
    hold(organization, 50, now=today)
    pages.enter(leo)

    answer = pages.send("adjust_coins", direction="take", coins="251", **confirmed)

    assert answer.status_code == 409
    assert "Free coins there: 250; asked for: 251. No coins moved." in line_of(answer)
    assert 'value="251"' in text_of(answer)
    assert free(organization) == 250


def test_exactly_what_is_free_can_be_taken(pages, leo, organization, lot, settings):
    settings.FOUR_EYES_COINS = 300
    pages.enter(leo)

    pages.send("adjust_coins", direction="take", coins="300", confirmed="yes")

    assert free(organization) == 0


def test_speak_persian(pages, leo, organization, lot):
    pages.enter(leo, "fa")

    text = line_of(pages.send("credit_gift", coins="50", last_day=LAST_DAY))

    assert "دادن ۵۰ سکه" in text and "۳۵۰ سکه" in text


def test_take_the_same_statements_for_three_rows_as_for_one(pages, agnes, mina, organization, lot, today):
    def statements():
        with CaptureQueriesContext(connection) as queries:
            pages.show("wallet")
        return len(queries)

    pages.enter(agnes)
    hold(organization, 5, now=today)
    gift(organization, 1, actor=mina, key="gift-0", now=today)
    one = statements()
    for n in (1, 2):
        hold(organization, 5, reference=f"quote-version:9{n}", now=today)
        gift(organization, 1, actor=mina, key=f"gift-{n}", now=today)

    assert statements() == one <= 16


def test_a_large_gift_says_that_it_needs_a_second_person_and_asks(pages, leo, organization, lot):
    pages.enter(leo)
    typed = {"coins": "101", "last_day": LAST_DAY}

    looked = pages.send("credit_gift", **typed)
    asked = pages.send("credit_gift", **typed, confirmed="yes")

    assert "This moves 101 coins, more than 100 coins, so another manager has to approve it." in line_of(looked)
    assert "Ask another manager: Give 101 coins" in line_of(looked)
    request = CoinRequest.objects.get()
    assert asked.headers["Location"] == reverse("console:coin_request", args=[request.pk])
    assert free(organization) == 300


@pytest.mark.parametrize(
    ("language", "looked", "asked"),
    [
        (
            "en",
            "This moves 20 coins. With 90 coins that you moved here alone within 24 hours it is more than 100 coins, "
            "so another manager has to approve it.",
            "<dt>Moved alone shortly before</dt><dd>90 coins</dd>",
        ),
        (
            "fa",
            "این کار ۲۰ سکه رو جابه‌جا می‌کنه. با ۹۰ سکه‌ای که خودتون در ۲۴ ساعت گذشته اینجا تنهایی جابه‌جا کردید",
            "<dt>تنهایی، کمی قبل از این</dt><dd>۹۰ سکه</dd>",
        ),
    ],
)
def test_small_gifts_are_added_up_and_say_so(pages, leo, organization, lot, language, looked, asked):
    pages.enter(leo, language)
    pages.send("credit_gift", coins="90", last_day=LAST_DAY, confirmed="yes")
    typed = {"coins": "20", "last_day": LAST_DAY, "nonce": "another-nonce-of-a-form"}

    tried = pages.send("credit_gift", **typed)
    pages.send("credit_gift", **typed, confirmed="yes")

    assert looked in line_of(tried)
    assert asked in line_of(pages.browser.get(reverse("console:coin_request", args=[CoinRequest.objects.get().pk])))
    assert free(organization) == 390


@pytest.mark.parametrize("day", ["9999-12-31", "9378/10/10", "2200-01-01", "1999-12-31", "0001-01-01"])
def test_a_day_outside_all_calendars_is_refused_in_words(pages, leo, organization, day):
    """The moment after the last day that a computer knows is no moment."""
    pages.enter(leo)

    refused = pages.send("credit_gift", coins="5", last_day=day)

    assert refused.status_code == 422
    assert "Write the day as year, month and day" in line_of(refused)
