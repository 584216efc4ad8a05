"""The staff's pages of orders and the VAT rate …"""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from persiantools.jdatetime import JalaliDate

from poshtyar.catalog.models import Package
from poshtyar.catalog.operations import install_default_catalog
from poshtyar.ordering import operations as ordering
from poshtyar.ordering.models import Payment, PaymentNote, PaymentState, VatRate

ORDERS, VAT = reverse("console:orders"), reverse("console:vat_rates")


@pytest.fixture
def order_of(organization, alice):
    install_default_catalog()
    package = Package.objects.get(code="essential")

    def order_of(n):
        return ordering.place_order(
            organization=organization, package=package, nonce=f"a-nonce-of-a-form-{n}", actor=alice, now=timezone.now()
        )

    return order_of


def test_the_orders_page_shows_the_payments_that_need_a_human(client, agnes, order_of):
    agnes.language = "en"
    agnes.save()
    order = order_of(1)
    Payment.objects.create(
        order=order,
        gateway="demo_bank",
        amount_rial=order.total_rial,
        state=PaymentState.NEEDS_HUMAN,
        note=PaymentNote.SECOND_PAYMENT,
        reference="778899",
        started_at=timezone.now(),
        decided_at=timezone.now(),
    )
    client.force_login(agnes)

    text = client.get(ORDERS).content.decode()

    assert "778899" in text
    assert "The order had been paid before; the money goes back" in text


def test_the_orders_page_takes_as_many_statements_for_three_as_for_one(client, agnes, order_of):
    def statements(orders):
        with CaptureQueriesContext(connection) as queries:
            text = client.get(ORDERS).content.decode()
        assert all(order.public_id in text for order in orders)
        return len(queries)

    client.force_login(agnes)
    one = statements([order_of(1)])
    three = statements([order_of(2), order_of(3)])

    assert one == three <= 12


@pytest.mark.parametrize("calendar", ["jalali", "gregorian"])
def test_a_manager_sets_the_rate_from_a_day_in_either_calendar(client, mina, calendar):
    client.force_login(mina)
    day = localdate(timezone.now()) + timedelta(days=40)
    written = JalaliDate(day).strftime("%Y/%m/%d", locale="fa") if calendar == "jalali" else day.isoformat()

    answer = client.post(VAT, {"percent": "۱۲", "valid_from_date": written})

    assert answer.status_code == 302
    assert [(rate.percent, rate.valid_from_date) for rate in VatRate.objects.all()] == [(12, day)]
    assert client.get(VAT).status_code == 200


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"percent": "101"}, 422),
        ({"percent": "-1"}, 422),
        ({"percent": "1e1"}, 422),
        ({"valid_from_date": "tomorrow"}, 422),
        ({"valid_from_date": "1405/13/1"}, 422),
        ({"valid_from_date": "2020-01-01"}, 409),
    ],
)
def test_a_rate_that_makes_no_sense_is_refused_with_what_was_typed(client, mina, typed, status):
    client.force_login(mina)

    answer = client.post(VAT, {"percent": "12", "valid_from_date": "2090-01-01", **typed})

    assert answer.status_code == status
    assert all(value in answer.content.decode() for value in typed.values())
    assert VatRate.objects.count() == 0


@pytest.mark.parametrize(("who", "orders", "vat"), [("alice", 404, 404), ("agnes", 200, 404), ("leo", 200, 404)])
def test_the_pages_are_missing_to_those_who_may_not(client, who, orders, vat, request):
    client.force_login(request.getfixturevalue(who))

    assert client.get(ORDERS).status_code == orders
    assert client.post(VAT, {"percent": "0", "valid_from_date": "2090-01-01"}).status_code == vat
    assert VatRate.objects.count() == 0
