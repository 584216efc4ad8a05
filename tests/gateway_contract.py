"""The contract that every payment gateway keeps."""

import pytest

from poshtyar.ordering.clients import GatewayUnavailable, Outcome, PaymentGateway

AMOUNT = 66_000_000


class GatewayContract:
    """What a gateway must keep; a subclass gives a bank that people can `pay` and `decline` at."""

    gateway: PaymentGateway

    @pytest.fixture
    def teller(self):
        """Give the person at the bank: an object with `pay(authority)`, `decline(authority)` and `close()`."""
        raise NotImplementedError

    @pytest.fixture
    def authority(self, teller, settings):
        """Open a payment."""
        return self.open(settings)

    def open(self, settings):
        return self.gateway.request(AMOUNT, "Package", f"{settings.SITE_URL}/payments/return/x/", "order-1")

    def test_has_a_name_and_a_label(self):
        assert self.gateway.name
        assert str(self.gateway.label)

    def test_gives_each_payment_an_authority_of_its_own(self, authority, settings):
        assert self.open(settings) != authority

    def test_sends_the_customer_to_a_page_of_this_payment(self, authority):
        assert authority in self.gateway.redirect_url(authority)

    def test_is_waiting_while_the_customer_is_at_the_bank(self, authority):
        assert self.gateway.inquire(authority) is Outcome.WAITING
        assert self.gateway.verify(authority, AMOUNT).outcome is Outcome.NOT_PAID

    def test_confirms_a_payment_once_and_then_says_already(self, teller, authority):
        teller.pay(authority)

        first, second = self.gateway.verify(authority, AMOUNT), self.gateway.verify(authority, AMOUNT)

        assert (first.outcome, second.outcome) == (Outcome.PAID, Outcome.ALREADY)
        assert first.reference == second.reference != ""
        assert (first.authority, first.amount_rial) == (authority, AMOUNT)
        assert "*" in first.card

    def test_tells_a_payment_from_a_confirmed_one_when_inquired(self, teller, authority):
        teller.pay(authority)

        before = self.gateway.inquire(authority)
        self.gateway.verify(authority, AMOUNT)

        assert (before, self.gateway.inquire(authority)) == (Outcome.PAID, Outcome.ALREADY)

    def test_says_not_paid_after_a_decline(self, teller, authority):
        teller.decline(authority)

        assert self.gateway.verify(authority, AMOUNT).outcome is Outcome.NOT_PAID
        assert self.gateway.inquire(authority) is Outcome.NOT_PAID

    @pytest.mark.parametrize("amount", [AMOUNT - 1, AMOUNT // 10, AMOUNT * 10, 0])
    def test_r18_confirms_no_other_amount(self, teller, authority, amount):
        teller.pay(authority)

        assert self.gateway.verify(authority, amount).outcome is Outcome.MISMATCH
        assert self.gateway.verify(authority, AMOUNT).outcome is Outcome.PAID

    def test_confirms_nothing_for_an_authority_that_it_does_not_know(self, teller, settings):
        assert self.gateway.verify("A" + "0" * 35, AMOUNT).outcome is Outcome.UNKNOWN
        assert self.gateway.inquire("A" + "0" * 35) is Outcome.UNKNOWN

    def test_is_unknown_when_nobody_answers(self, teller, authority, settings):
        settings.DEMO_BANK_URL = "http://127.0.0.1:1"

        assert self.gateway.verify(authority, AMOUNT).outcome is Outcome.UNKNOWN
        assert self.gateway.inquire(authority) is Outcome.UNKNOWN
        with pytest.raises(GatewayUnavailable):
            self.open(settings)
