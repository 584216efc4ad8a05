"""tell_people of what is done with coins by hand …"""

from datetime import timedelta

import pytest
from django.utils import translation

from poshtyar.catalog.models import Package
from poshtyar.events import operations as events
from poshtyar.events.models import Event
from poshtyar.jobs import operations as jobs
from poshtyar.notifications.models import Notice
from poshtyar.notifications.queries import words_of
from poshtyar.ordering import operations as ordering
from poshtyar.outbox.models import OutgoingMessage
from poshtyar.treasury import operations as treasury
from poshtyar.treasury.acts import Gift, Refund
from poshtyar.treasury.tests.asking import ask
from poshtyar.wallet import operations as wallet
from poshtyar.wallet.tests.coins import YEAR, adjust, buy, capture, charge_back, extend, gift, hold, refund, win
from tests.ready_made import put_default_catalog

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def said_to(person, kind, now):
    """Deliver what happened, and return what the fact says to this person in English."""
    jobs.run_due_jobs(now=now)
    with translation.override("en"):
        return words_of(Event.objects.get(kind=kind), person)


def test_says_how_many_were_given_why_and_what_is_free(organization, alice, mina, now):
    buy(organization, 300)
    gift(organization, 10, actor=mina, reason="For your patience.")

    said = said_to(alice, "wallet.gift_credited", now)

    assert said == "We gave you 10 coins: “\u2068For your patience\u2069”. You have 310 coins free."
    assert sorted(OutgoingMessage.objects.values_list("channel", "to")) == [
        ("email", alice.email),
        ("sms", alice.mobile),
    ]
    sms = OutgoingMessage.objects.get(channel="sms")
    assert "۱۰ سکه" in sms.body and "۳۱۰ سکه" in sms.body and sms.body.endswith("/wallet/")


@pytest.mark.parametrize(("coins", "said"), [(20, "We added 20 coins"), (-20, "We took 20 coins away")])
def test_says_what_was_added_or_taken_away(organization, alice, leo, now, coins, said):
    buy(organization, 300)
    adjust(organization, coins, actor=leo, expires_at=now + YEAR if coins > 0 else None)

    words = said_to(alice, "wallet.coins_adjusted", now)

    assert words == f"{said}: “\u2068Miscounted\u2069”. You have {300 + coins} coins free."


def test_says_the_money_of_a_refund(organization, alice, mina, now):
    buy(organization, 300)
    refund(organization, 100, actor=mina)

    words = said_to(alice, "wallet.purchase_refunded", now)

    assert words == (
        "We refunded 100 coins, and 2,000,000 toman goes back to you: “\u2068Sorry\u2069”. You have 200 coins free."
    )


def test_says_the_vat_of_a_refund_and_what_goes_back_in_all(organization, alice, mina, now):
    put_default_catalog()
    facts = {"package": Package.objects.get(code="essential"), "nonce": "an-order-of-a-test"}
    order = ordering.place_order(organization=organization, **facts, actor=alice, now=now)
    buy(organization, order.coins, price_rial=order.price_rial, reference=order.lot_reference)
    ask(organization, Refund(order.lot_reference, 100), actor=mina, reason="You asked for it.", now=now)

    words = said_to(alice, "wallet.purchase_refunded", now)

    assert words == (
        "We refunded 100 coins, and 2,200,000 toman goes back to you (2,000,000 toman of their price and 200,000 toman "
        "VAT): “\u2068You asked for it\u2069”. You have 200 coins free."
    )
    sms = OutgoingMessage.objects.get(channel="sms", body__contains="۱۰۰ سکه")
    assert "۲٬۲۰۰٬۰۰۰ تومان" in sms.body and "۲۰۰٬۰۰۰ تومان" in sms.body


def test_says_the_vat_in_general_of_a_refund_from_before_it_was_kept(organization, alice, mina, now):
    facts = {"coins": 100, "money_rial": 20_000_000, "free": 200, "reason": "A wish", "entry": 2}
    events.record("wallet.purchase_refunded", actor=mina, organization=organization, now=now, **facts)

    assert "of their price 2,000,000 toman goes back to you, and the VAT on it" in said_to(
        alice, "wallet.purchase_refunded", now
    )


