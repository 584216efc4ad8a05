"""The payment gateways: what the shop asks of a bank, and the demo bank's way of answering.

Every gateway has the same steps: `request` opens a payment, `redirect_url` is where the customer pays, `authority_in`
reads which payment a callback is about, `verify` asks whether money came, `inquire` asks without taking it. A new
gateway is a class in `GATEWAYS` that passes the contract in `tests/gateway_contract.py`.

Whatever is slow, malformed or unexpected is UNKNOWN: no answer is ever read as money.
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from threading import BoundedSemaphore
from typing import Any, Protocol

import httpx2
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from poshtyar.common.errors import DomainError

# Verifying and inquiring may follow each other in one request of the customer: eight seconds in total.
REQUEST_SECONDS, VERIFY_SECONDS, INQUIRE_SECONDS = 6.0, 6.0, 2.0
LARGEST_ANSWER = 64 * 1024
LONGEST_DESCRIPTION = 500
# Uncompressed, so that the limit is a limit.
PLAIN_JSON = {"Accept": "application/json", "Accept-Encoding": "identity"}
# A bank that hangs may hold a few of the web process's threads, never all of them; the rest hardly wait for a line,
# since waiting holds their threads too.
_lines = BoundedSemaphore(4)
LINE_SECONDS = 0.3


class GatewayUnavailable(DomainError):
    """The bank could not be asked to open a payment."""

    code = "gateway_unavailable"


class Outcome(Enum):
    """What a bank says of a payment."""

    PAID = "paid"
    ALREADY = "already"  # Verified before: as good as paid.
    NOT_PAID = "not_paid"
    WAITING = "waiting"  # The customer is still at the bank; only an inquiry says so.
    MISMATCH = "mismatch"  # Money, but of another amount, payment or merchant.
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Verification:
    """A bank's answer about one payment, with what was asked, so that the booking can compare it with its row."""

    outcome: Outcome
    authority: str
    amount_rial: int
    reference: str = ""
    card: str = ""


class PaymentGateway(Protocol):
    """A bank."""

    name: str

    @property
    def label(self) -> str | Promise:
        """The name that people know it by."""
        ...

    def request(self, amount_rial: int, description: str, callback_url: str, order_reference: str) -> str:
        """Open a payment and return its authority. Raises GatewayUnavailable."""
        ...

    def redirect_url(self, authority: str) -> str:
        """Return the bank's page where this payment is made."""
        ...

    def authority_in(self, query: Mapping[str, str]) -> str:
        """Return the authority that a callback's query carries, or nothing; its other words decide nothing."""
        ...

    def verify(self, authority: str, amount_rial: int) -> Verification:
        """Ask whether this amount was paid, and take it if so. Never raises."""
        ...

    def inquire(self, authority: str) -> Outcome:
        """Ask where a payment stands, without taking it. Never raises."""
        ...


class NoClearAnswer(Exception):
    """The bank was silent, slow, broken or off its protocol."""


