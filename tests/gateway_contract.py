"""The contract that every payment gateway keeps."""

import re
import time
from contextlib import closing

import pytest

from poshtyar.ordering.clients import GatewayUnavailable, Outcome, PaymentGateway
from poshtyar.ordering.models import Payment
from tests.loopback_bank import BrokenBank, Reply, self_signed
from tests.race import race

AMOUNT = 66_000_000
MONEY = {Outcome.PAID, Outcome.ALREADY}


class GatewayContract:
    """What a gateway must keep; a subclass gives a bank that people can `pay` and `decline` at."""

    gateway: PaymentGateway
    # The settings that hold the bank's address and the merchant's name there.
    address_setting: str
    merchant_setting: str

    @pytest.fixture
    def teller(self):
        """Give the person at the bank: an object with `pay(authority)` and `decline(authority)`."""
        raise NotImplementedError

    def callback_query(self, authority: str, *, paid: bool) -> dict[str, str]:
        """Return the query with which this bank sends a customer back."""
        raise NotImplementedError

    @pytest.fixture
    def authority(self, teller, settings):
        """Open a payment."""
        return self.open(settings)

    @pytest.fixture
    def point_at(self, teller, settings):
        """Give a function that puts another server in the bank's place."""
        return lambda url: setattr(settings, self.address_setting, url)

    def open(self, settings, amount=AMOUNT, description="Package"):
        return self.gateway.request(amount, description, f"{settings.SITE_URL}/payments/return/x/", "order-1")

    def test_has_a_name_for_addresses_and_a_label_for_people(self):
        assert re.fullmatch(r"[a-z0-9_-]+", self.gateway.name)
        assert len(self.gateway.name) <= Payment._meta.get_field("gateway").max_length
        assert str(self.gateway.label)

    def test_r17_gives_each_payment_an_authority_of_its_own(self, authority, settings):
        assert self.open(settings) != authority

    def test_gives_an_authority_that_comes_back_in_the_callback(self, authority):
        queries = [self.callback_query(authority, paid=paid) for paid in (True, False)]

        assert [self.gateway.authority_in(query) for query in queries] == [authority] * 2
        assert self.gateway.authority_in({}) == ""
        assert re.fullmatch(r"[A-Za-z0-9-]{1,100}", authority)

    def test_sends_the_customer_to_a_page_of_this_payment(self, authority):
        assert authority in self.gateway.redirect_url(authority)
        assert re.match(r"https?://", self.gateway.redirect_url(authority))

    def test_opens_a_payment_whatever_the_description(self, teller, settings):
        assert self.open(settings, description="بستهٔ «ضروری» \u2068" + "x" * 2000)

    @pytest.mark.parametrize("amount", [0, -AMOUNT, 9_999, 2**63])
    def test_opens_no_payment_of_an_amount_that_no_bank_takes(self, teller, settings, amount):
        with pytest.raises(GatewayUnavailable):
            self.open(settings, amount)

    def test_is_waiting_while_the_customer_is_at_the_bank(self, authority):
        assert self.gateway.inquire(authority) is Outcome.WAITING
        assert self.gateway.verify(authority, AMOUNT).outcome is Outcome.NOT_PAID

    def test_confirms_a_payment_once_and_then_says_already(self, teller, authority):
        teller.pay(authority)

        first, second = self.gateway.verify(authority, AMOUNT), self.gateway.verify(authority, AMOUNT)

        assert (first.outcome, second.outcome) == (Outcome.PAID, Outcome.ALREADY)
        assert first.reference == second.reference != ""
        assert (first.authority, first.amount_rial) == (authority, AMOUNT)

    def test_shows_of_the_card_no_more_than_a_receipt_may(self, teller, authority):
        teller.pay(authority)

        card = self.gateway.verify(authority, AMOUNT).card

        assert "*" in card
        assert sum(letter.isdigit() for letter in card) <= 10
        assert len(card) <= Payment._meta.get_field("card").max_length

    def test_r17_gives_two_payments_two_tracking_numbers(self, teller, authority, settings):
        other = self.open(settings)
        teller.pay(authority)
        teller.pay(other)

        references = [self.gateway.verify(each, AMOUNT).reference for each in (authority, other)]

        assert len(set(references)) == 2
        assert all(0 < len(each) <= Payment._meta.get_field("reference").max_length for each in references)

    def test_r16_confirms_once_when_it_is_asked_four_times_at_once(self, teller, authority):
        teller.pay(authority)

        outcomes = race(4, lambda _: self.gateway.verify(authority, AMOUNT).outcome)

        assert outcomes.count(Outcome.PAID) == 1
        assert outcomes.count(Outcome.ALREADY) == 3

    def test_tells_a_payment_from_a_confirmed_one_when_inquired(self, teller, authority):
        teller.pay(authority)

        before = [self.gateway.inquire(authority) for _ in range(2)]
        self.gateway.verify(authority, AMOUNT)

        assert before == [Outcome.PAID, Outcome.PAID]
        assert self.gateway.inquire(authority) is Outcome.ALREADY

    def test_says_not_paid_after_a_decline(self, teller, authority):
        teller.decline(authority)

        assert self.gateway.verify(authority, AMOUNT).outcome is Outcome.NOT_PAID
        assert self.gateway.inquire(authority) is Outcome.NOT_PAID

    @pytest.mark.parametrize("amount", [AMOUNT - 1, AMOUNT // 10, AMOUNT * 10, 0])
    def test_r18_confirms_no_other_amount(self, teller, authority, amount):
        teller.pay(authority)

        assert self.gateway.verify(authority, amount).outcome is Outcome.MISMATCH
        assert self.gateway.verify(authority, AMOUNT).outcome is Outcome.PAID

    def test_r18_counts_in_rials_that_make_no_whole_toman(self, teller, settings):
        authority = self.open(settings, AMOUNT + 5)
        teller.pay(authority)

        assert self.gateway.verify(authority, AMOUNT).outcome is Outcome.MISMATCH
        assert self.gateway.verify(authority, AMOUNT + 5).outcome is Outcome.PAID

    def test_r17_confirms_nothing_for_another_merchant(self, teller, authority, settings):
        teller.pay(authority)
        setattr(settings, self.merchant_setting, "1" * 36)

        assert self.gateway.verify(authority, AMOUNT).outcome not in MONEY

    def test_confirms_nothing_for_an_authority_that_it_does_not_know(self, teller):
        assert self.gateway.verify("A" + "0" * 35, AMOUNT).outcome is Outcome.UNKNOWN
        assert self.gateway.inquire("A" + "0" * 35) is Outcome.UNKNOWN

    def test_r20_is_unknown_when_nobody_answers(self, authority, point_at, settings):
        point_at("http://127.0.0.1:1")

        self.knows_nothing(authority, settings)

    @pytest.mark.parametrize(
        "reply",
        [
            Reply(b"", status=500),
            Reply(b'{"data": {"code": 100', status=200),
            Reply(b"<html><h1>503</h1></html>", headers={"Content-Type": "text/html"}),
            Reply(b"", status=301, headers={"Location": "http://127.0.0.1:1/"}),
            Reply(b"[]"),
            Reply(b"null"),
            Reply(b"{" + b" " * 1_000_000 + b"}"),
        ],
        ids=["500", "truncated", "html", "301", "list", "null", "huge"],
    )
    def test_r20_is_unknown_when_the_bank_is_broken(self, authority, point_at, settings, reply):
        with closing(BrokenBank(reply)) as broken:
            point_at(broken.url)

            self.knows_nothing(authority, settings)

    def test_r20_is_unknown_when_the_certificate_is_nobody_s(self, authority, point_at, settings, tmp_path):
        with closing(BrokenBank(Reply(b"{}"), self_signed(tmp_path))) as impostor:
            point_at(impostor.url)

            self.knows_nothing(authority, settings)

        assert impostor.asked == []

    def test_r20_gives_up_on_a_silent_bank_within_ten_seconds(self, authority, point_at):
        with closing(BrokenBank(Reply(b"{}", pause_before=30))) as silent:
            point_at(silent.url)
            begun = time.monotonic()

            outcomes = self.gateway.verify(authority, AMOUNT).outcome, self.gateway.inquire(authority)

        assert outcomes == (Outcome.UNKNOWN, Outcome.UNKNOWN)
        assert time.monotonic() - begun < 10

    def knows_nothing(self, authority, settings):
        assert self.gateway.verify(authority, AMOUNT).outcome is Outcome.UNKNOWN
        assert self.gateway.inquire(authority) is Outcome.UNKNOWN
        with pytest.raises(GatewayUnavailable):
            self.open(settings)
