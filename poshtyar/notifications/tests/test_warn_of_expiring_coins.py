"""warn_of_expiring_coins …"""

from datetime import timedelta

import pytest
from django.utils import translation

from poshtyar.catalog.models import Service
from poshtyar.common.jalali import local_date, start_of_day
from poshtyar.events.models import Event
from poshtyar.jobs import operations as jobs
from poshtyar.notifications import operations as notifications
from poshtyar.notifications.models import Notice
from poshtyar.notifications.queries import words_of
from poshtyar.outbox.models import OutgoingMessage
from poshtyar.wallet import operations as wallet
from tests.ready_made import put_default_catalog

pytestmark = pytest.mark.django_db


@pytest.fixture
def lot(organization, now):
    """Credit 300 coins that may be used until the end of the hundredth day from now."""
    return credit(organization, now, days=100, reference="order:1")


def credit(organization, now, *, days, reference, coins=300):
    expires_at = start_of_day(local_date(now) + timedelta(days=days + 1))
    return wallet.credit_purchase(
        organization=organization,
        reference=reference,
        coins=coins,
        price_rial=1,
        label_fa="ضروری",
        label_en="Essential",
        expires_at=expires_at,
        actor=None,
        now=now,
    )


def warned():
    """Return the days left and the coins of each warning, in order."""
    events = Event.objects.filter(kind="notifications.coins_expiring").order_by("id")
    return [(event.data["days"], event.data["coins"]) for event in events]


def test_warns_at_sixty_thirty_seven_and_one_days_once_each(lot, now):
    for day in range(103):
        for _ in range(2):
            notifications.warn_of_expiring_coins(now=now + timedelta(days=day))

    assert warned() == [(60, 300), (30, 300), (7, 300), (1, 300)]


def test_gives_only_the_nearest_warning_after_a_downtime(lot, now):
    notifications.warn_of_expiring_coins(now=now + timedelta(days=95))

    assert warned() == [(5, 300)]


def test_counts_free_coins_only_and_each_lot_for_itself(organization, lot, now):
    credit(organization, now, days=5, reference="order:2", coins=40)
    wallet.hold_coins(
        organization=organization, reference="quote-version:1", coins=100, fee=0, actor=None, now=now
    )  # The 40 and 60 of the 300.

    notifications.warn_of_expiring_coins(now=now + timedelta(days=93))

    assert warned() == [(7, 240)]


def test_says_the_number_the_days_and_the_last_day_to_the_owner_alone(
    organization, lot, alice, bob, charlie, mina, now
):
    on_the_day = now + timedelta(days=95)

    notifications.warn_of_expiring_coins(now=on_the_day)
    jobs.run_due_jobs(now=on_the_day)

    (notice,) = Notice.objects.all()
    assert notice.user == alice
    with translation.override("en"):
        assert words_of(notice.event, alice) == "300 coins expire in 5 days (8 Mar 2027). We use these first."
    sms = OutgoingMessage.objects.get(channel="sms")
    assert sms.body == (
        "تعداد ۳۰۰ سکه تا ۵ روز دیگه (۱۷ اسفند ۱۴۰۵) منقضی می‌شه. اول از همین‌ها کم می‌کنیم.\nhttp://127.0.0.1:8000/wallet/"
    )


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (1, "300 coins expire tomorrow. We use these first."),
        (0, "300 coins expire today. We use these first."),
    ],
)
def test_says_tomorrow_and_today(days, words, organization, alice, now):
    credit(organization, now, days=days, reference="order:1")

    notifications.warn_of_expiring_coins(now=now)

    with translation.override("en"):
        assert words_of(Event.objects.get(kind="notifications.coins_expiring"), alice) == words


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (1, "1 coin expires tomorrow. We use it first."),
        (0, "1 coin expires today. We use it first."),
        (5, "1 coin expires in 5 days (3 Dec 2026). We use it first."),
    ],
)
def test_speaks_of_one_coin_as_of_one(days, words, organization, alice, now):
    credit(organization, now, days=days, reference="order:1", coins=1)

    notifications.warn_of_expiring_coins(now=now)

    with translation.override("en"):
        assert words_of(Event.objects.get(kind="notifications.coins_expiring"), alice) == words


def test_says_what_the_coins_can_still_buy(organization, alice, now):
    put_default_catalog()
    Service.objects.exclude(code__in=["GA4", "MOD"]).update(is_listed=False)
    Service.objects.filter(code__in=["GA4", "MOD"]).update(
        is_listed=True, is_starting_price=False, required_right="", name_en="A name", name_fa="یک نام", coins=50
    )
    Service.objects.filter(code="MOD").update(name_en="Another one", name_fa="نامی دیگر", coins=40)
    alice.language = "en"
    alice.save()
    credit(organization, now, days=5, reference="order:1", coins=60)
    on_the_day = now + timedelta(minutes=1)

    notifications.warn_of_expiring_coins(now=on_the_day)
    jobs.run_due_jobs(now=on_the_day)

    event = Event.objects.get(kind="notifications.coins_expiring")
    with translation.override("en"):
        assert words_of(event, alice).endswith(
            " We use these first. That is enough for one of these: "
            "\u2068A name\u2069 (50 coins), \u2068Another one\u2069 (40 coins)."
        )
    with translation.override("fa"):
        assert words_of(event, alice).endswith(
            "با همین‌ها می‌شه یکی از این‌ها رو انجام داد: \u2068یک نام\u2069 (۵۰ سکه)، \u2068نامی دیگر\u2069 (۴۰ سکه)."
        )
    sms = OutgoingMessage.objects.get(channel="sms").body
    assert "That is enough for \u2068A name\u2069 (50 coins), for example." in sms
    assert "Another one" not in sms
    assert "\u2068Another one\u2069 (40 coins)" in OutgoingMessage.objects.get(channel="email").body


def test_says_nothing_of_services_that_cost_more(organization, alice, now):
    put_default_catalog()
    credit(organization, now, days=5, reference="order:1", coins=1)

    notifications.warn_of_expiring_coins(now=now)

    assert Event.objects.get(kind="notifications.coins_expiring").data["buys"] == []
