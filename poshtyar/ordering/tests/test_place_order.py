"""place_order …"""

from datetime import date, timedelta

import pytest

from poshtyar.catalog import operations as catalog
from poshtyar.catalog.models import Package
from poshtyar.common.errors import IdempotencyConflict, NotAllowed
from poshtyar.events.models import Event
from poshtyar.ordering import operations as ordering
from poshtyar.ordering.clients import GatewayUnavailable
from poshtyar.ordering.models import Order, PaymentNote, PaymentState, VatRate
from tests.loopback_bank import Reply
from tests.race import race


@pytest.fixture
def place(organization, essential, alice, now):
    def place(**changes):
        facts = {
            "organization": organization,
            "package": essential,
            "nonce": "a-nonce-of-a-form",
            "actor": alice,
            "now": now,
        }
        return ordering.place_order(**facts | changes)

    return place


def test_b33_freezes_coins_price_vat_and_validity(place, essential, now):
    order = place(origin="quote:12")

    essential.coins, essential.price_rial, essential.validity_days = 1, 1, 1
    essential.save()
    VatRate.objects.create(valid_from_date=date(2020, 1, 1), percent=50)
    order.refresh_from_db()
    assert (order.coins, order.validity_days, order.origin) == (300, 365, "quote:12")
    assert (order.price_rial, order.vat_percent, order.vat_rial, order.total_rial) == (
        60_000_000,
        10,
        6_000_000,
        66_000_000,
    )
    assert order.expires_at == now + timedelta(hours=24)
    assert [event.kind for event in Event.objects.all()] == ["ordering.order_placed"]


def test_b33_keeps_the_terms_of_an_open_order_when_a_manager_changes_the_package(place, essential, mina, now):
    order = place()
    facts = catalog.PackageFacts(
        code="start",
        name_fa="شروع",
        name_en="Start",
        coins=100,
        price_rial=90_000_000,
        validity_days=30,
        service_level=essential.service_level,
        is_on_sale=False,
    )

    catalog.change_package(package=essential, facts=facts, version=1, actor=mina, now=now)

    order.refresh_from_db()
    assert (order.package_name_en, order.coins, order.validity_days) == ("Essential", 300, 365)
    assert (order.price_rial, order.total_rial) == (60_000_000, 66_000_000)
    assert order.package.price_rial == 90_000_000


def test_keeps_its_package_from_being_deleted(place, essential, mina, now):
    order = place()

    with pytest.raises(catalog.InUse):
        catalog.delete_package(package=essential, version=1, actor=mina, now=now)

    order.refresh_from_db()
    assert order.package == essential


def test_rounds_the_vat_of_an_odd_price_to_the_rial(place, essential):
    essential.price_rial = 60_000_005
    essential.save()

    order = place()

    assert (order.vat_rial, order.total_rial) == (6_000_001, 66_000_006)


def test_b33_takes_the_vat_rate_of_the_local_day(place, now):
    # 10:00 on 28 November in Tehran; 23:00 of the day before is still the old rate.
    VatRate.objects.create(valid_from_date=date(2026, 11, 28), percent=12)

    before, after = place(nonce="a-nonce-of-a-form-1", now=now - timedelta(hours=11)), place()

    assert (before.vat_percent, after.vat_percent) == (10, 12)


def test_gives_the_same_order_for_the_same_form(place, essential):
    first = place()
    essential.is_on_sale = False
    essential.save()

    assert place() == first
    assert Event.objects.count() == 1


def test_r13_refuses_the_same_form_with_other_contents(place, charlie):
    place()

    with pytest.raises(IdempotencyConflict):
        place(origin="quote:1")
    with pytest.raises(IdempotencyConflict):
        place(actor=charlie, organization=charlie.memberships.get().organization)
    assert Order.objects.count() == 1


def test_refuses_a_package_that_is_not_on_sale(place, essential):
    essential.is_on_sale = False
    essential.save()

    with pytest.raises(ordering.PackageNotOnSale):
        place()


def test_refuses_when_the_price_is_not_the_one_that_was_seen(place):
    with pytest.raises(ordering.PriceChanged):
        place(seen_total_rial=65_000_000)

    assert place(seen_total_rial=66_000_000).total_rial == 66_000_000


@pytest.mark.parametrize("who", ["bob", "charlie", "agnes", "leo", "mina"])
def test_b32_lets_nobody_but_owners_buy(place, who, request):
    with pytest.raises(NotAllowed):
        place(actor=request.getfixturevalue(who))

    assert Order.objects.count() == 0
    assert Event.objects.count() == 0


