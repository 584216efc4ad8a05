"""The demo bank …"""

import json
import threading
from datetime import timedelta

import httpx2
import pytest
from django.core.signals import request_started
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from poshtyar.demo.bank import books, views
from poshtyar.demo.bank.books import Choice
from poshtyar.demo.models import BankPayment
from poshtyar.ordering import clients
from poshtyar.ordering.clients import DemoBankGateway, Outcome
from tests.race import join_all
from tests.site import running_site

MERCHANT = "0" * 36
ORDER = {"merchant_id": MERCHANT, "amount": 66_000_000, "description": "Essential"}


@pytest.fixture(autouse=True)
def demonstration(settings):
    settings.ROOT_URLCONF = "tests.demo_urls"
    settings.PAYMENT_MERCHANT = MERCHANT


def ask(client, step, body):
    address = f"/demo/bank/pg/v4/payment/{step}.json"
    return client.post(address, json.dumps(body), content_type="application/json").json()


@pytest.fixture
def authority(client, db, settings):
    callback_url = f"{settings.SITE_URL}/payments/return/demo_bank/?order=abc"
    return ask(client, "request", ORDER | {"callback_url": callback_url})["data"]["authority"]


def choose(client, authority, choice):
    return client.post(reverse("demo:bank_start_pay", args=[authority]), {"choice": choice})


def test_needs_no_token_from_shops_and_one_from_people(db, settings, authority):
    strict = Client(enforce_csrf_checks=True)

    verified = ask(strict, "verify", {"merchant_id": MERCHANT, "authority": authority, "amount": 66_000_000})
    refused = choose(strict, authority, "pay")

    assert verified["errors"]["code"] == -51
    assert refused.status_code == 403
    assert BankPayment.objects.get().state == "waiting"


def test_shows_the_amount_in_both_languages_without_scripts(client, authority):
    page = reverse("demo:bank_start_pay", args=[authority])
    persian = client.get(page).content.decode()
    client.cookies["language"] = "en"
    english = client.get(page).content.decode()

    assert "بانک نمایشی" in persian
    assert "۶٬۶۰۰٬۰۰۰ تومان" in persian
    assert "Demo bank" in english
    assert "6,600,000 toman" in english
    assert "<script" not in persian
    assert all(f'value="{choice.value}"' in english for choice in Choice)


@pytest.mark.parametrize(("choice", "status", "state"), [("pay", "OK", "paid"), ("decline", "NOK", "declined")])
def test_sends_the_customer_back_with_the_authority(client, authority, settings, choice, status, state):
    answer = choose(client, authority, choice)

    assert answer.url == (
        f"{settings.SITE_URL}/payments/return/demo_bank/?order=abc&Authority={authority}&Status={status}"
    )
    assert BankPayment.objects.get().state == state


def test_does_not_send_the_customer_back_who_closes_the_tab(client, authority):
    assert choose(client, authority, "close").status_code == 200
    assert BankPayment.objects.get().state == "paid"


def test_comes_back_for_another_order(client, authority, settings):
    other = books.open_payment(
        merchant=MERCHANT, amount_rial=10_000, description="", callback_url=f"{settings.SITE_URL}/x"
    )

    assert f"Authority={other.authority}&" in choose(client, authority, "elsewhere").url


def test_lets_nobody_decide_twice(client, authority):
    choose(client, authority, "decline")

    assert choose(client, authority, "pay").status_code == 409
    assert BankPayment.objects.get().state == "declined"


def test_gives_a_customer_fifteen_minutes(client, authority):
    BankPayment.objects.update(created_at=timezone.now() - timedelta(minutes=15))

    assert choose(client, authority, "pay").status_code == 409
    status = ask(client, "inquiry", {"merchant_id": MERCHANT, "authority": authority})["data"]["status"]
    assert status == "FAILED"


