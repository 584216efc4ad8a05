"""The way back from the bank, when many come at once and when the bank is silent …"""

import time
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from poshtyar.events.models import Event
from poshtyar.jobs.operations import run_due_jobs
from poshtyar.ordering import operations as ordering
from poshtyar.ordering.models import Order, OrderState, Payment, PaymentState
from poshtyar.portal.tests.checkout import go_to_the_bank
from poshtyar.wallet import queries as wallet
from tests.factories import minutes
from tests.loopback_bank import Reply
from tests.pages import line_of
from tests.race import race
from tests.site import running_site

RETURN = reverse("portal:payment_return", args=["demo_bank"])

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def paid(buyer, bank):
    """A payment of Alice's that the bank has the money of, and the shop does not know yet."""
    go_to_the_bank(buyer)
    payment = Payment.objects.get()
    bank.pay(payment.authority)
    return payment


def query_of(payment):
    return {"Authority": payment.authority, "Status": "OK", "order": payment.order.public_id}


def paid_orders():
    return Event.objects.filter(kind="ordering.order_paid").count()


def test_r16_twenty_at_once_and_twenty_after_add_the_coins_once(buyer, organization, paid):
    at_once = race(20, lambda _: Client().get(RETURN, query_of(paid)))
    after = [Client().get(RETURN, query_of(paid)) for _ in range(20)]

    receipt = reverse("portal:order", args=[paid.order.public_id])
    pages = {line_of(buyer.get(answer.url, headers={"HX-Request": "true"})) for answer in after}
    assert {(answer.status_code, answer.url) for answer in [*at_once, *after]} == {(302, receipt)}
    assert len(pages) == 1
    assert "300 coins are in your wallet" in pages.pop()
    assert wallet.balance_of(organization, timezone.now()).available == 300
    assert paid_orders() == 1


def test_r16_the_customer_and_the_reconciliation_at_once_add_the_coins_once(organization, paid):
    later = timezone.now() + minutes(2)

    def reconcile():
        ordering.reconcile_payments(now=later)
        run_due_jobs(now=later)

    acts = [lambda: Client().get(RETURN, query_of(paid)), reconcile]
    race(2, lambda n: acts[n]())

    assert Order.objects.get().state == OrderState.PAID
    assert wallet.balance_of(organization, later).available == 300
    assert paid_orders() == 1


def test_r20_a_silent_bank_holds_nobody_for_ten_seconds_and_no_other_page(organization, bank, paid):
    bank.lies["verify"] = Reply(b"{}", pause_before=30)
    query, seconds = query_of(paid), []
    with running_site() as site, ThreadPoolExecutor(12) as people:

        def come_back(_):
            begun = time.monotonic()
            answer = httpx2.get(f"{site}{RETURN}", params=query, timeout=20)
            return answer.status_code, time.monotonic() - begun

        returns = [people.submit(come_back, n) for n in range(12)]
        while not all(each.done() for each in returns):
            begun = time.monotonic()
            assert httpx2.get(f"{site}/healthz", timeout=20).status_code == 200
            seconds.append(time.monotonic() - begun)
            time.sleep(0.05)
        came_back = [each.result() for each in returns]

    assert {status for status, _ in came_back} == {302}
    assert max(waited for _, waited in came_back) < 10
    assert len(seconds) > 10
    assert sorted(seconds)[int(len(seconds) * 0.95)] < 2
    assert Payment.objects.get().state == PaymentState.STARTED
    assert wallet.balance_of(organization, timezone.now()).available == 0
