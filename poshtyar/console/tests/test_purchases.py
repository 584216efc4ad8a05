"""The staff's pages of an order's coins, refunds and disputes, and of a later date …"""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from poshtyar.catalog.models import Package
from poshtyar.ordering import operations as ordering
from poshtyar.treasury.models import CoinRequest
from poshtyar.wallet.queries import balance_of
from poshtyar.wallet.tests.coins import buy, capture, counters, hold, refund
from tests.pages import line_of, text_of
from tests.ready_made import put_default_catalog

LAST_DAY = "2099-12-31"
NONCE = "a-nonce-of-a-form"


@pytest.fixture
def today():
    """The pages' own clock."""
    return timezone.now()


@pytest.fixture
def order(organization, alice, today):
    """An order of 300 coins for 6,000,000 toman and 10 percent VAT."""
    put_default_catalog()
    package = Package.objects.get(code="essential")
    facts = {"organization": organization, "package": package, "nonce": "a-nonce-of-an-order"}
    return ordering.place_order(**facts, actor=alice, now=today - timedelta(days=1))


@pytest.fixture
def lot(order, organization, today):
    """Its coins."""
    reference, until = order.lot_reference, today + timedelta(days=200)
    price = {"coins": order.coins, "price_rial": order.price_rial}
    return buy(organization, **price, reference=reference, now=today - timedelta(days=1), expires_at=until)


@pytest.fixture
def send(manager, order, lot):
    """Give a sender of a form about the order, or about the lot."""

    def send(name, **typed):
        about = [order.organization.public_id, lot.pk] if name == "extend_expiry" else [order.public_id]
        typed = {"nonce": NONCE, "reason": "The shop closed.", **typed}
        return manager.post(reverse(f"console:{name}", args=about), typed)

    return send


def owed_and_free(organization):
    balance = balance_of(organization, timezone.now())
    return balance.debt, balance.available


def shown_money(answer):
    return answer.context["form"]["money_rial"].value()


def test_an_order_says_where_its_coins_are_and_what_can_be_done(
    manager, client, agnes, order, lot, organization, today
):
    hold(organization, 50, now=today)
    address = reverse("console:order", args=[order.public_id])

    text = line_of(manager.get(address))
    agnes.language = "en"
    agnes.save()
    client.force_login(agnes)
    to_agnes = line_of(client.get(address))

    assert "<dt>Free of it</dt><dd>250 coins</dd>" in text and "<dt>Set aside of it</dt><dd>50 coins</dd>" in text
    assert reverse("console:refund_purchase", args=[order.public_id]) in text
    assert "250 coins" in to_agnes and reverse("console:refund_purchase", args=[order.public_id]) not in to_agnes


def test_an_order_that_was_not_paid_has_no_coins(manager, order):
    assert "Its coins" not in text_of(manager.get(reverse("console:order", args=[order.public_id])))
    for name in ("refund_purchase", "charge_back", "win_chargeback"):
        assert manager.get(reverse(f"console:{name}", args=[order.public_id])).status_code == 404


def test_a_refund_says_the_money_exactly_before_it_is_confirmed(send, organization, lot, manager, order):
    asked = send("refund_purchase", coins="7")
    send("refund_purchase", coins="7", confirmed="yes", money_rial=shown_money(asked))

    text = line_of(asked)
    assert "<dt>Their share of the price</dt><dd>140,000 toman</dd>" in text
    assert "<dt>VAT on it</dt><dd>14,000 toman</dd>" in text
    assert "<dt>Money to send back</dt><dd><strong>154,000 toman</strong></dd>" in text
    assert "<dt>Free after it</dt><dd><strong>293 coins</strong></dd>" in text
    assert counters(lot) == (293, 0, 0, 0, 7)
    assert "7 coins · 154,000 toman" in line_of(manager.get(reverse("console:order", args=[order.public_id])))