def test_says_until_when_coins_can_be_used_now(organization, alice, mina, now):
    lot = buy(organization, 300)
    extend(organization, lot, now + YEAR + timedelta(days=10), actor=mina)

    words = said_to(alice, "wallet.expiry_extended", now)

    assert "You can use 300 coins longer, until 9 Dec 2027" in words


def test_says_what_is_owed_after_a_chargeback_and_no_longer_after_it_was_won(organization, alice, mina, now):
    buy(organization, 300)
    hold(organization, 50)
    capture(50)
    charge_back(organization, actor=mina)
    lost = said_to(alice, "wallet.purchase_charged_back", now)
    win(organization, actor=mina)
    won = said_to(alice, "wallet.chargeback_won", now)

    assert "we took 250 coins back and you owe 50 coins that were used" in lost and "You have 0 coins free." in lost
    assert "250 coins given back and 50 coins no longer owed" in won and "You have 250 coins free." in won


def test_says_nothing_of_debt_where_nothing_was_used(organization, alice, mina, now):
    buy(organization, 300)
    charge_back(organization, actor=mina)
    lost = said_to(alice, "wallet.purchase_charged_back", now)
    win(organization, actor=mina)

    assert "owe" not in lost
    assert "and so did 300 coins" in said_to(alice, "wallet.chargeback_won", now)


def test_says_once_what_expired_and_what_stays(organization, alice, bob, mina, now):
    buy(organization, 35, expires_at=now + MINUTE)
    buy(organization, 7, reference="order:2", expires_at=now + MINUTE)
    gift(organization, 10, actor=mina)
    jobs.run_due_jobs(now=now)
    OutgoingMessage.objects.all().delete()
    for minutes in (1, 2):
        wallet.expire_all_lots(now=now + minutes * MINUTE)

    words = said_to(alice, "wallet.coins_expired", now + 3 * MINUTE)

    assert words == (
        "42 coins expired: \u2068Essential\u2069 (35 coins), \u2068Essential\u2069 (7 coins). You have 10 coins free."
    )
    event = Event.objects.get(kind="wallet.coins_expired")
    assert [notice.user for notice in Notice.objects.filter(event=event)] == [alice]
    assert sorted(OutgoingMessage.objects.values_list("channel", "to")) == [
        ("email", alice.email),
        ("sms", alice.mobile),
    ]
    assert "۳۵ سکه" in OutgoingMessage.objects.get(channel="sms").body


def test_leaves_out_whoever_is_not_of_the_organization(organization, alice, bob, charlie, mina, leo, now):
    buy(organization, 300)
    gift(organization, 10, actor=mina)
    jobs.run_due_jobs(now=now)

    assert [notice.user for notice in Notice.objects.all()] == [alice]


def test_tells_managers_what_was_moved_alone_before_a_small_request(organization, leo, mina, now):
    ask(organization, Gift(90, now + YEAR), actor=leo)
    ask(organization, Gift(20, now + YEAR), actor=leo, nonce="another-form", reason="A bad week")

    asked = said_to(mina, "treasury.approval_asked", now)

    assert "Leo\u2069 asks for a second person: 20 coins" in asked
    assert "after 90 coins moved alone: “\u2068A bad week\u2069”." in asked


def test_calls_managers_to_a_request_and_tells_who_asked_what_became_of_it(organization, alice, leo, mina, now):
    request = ask(organization, actor=leo, reason="A bad week")
    asked = said_to(mina, "treasury.approval_asked", now)
    treasury.reject_request(coin_request=request, reason="Too much", actor=mina, now=now)
    rejected = said_to(leo, "treasury.request_rejected", now)

    assert "\u2068Leo\u2069 asks for a second person: 101 coins" in asked and "A bad week" in asked
    assert "Too much" in rejected
    assert sorted(Notice.objects.values_list("user__display_name", flat=True)) == ["Leo", "Mina"]
    assert not OutgoingMessage.objects.exists()
