"""The demo bank keeps the contract of payment gateways, over real HTTP."""

from urllib.parse import parse_qsl, urlsplit

import pytest

from poshtyar.demo.bank import books
from poshtyar.demo.models import BankPayment
from poshtyar.ordering.clients import DemoBankGateway
from tests.gateway_contract import GatewayContract
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