def test_a_refund_confirmed_twice_counts_once(send, lot):
    money = shown_money(send("refund_purchase", coins="7"))

    answers = [send("refund_purchase", coins="7", confirmed="yes", money_rial=money) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert counters(lot) == (293, 0, 0, 0, 7)


def test_a_refund_is_never_of_other_money_than_was_shown(send, organization, lot, mina, order, today):
    money = shown_money(send("refund_purchase", coins="7"))

    answer = send("refund_purchase", coins="7", confirmed="yes", money_rial=money + 1)

    assert answer.status_code == 409
    assert "these coins are worth 140,000 toman now" in line_of(answer)
    assert counters(lot) == (300, 0, 0, 0, 0)


def test_shares_of_several_refunds_add_up_on_the_order(manager, organization, lot, mina, order, today):
    for n, coins in enumerate((1, 100, 199)):
        refund(organization, coins, reference=order.lot_reference, key=f"form-{n}", actor=mina, now=today)

    answer = manager.get(reverse("console:order", args=[order.public_id]))

    assert sum(row["share"].total_rial for row in answer.context["refunds"]) == order.total_rial
    assert [row["share"].price_rial for row in answer.context["refunds"]] == [
        refund.money_rial for refund in answer.context["purchase"].refunds
    ]


def test_one_coin_more_than_is_free_of_the_purchase_is_not_refunded(send, organization, lot, today):
    hold(organization, 50, now=today)

    answer = send("refund_purchase", coins="251")

    assert answer.status_code == 409
    assert "Free coins there: 250; asked for: 251." in line_of(answer)
    assert 'value="251"' in text_of(answer)


def test_a_large_refund_is_asked_with_the_money_that_was_shown(send, lot):
    money = shown_money(send("refund_purchase", coins="101"))

    send("refund_purchase", coins="101", confirmed="yes", money_rial=money)

    request = CoinRequest.objects.get()
    assert request.terms == {"reference": lot.reference, "coins": 101, "money_rial": 20_200_000}
    assert counters(lot) == (300, 0, 0, 0, 0)


def test_a_chargeback_says_what_is_owed_and_books_it_once(send, organization, lot, today, settings):
    settings.FOUR_EYES_COINS = 300
    hold(organization, 50, now=today)
    capture(50, now=today)

    asked = send("charge_back", dispute="D-77")
    for _ in range(2):
        send("charge_back", dispute="D-77", confirmed="yes")

    text = line_of(asked)
    assert "<dt>Free after it</dt><dd><strong>0 coins</strong></dd>" in text
    assert "<dt>Owed after</dt><dd><strong>50 coins</strong></dd>" in text
    assert owed_and_free(organization) == (50, 0)


def test_a_chargeback_of_many_coins_waits_for_a_second_person(send, organization, lot):
    send("charge_back", dispute="D-77", confirmed="yes")

    assert CoinRequest.objects.get().coins == 300
    assert owed_and_free(organization) == (0, 300)


def test_a_second_dispute_is_refused_in_words(send, organization, lot, settings):
    settings.FOUR_EYES_COINS = 300
    send("charge_back", dispute="D-77", confirmed="yes")

    answer = send("charge_back", dispute="D-78", confirmed="yes")

    assert answer.status_code == 409
    assert "A dispute of this purchase is booked already. No coins moved." in text_of(answer)


def test_a_dispute_that_was_won_gives_the_coins_back_once(send, organization, lot, today, manager, order, settings):
    settings.FOUR_EYES_COINS = 600
    hold(organization, 50, now=today)
    capture(50, now=today)
    send("charge_back", dispute="D-77", confirmed="yes")

    asked = send("win_chargeback", last_day=LAST_DAY)
    for _ in range(2):
        send("win_chargeback", last_day=LAST_DAY, confirmed="yes")

    assert "<dt>Owed after</dt><dd><strong>0 coins</strong></dd>" in line_of(asked)
    assert owed_and_free(organization) == (0, 250)
    assert "D-77" in text_of(manager.get(reverse("console:order", args=[order.public_id])))


def test_a_date_is_moved_for_the_free_coins_once(send, organization, lot, today, settings):
    settings.FOUR_EYES_COINS = 300
    hold(organization, 50, now=today)

    asked = send("extend_expiry", last_day=LAST_DAY)
    for _ in range(2):
        assert send("extend_expiry", last_day=LAST_DAY, confirmed="yes").status_code == 302

    assert "Move the date to 31 Dec" in line_of(asked)
    assert counters(lot) == (0, 50, 0, 0, 250)
    assert owed_and_free(organization) == (0, 250)


def test_an_earlier_date_is_refused_in_words(send, lot, today):
    answer = send("extend_expiry", last_day=(today + timedelta(days=1)).date().isoformat())

    assert answer.status_code == 409
    assert "These coins already last as long. Choose a later day." in text_of(answer)


def test_a_lot_of_others_is_not_there(manager, organization, charlie, lot):
    other = charlie.memberships.get().organization

    assert manager.get(reverse("console:extend_expiry", args=[other.public_id, lot.pk])).status_code == 404


def test_speak_persian(send, mina):
    mina.language = "fa"
    mina.save()

    text = line_of(send("refund_purchase", coins="۷"))

    assert "برگشت پول ۷ سکه" in text and "۱۵۴٬۰۰۰ تومان" in text
