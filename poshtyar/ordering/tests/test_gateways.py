"""The shop and its bank: the contract, and what the shop makes of a bank that lies."""

import json
import ssl
import time
from contextlib import closing

import pytest

from poshtyar.ordering import clients
from poshtyar.ordering.clients import DemoBankGateway, GatewayUnavailable, Outcome
from tests.gateway_contract import AMOUNT, GatewayContract
from tests.loopback_bank import LoopbackBank, Reply, say, self_signed


class TestLoopbackBank(GatewayContract):
    """The bank that the other tests of ordering use keeps the same contract."""

    gateway = DemoBankGateway()
    address_setting, merchant_setting = "DEMO_BANK_URL", "PAYMENT_MERCHANT"

    def callback_query(self, authority, *, paid):
        return {"Authority": authority, "Status": "OK" if paid else "NOK"}

    @pytest.fixture
    def teller(self, bank):
        return bank


MONEY = {
    "code": 100,
    "authority": "A1",
    "amount": AMOUNT,
    "merchant_id": "0" * 36,
    "ref_id": 5,
    "card_pan": "502229******5995",
}


def test_an_answer_that_agrees_in_everything_is_money(bank):
    bank.lies["verify"] = say(MONEY)

    assert DemoBankGateway().verify("A1", AMOUNT).outcome is Outcome.PAID


@pytest.mark.parametrize(
    "lie", [{"authority": "A2"}, {"amount": AMOUNT * 10}, {"amount": str(AMOUNT)}, {"merchant_id": "1" * 36}]
)
def test_r20_code_100_for_another_payment_is_a_mismatch(bank, lie):
    bank.lies["verify"] = say(MONEY | lie)

    assert DemoBankGateway().verify("A1", AMOUNT).outcome is Outcome.MISMATCH


@pytest.mark.parametrize(
    "reply",
    [
        say(MONEY, status=500),
        say(MONEY, status=201),
        Reply(b"", status=301, headers={"Location": "http://127.0.0.1:1/"}),
        Reply(b"<html>100</html>", headers={"Content-Type": "text/html"}),
        Reply(json.dumps({"data": MONEY, "errors": []}).encode()[:-9]),
        Reply(b""),
        Reply(b"100"),
        Reply(b"[" * 60_000),
        Reply(b"\xff\xfe"),
        Reply(b'{"data": {"code": ' + b"9" * 5000 + b'}, "errors": []}'),
        Reply(json.dumps({"data": MONEY, "errors": [], "padding": "x" * 70_000}).encode()),
        say(MONEY, errors={"code": -51, "message": "", "validations": []}),
        say({"code": 100}),
        say(MONEY | {"code": "100"}),
        say(MONEY | {"code": 102}),
        say(MONEY | {"code": None}),
        say(MONEY | {"ref_id": None}),
        say({name: value for name, value in MONEY.items() if name != "merchant_id"}),
        say([MONEY]),
        say(errors={"code": -52, "message": "", "validations": []}),
        say(errors={"message": "No code at all."}),
    ],
    ids=lambda reply: f"{reply.status}-{reply.body[:24]!r}",
)
def test_r20_whatever_is_not_the_protocol_is_unknown(bank, settings, reply):
    bank.lies = {"verify": reply, "inquiry": reply, "request": reply}

    assert DemoBankGateway().verify("A1", AMOUNT).outcome is Outcome.UNKNOWN
    assert DemoBankGateway().inquire("A1") is Outcome.UNKNOWN


@pytest.mark.parametrize(
    "reply",
    [
        say({"code": 100}),
        say({"code": 101, "authority": "A1"}),
        say({"code": 100, "authority": ""}),
        say({"code": 100, "authority": 7}),
        say({"code": 100, "authority": "A" * 101}),
        say(errors={"code": -14, "message": "", "validations": []}),
    ],
)
def test_r20_a_request_without_an_authority_is_no_payment(bank, reply):
    bank.lies["request"] = reply

    with pytest.raises(GatewayUnavailable):
        DemoBankGateway().request(AMOUNT, "Package", "http://127.0.0.1/", "order-1")


@pytest.mark.parametrize("slowness", [{"pause_before": 30}, {"pause_between_bytes": 0.2}], ids=["silent", "dripping"])
def test_r20_a_slow_bank_is_unknown_in_time(bank, monkeypatch, slowness):
    monkeypatch.setattr(clients, "VERIFY_SECONDS", 0.4)
    bank.lies["verify"] = say(MONEY, **slowness)

    begun = time.monotonic()
    outcome = DemoBankGateway().verify("A1", AMOUNT).outcome

    assert outcome is Outcome.UNKNOWN
    assert time.monotonic() - begun < 10


@pytest.mark.parametrize(("trusted", "outcome"), [(True, Outcome.PAID), (False, Outcome.UNKNOWN)])
def test_r20_believes_an_honest_answer_under_a_trusted_certificate_alone(
    settings, bank, tmp_path, monkeypatch, trusted, outcome
):
    certificate = self_signed(tmp_path)
    if trusted:
        monkeypatch.setattr(clients, "_certificates", lambda: ssl.create_default_context(cafile=certificate))
    with closing(LoopbackBank(certificate)) as behind_tls:
        settings.DEMO_BANK_URL = behind_tls.url
        behind_tls.lies["verify"] = say(MONEY)

        assert DemoBankGateway().verify("A1", AMOUNT).outcome is outcome


def test_r20_the_seconds_of_one_settlement_stay_under_ten():
    assert clients.VERIFY_SECONDS + clients.INQUIRE_SECONDS + 2 * clients.LINE_SECONDS < 9
    assert clients.REQUEST_SECONDS + clients.INQUIRE_SECONDS + 2 * clients.LINE_SECONDS < 9


def test_r20_a_hanging_bank_holds_a_few_threads_only(bank):
    taken = [clients._lines.acquire(blocking=False) for _ in range(4)]
    try:
        begun = time.monotonic()
        outcome = DemoBankGateway().verify("A1", AMOUNT).outcome
        waited = time.monotonic() - begun
    finally:
        for _ in taken:
            clients._lines.release()

    assert taken == [True] * 4
    assert outcome is Outcome.UNKNOWN
    assert waited < clients.VERIFY_SECONDS / 2
    assert bank.asked == []


def test_the_shop_asks_with_its_own_words(bank):
    bank.lies["verify"] = say(MONEY)

    DemoBankGateway().verify("A1", AMOUNT)

    assert bank.asked == [("verify", {"merchant_id": "0" * 36, "authority": "A1", "amount": AMOUNT})]