class DemoBankGateway:
    """The demo bank; its messages have the shape of Zarinpal's version 4."""

    name = "demo_bank"
    label = _("Demo bank")

    _not_paid = {-51, -55}
    _standings = {
        "PAID": Outcome.PAID,
        "VERIFIED": Outcome.ALREADY,
        "IN_BANK": Outcome.WAITING,
        "FAILED": Outcome.NOT_PAID,
        "REVERSED": Outcome.NOT_PAID,
    }

    def request(self, amount_rial: int, description: str, callback_url: str, order_reference: str) -> str:
        """Open a payment and return its authority. Raises GatewayUnavailable."""
        try:
            data, _code = self._ask(
                "request",
                REQUEST_SECONDS,
                amount=amount_rial,
                currency="IRR",
                description=description[:LONGEST_DESCRIPTION],
                callback_url=callback_url,
                metadata={"order_id": order_reference},
            )
            authority = data["authority"]
            if data["code"] != 100 or not isinstance(authority, str) or not 1 <= len(authority) <= 100:
                raise NoClearAnswer
        except (NoClearAnswer, KeyError) as silence:
            raise GatewayUnavailable("The demo bank opened no payment.") from silence
        return authority

    def redirect_url(self, authority: str) -> str:
        """Return the bank's page where this payment is made."""
        return f"{settings.DEMO_BANK_URL}/pg/StartPay/{authority}/"

    def authority_in(self, query: Mapping[str, str]) -> str:
        """Return the authority that a callback's query carries, or nothing; its other words decide nothing."""
        return query.get("Authority", "")

    def verify(self, authority: str, amount_rial: int) -> Verification:
        """Ask whether this amount was paid, and take it if so. Never raises."""

        def answer(outcome, **details):
            return Verification(outcome, authority, amount_rial, **details)

        try:
            data, code = self._ask("verify", VERIFY_SECONDS, authority=authority, amount=amount_rial)
        except NoClearAnswer:
            return answer(Outcome.UNKNOWN)
        if code == -50:
            return answer(Outcome.MISMATCH)
        if code in self._not_paid:
            return answer(Outcome.NOT_PAID)
        if code not in (100, 101) or not isinstance(data.get("ref_id"), int):
            return answer(Outcome.UNKNOWN)
        if not {"authority", "amount", "merchant_id"} <= data.keys():
            return answer(Outcome.UNKNOWN)
        if (data["authority"], data["amount"], data["merchant_id"]) != (
            authority,
            amount_rial,
            settings.PAYMENT_MERCHANT,
        ):
            return answer(Outcome.MISMATCH)
        return answer(
            Outcome.PAID if code == 100 else Outcome.ALREADY,
            reference=str(data["ref_id"]),
            card=str(data.get("card_pan", ""))[:20],
        )

    def inquire(self, authority: str) -> Outcome:
        """Ask where a payment stands, without taking it. Never raises."""
        try:
            data, code = self._ask("inquiry", INQUIRE_SECONDS, authority=authority)
        except NoClearAnswer:
            return Outcome.UNKNOWN
        if code in self._not_paid:
            return Outcome.NOT_PAID
        status = data.get("status")
        return self._standings.get(status, Outcome.UNKNOWN) if isinstance(status, str) else Outcome.UNKNOWN

    def _ask(self, step: str, seconds: float, **body) -> tuple[dict[str, Any], int | None]:
        """Return the answer's data and its code; of `data` and `errors` one is an object, the other an empty list."""
        answer = _post_json(
            f"{settings.DEMO_BANK_URL}/pg/v4/payment/{step}.json",
            {"merchant_id": settings.PAYMENT_MERCHANT, **body},
            seconds,
        )
        data, errors = answer.get("data"), answer.get("errors")
        if isinstance(data, dict) and errors == []:
            code = data.get("code")
        elif data == [] and isinstance(errors, dict):
            data, code = {}, errors.get("code")
        else:
            raise NoClearAnswer
        return data, code if isinstance(code, int) else None


GATEWAYS: dict[str, PaymentGateway] = {gateway.name: gateway for gateway in [DemoBankGateway()]}


def find_gateway(name: str) -> PaymentGateway:
    """Return a gateway by its name. Raises GatewayUnavailable for one that does not exist."""
    if name not in GATEWAYS:
        raise GatewayUnavailable(gettext("No bank is set up for payments yet. Please call us."))
    return GATEWAYS[name]


def gateways_on_offer() -> list[PaymentGateway]:
    """Return the gateways that a customer may choose from."""
    return [GATEWAYS[settings.PAYMENT_GATEWAY]] if settings.PAYMENT_GATEWAY in GATEWAYS else []


def _post_json(url: str, body: dict, seconds: float) -> dict[str, Any]:
    """Post JSON and return the object that came back; anything else raises NoClearAnswer."""
    if not _lines.acquire(timeout=LINE_SECONDS):
        raise NoClearAnswer
    try:
        answer = json.loads(asyncio.run(_post(url, body, seconds)))
    except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError, ValueError, RecursionError) as fault:
        raise NoClearAnswer from fault
    finally:
        _lines.release()
    if not isinstance(answer, dict):
        raise NoClearAnswer
    return answer


async def _post(url: str, body: dict, seconds: float) -> bytes:
    # A client's own timeouts begin anew with every byte that drips in; only the loop can bound the whole.
    async with (
        asyncio.timeout(seconds),
        httpx2.AsyncClient(timeout=seconds, follow_redirects=False, verify=_certificates()) as client,
        client.stream("POST", url, json=body, headers=PLAIN_JSON) as response,
    ):
        if response.status_code != httpx2.codes.OK:
            raise NoClearAnswer
        answer = b""
        async for chunk in response.aiter_raw():
            answer += chunk
            if len(answer) > LARGEST_ANSWER:
                raise NoClearAnswer
        return answer


@cache
def _certificates():
    return httpx2.create_ssl_context()