def test_b3_lets_an_organization_order_another_package_at_any_time(place):
    place()
    place(nonce="another-nonce-of-a-form")

    assert Order.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_places_one_order_for_a_form_that_is_sent_twenty_times_at_once(place):
    orders = race(20, lambda _: place().pk)

    assert len(set(orders)) == 1
    assert Order.objects.count() == 1
    assert Event.objects.count() == 1


def test_b3_refuses_a_second_order_that_its_buyer_does_not_know_of(place, alice, bank, now):
    first = place()
    ordering.start_payment(order=first, actor=alice, now=now)

    with pytest.raises(ordering.AlreadyOrdered):
        place(nonce="another-nonce", seen_order="")

    assert place(nonce="another-nonce", seen_order=first.public_id) != first


@pytest.mark.parametrize(
    ("state", "is_refused"),
    [
        (PaymentState.STARTED, True),
        (PaymentState.NEEDS_HUMAN, True),
        (PaymentState.FAILED, False),
        (PaymentState.RESOLVED, False),
    ],
)
def test_b3_lets_what_was_not_paid_be_ordered_anew(place, alice, leo, bank, now, state, is_refused):
    payment = ordering.start_payment(order=place(), actor=alice, now=now)
    payment.state, payment.decided_at = state, None if state == PaymentState.STARTED else now
    if state == PaymentState.RESOLVED:
        payment.resolution, payment.resolution_reason = "refunded", "Ref 5566."
        payment.resolved_by, payment.resolved_at = leo, now
    payment.note = PaymentNote.UNDECIDED if state == PaymentState.NEEDS_HUMAN else ""
    payment.save()

    if is_refused:
        with pytest.raises(ordering.AlreadyOrdered):
            place(nonce="another-nonce", seen_order="")
    else:
        assert place(nonce="another-nonce", seen_order="").pk


@pytest.mark.parametrize(("hours", "is_refused"), [(24, True), (25, False)])
def test_b3_forgets_an_order_of_the_day_before(place, alice, bank, now, hours, is_refused):
    ordering.start_payment(order=place(), actor=alice, now=now)

    if is_refused:
        with pytest.raises(ordering.AlreadyOrdered):
            place(nonce="another-nonce", seen_order="", now=now + timedelta(hours=hours))
    else:
        assert place(nonce="another-nonce", seen_order="", now=now + timedelta(hours=hours)).pk


def test_gives_the_order_of_another_window_that_nobody_has_gone_to_the_bank_with(place, now):
    first = place(seen_order="")

    again = place(nonce="another-nonce", seen_order="", now=now + timedelta(minutes=5) - timedelta(seconds=1))

    assert again == first
    assert (Order.objects.count(), Event.objects.count()) == (1, 1)


@pytest.mark.parametrize("minutes", [5, 60])
def test_places_another_once_the_order_is_minutes_old(place, now, minutes):
    first = place(seen_order="")

    assert place(nonce="another-nonce", seen_order="", now=now + timedelta(minutes=minutes)) != first


def test_gives_the_order_again_whose_bank_did_not_answer(place, alice, bank, now):
    first = place(seen_order="")
    bank.lies["request"] = Reply(b"<html>", status=502)
    with pytest.raises(GatewayUnavailable):
        ordering.start_payment(order=first, actor=alice, now=now)

    assert place(nonce="another-nonce", seen_order="") == first


@pytest.mark.parametrize("change", ["name", "price", "coins", "validity", "origin", "package"])
def test_places_another_on_other_terms(place, essential, organization, change):
    first = place(seen_order="")
    if change == "name":
        essential.name_en = "Essential of the new year"
    if change == "price":
        essential.price_rial += 10
    if change == "coins":
        essential.coins += 1
    if change == "validity":
        essential.validity_days += 1
    essential.save()
    changes = {"origin": "quote:12"} if change == "origin" else {}
    if change == "package":
        changes["package"] = Package.objects.get(code="basic")

    assert place(nonce="another-nonce", seen_order="", **changes) != first


def test_gives_nobody_the_order_of_another_organization(place, charlie):
    first = place(seen_order="")
    his = charlie.memberships.get().organization

    assert place(nonce="another-nonce", seen_order="", actor=charlie, organization=his) != first


def test_places_another_after_a_payment_that_was_declined(place, alice, bank, now):
    first = place(seen_order="")
    payment = ordering.start_payment(order=first, actor=alice, now=now)
    bank.decline(payment.authority)
    ordering.settle_payment(payment=payment, now=now)

    assert place(nonce="another-nonce", seen_order="") != first


@pytest.mark.django_db(transaction=True)
def test_places_one_order_for_two_windows_that_are_sent_at_once(place):
    orders = race(2, lambda n: place(nonce=f"nonce-of-window-{n}", seen_order="").pk)

    assert len(set(orders)) == 1
    assert (Order.objects.count(), Event.objects.count()) == (1, 1)