def test_knows_no_choice_but_its_own(client, authority):
    assert choose(client, authority, "rob").status_code == 404
    assert choose(client, "A" + "0" * 35, "pay").status_code == 404


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"merchant_id": "short"}, -10),
        ({"amount": 9_999}, -9),
        ({"amount": "66000000"}, -9),
        ({"amount": True}, -9),
        ({"amount": 2**63}, -9),
        ({"description": None}, -9),
        ({"callback_url": "https://evil.example/"}, -14),
        ({"callback_url": "//evil.example/"}, -14),
        ({"callback_url": None}, -9),
    ],
)
def test_r75_opens_no_payment_that_it_does_not_understand(client, db, settings, change, code):
    body = ORDER | {"callback_url": f"{settings.SITE_URL}/x"} | change

    assert ask(client, "request", body)["errors"]["code"] == code
    assert BankPayment.objects.count() == 0


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff"])
def test_answers_what_is_no_json_with_an_error_of_the_protocol(client, db, body):
    for step in ("request", "verify", "inquiry"):
        address = f"/demo/bank/pg/v4/payment/{step}.json"
        assert client.post(address, body, content_type="application/json").json()["errors"]["code"] == -9


def test_keeps_one_merchant_s_payments_from_another(client, authority):
    choose(client, authority, "pay")
    stranger = {"merchant_id": "1" * 36, "authority": authority, "amount": 66_000_000}

    assert ask(client, "verify", stranger)["errors"]["code"] == -53
    assert ask(client, "inquiry", stranger)["errors"]["code"] == -53


@pytest.fixture
def site(transactional_db, settings):
    with running_site() as address:
        settings.SITE_URL = address
        settings.DEMO_BANK_URL = f"{address}/demo/bank"
        yield address


@pytest.fixture
def open_payment(site):
    def open_payment(choice):
        authority = DemoBankGateway().request(66_000_000, "Essential", f"{site}/nowhere/", "abc")
        books.choose(BankPayment.objects.get(authority=authority), choice)
        return authority

    return open_payment


def test_answers_nonsense_once_and_then_the_truth(open_payment):
    authority = open_payment(Choice.NONSENSE)

    outcomes = [DemoBankGateway().verify(authority, 66_000_000).outcome for _ in range(3)]

    assert outcomes == [Outcome.UNKNOWN, Outcome.PAID, Outcome.ALREADY]


def test_r20_answers_slowly_while_others_are_served(site, open_payment, monkeypatch):
    monkeypatch.setattr(views, "SLOW_SECONDS", 3)
    monkeypatch.setattr(clients, "VERIFY_SECONDS", 1.5)
    slow = [open_payment(Choice.SLOW) for _ in range(3)]
    outcomes = []
    workers = [
        threading.Thread(
            target=lambda a=a: outcomes.append(DemoBankGateway().verify(a, 66_000_000).outcome), daemon=True
        )
        for a in slow
    ]
    for worker in workers:
        worker.start()

    # Held up by the slow ones it would be unknown.
    standing = DemoBankGateway().inquire(slow[0])
    join_all(workers, seconds=30)

    assert standing in {Outcome.PAID, Outcome.ALREADY}
    assert outcomes == [Outcome.UNKNOWN] * 3
    assert DemoBankGateway().verify(slow[0], 66_000_000).outcome in {Outcome.PAID, Outcome.ALREADY}


def test_comes_back_twice(site):
    authority = DemoBankGateway().request(66_000_000, "Essential", f"{site}/nowhere/", "abc")
    page = f"{site}/demo/bank/pg/StartPay/{authority}/"
    callbacks = []

    def note(sender, environ=None, **_):
        if environ and environ["PATH_INFO"] == "/nowhere/":
            callbacks.append(environ["QUERY_STRING"])

    request_started.connect(note)
    try:
        with httpx2.Client(follow_redirects=True) as person:
            token = person.get(page).text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
            person.post(page, data={"csrfmiddlewaretoken": token, "choice": "twice"})
    finally:
        request_started.disconnect(note)

    assert callbacks == [f"Authority={authority}&Status=OK"] * 2
