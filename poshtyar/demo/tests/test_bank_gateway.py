"""The demo bank keeps the contract of payment gateways, over real HTTP."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from poshtyar.demo.bank import books
from poshtyar.demo.models import BankPayment
from poshtyar.ordering import operations as ordering
from poshtyar.ordering.clients import DemoBankGateway
from poshtyar.ordering.models import Payment
from tests.gateway_contract import GatewayContract
from tests.race import race
from tests.site import running_site


class TestDemoBankGateway(GatewayContract):
    """The demo bank itself, over HTTP, served as it is in a demonstration."""

    gateway = DemoBankGateway()
    address_setting, merchant_setting = "DEMO_BANK_URL", "PAYMENT_MERCHANT"

    def callback_query(self, authority, *, paid):
        page = books.callback_of(BankPayment.objects.get(authority=authority), "OK" if paid else "NOK")
        return dict(parse_qsl(urlsplit(page).query))

    @pytest.fixture
    def teller(self, transactional_db, settings):
        class Teller:
            def pay(self, authority):
                assert books.choose(BankPayment.objects.get(authority=authority), books.Choice.PAY)

            def decline(self, authority):
                assert books.choose(BankPayment.objects.get(authority=authority), books.Choice.DECLINE)

        settings.ROOT_URLCONF = "tests.demo_urls"
        settings.PAYMENT_MERCHANT = "0" * 36
        with running_site() as address:
            settings.SITE_URL = address
            settings.DEMO_BANK_URL = f"{address}/demo/bank"
            yield Teller()


@pytest.mark.django_db(transaction=True)
def test_b33_opens_one_payment_for_five_presses_of_pay_at_once(organization, essential, alice, settings):
    """Shop and bank write into one database, so a lock that was held meanwhile would keep the bank waiting too."""
    settings.ROOT_URLCONF = "tests.demo_urls"
    settings.PAYMENT_MERCHANT, settings.PAYMENT_GATEWAY = "0" * 36, "demo_bank"
    order = ordering.place_order(
        organization=organization, package=essential, nonce="a-form-00000001", actor=alice, now=timezone.now()
    )
    with running_site() as address:
        settings.SITE_URL = address
        settings.DEMO_BANK_URL = f"{address}/demo/bank"

        def press(_):
            browser = Client()
            browser.force_login(alice)
            return browser.post(reverse("portal:pay_order", args=[order.public_id]))

        answers = race(5, press)

    page = f"{settings.DEMO_BANK_URL}/pg/StartPay/{BankPayment.objects.get().authority}/"
    assert Payment.objects.count() == 1
    assert {answer.status_code for answer in answers} <= {302, 409}
    assert {answer["Location"] for answer in answers if answer.status_code == 302} == {page}
