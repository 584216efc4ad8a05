"""The staff's pages of orders and the VAT rate …"""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from persiantools.jdatetime import JalaliDate

from poshtyar.catalog.models import Package
from poshtyar.ordering import operations as ordering
from poshtyar.ordering.models import OrderState, Payment, PaymentNote, PaymentState, VatRate
from tests.confirmed import confirm
from tests.ready_made import put_default_catalog

BADGE = re.compile(r'<span class="badge .*?</span>', re.DOTALL)
ORDERS, VAT = reverse("console:orders"), reverse("console:vat_rates")


@pytest.fixture
def order_of(organization, alice):
    put_default_catalog()
    package = Package.objects.get(code="essential")

    def order_of(n):
        return ordering.place_order(
            organization=organization, package=package, nonce=f"a-nonce-of-a-form-{n}", actor=alice, now=timezone.now()
        )

    return order_of


@pytest.fixture
def doubtful(order_of):
    """Give a maker of payments that need a human."""

    def doubtful(n=1, note=PaymentNote.SECOND_PAYMENT, **facts):
        order = order_of(n)
        return Payment.objects.create(
            order=order,
            gateway="demo_bank",
            amount_rial=order.total_rial,
            state=PaymentState.NEEDS_HUMAN,
            note=note,
            started_at=timezone.now(),
            decided_at=timezone.now(),
            **facts,
        )

    return doubtful


@pytest.mark.parametrize(
    ("state", "words"),
    [("started", "Asking the bank"), ("failed", "Not paid"), ("paid", "Paid"), ("needs_human", "With a colleague")],
)
def test_call_where_an_order_stands_by_the_customers_word(state, words, client, order_of, alice, agnes):
    order = order_of(1)
    now = timezone.now()
    facts = {"gateway": "demo_bank", "amount_rial": order.total_rial, "started_at": now}
    Payment.objects.create(order=order, state=state, decided_at=None if state == "started" else now, **facts)
    if state == "paid":
        order.state, order.paid_at = OrderState.PAID, now
        order.save()
    said = []

    for person, routes in ((alice, ("portal:orders", "portal:order")), (agnes, ("console:orders", "console:order"))):
        speaks_english(person)
        client.force_login(person)
        for route in routes:
            address = reverse(route, args=[order.public_id] if route.endswith("order") else [])
            page = client.get(address).content.decode()
            said.append(f"{words}</span>" in page.split('id="payments"')[0])

    assert said == [True] * 4


@pytest.mark.parametrize("state", ["started", "failed", "needs_human"])
def test_show_a_payment_in_the_look_of_its_order(state, client, order_of, agnes):
    order, now = order_of(1), timezone.now()
    facts = {"gateway": "demo_bank", "amount_rial": order.total_rial, "started_at": now}
    Payment.objects.create(order=order, state=state, decided_at=None if state == "started" else now, **facts)
    client.force_login(agnes)

    page = client.get(reverse("console:order", args=[order.public_id])).content.decode()

    order_s, payment_s = (BADGE.findall(part) for part in page.partition("<main")[2].split('id="payments"'))
    assert order_s == payment_s


def page_of(payment):
    return reverse("console:resolve_payment", args=[payment.public_id])


def speaks_english(person):
    person.language = "en"
    person.save()
    return person


def test_the_orders_page_shows_the_payments_that_need_a_human(client, agnes, leo, doubtful):
    payment = doubtful(reference="778899")
    texts = {}
    for person in (agnes, leo):
        client.force_login(speaks_english(person))
        texts[person] = client.get(ORDERS).content.decode()

    assert "778899" in texts[agnes]
    assert "The order had been paid before; the money goes back" in texts[agnes]
    assert page_of(payment) not in texts[agnes]
    assert page_of(payment) in texts[leo]


def test_a_lead_closes_a_payment_with_a_reason(client, leo, doubtful):
    payment = doubtful(reference="778899", card="502229******5995")
    client.force_login(speaks_english(leo))
    confirm(client, leo)
    shown = client.get(page_of(payment)).content.decode()

    answer = client.post(page_of(payment), {"resolution": "refunded", "reason": "Sent to the card."})

    payment.refresh_from_db()
    closed = client.get(page_of(payment)).content.decode()
    assert all(fact in shown for fact in ("6,600,000", "778899", "502229******5995", "Ask the bank again"))
    assert (answer.status_code, answer.url) == (302, ORDERS)
    assert (payment.state, payment.resolution_reason) == (PaymentState.RESOLVED, "Sent to the card.")
    assert "Sent to the card." in closed
    assert "Close this payment" not in closed


@pytest.mark.parametrize(
    "typed",
    [
        {"resolution": "", "reason": "Sent back."},
        {"resolution": "robbed", "reason": "Sent back."},
        {"resolution": "refunded", "reason": "  "},
        {"resolution": "refunded", "reason": "x" * 501},
    ],
)
def test_a_payment_is_not_closed_without_a_word_and_a_reason(client, leo, doubtful, typed):
    payment = doubtful()
    client.force_login(leo)

    answer = client.post(page_of(payment), typed)

    payment.refresh_from_db()
    assert answer.status_code == 422
    assert typed["reason"].strip() in answer.content.decode()
    assert payment.state == PaymentState.NEEDS_HUMAN


def test_a_refusal_to_close_a_payment_keeps_what_was_typed(client, leo, doubtful):
    payment = doubtful()
    client.force_login(speaks_english(leo))
    confirm(client, leo)

    answer = client.post(page_of(payment), {"resolution": "not_paid", "reason": "Nothing came."})

    assert answer.status_code == 409
    assert "The bank confirmed this money" in answer.content.decode()
    assert "Nothing came." in answer.content.decode()


def test_a_lead_asks_the_bank_once_more(client, leo, doubtful, settings):
    # Nobody answers at this address, so the payment waits on; a payment that was never sent is clearly not paid.
    settings.DEMO_BANK_URL = "http://127.0.0.1:1"
    silent = doubtful(1, PaymentNote.UNDECIDED, authority="A" * 36)
    unsent = doubtful(2, PaymentNote.UNDECIDED)
    client.force_login(leo)

    for payment in (silent, unsent):
        answer = client.post(reverse("console:settle_payment", args=[payment.public_id]))
        assert (answer.status_code, answer.url) == (302, page_of(payment))
        payment.refresh_from_db()

    assert (silent.state, unsent.state) == (PaymentState.NEEDS_HUMAN, PaymentState.FAILED)


def test_the_page_of_a_payment_takes_few_statements(client, leo, doubtful, django_assert_max_num_queries):
    payment = doubtful()
    client.force_login(leo)

    with django_assert_max_num_queries(12):
        assert client.get(page_of(payment)).status_code == 200


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
