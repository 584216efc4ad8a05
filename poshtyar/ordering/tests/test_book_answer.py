"""book_answer …"""

from datetime import timedelta

import pytest

from poshtyar.events.models import Event
from poshtyar.ordering import operations as ordering
from poshtyar.ordering.clients import Outcome, Verification
from poshtyar.ordering.models import OrderState, PaymentState
from poshtyar.wallet.queries import balance_of

MINUTE = timedelta(minutes=1)


@pytest.fixture
def say(payment):
    """Return a function that makes an answer of the bank about the payment."""

    def said(outcome):
        return Verification(outcome, payment.authority, payment.amount_rial, reference="5566", card="502229******5995")

    return said


def test_books_money_once_however_often_it_is_told(organization, order, payment, say, now):
    for _ in range(2):
        booked = ordering.book_answer(payment=payment, answer=say(Outcome.PAID), now=now)

    order.refresh_from_db()
    assert (booked.state, booked.reference, order.state) == (PaymentState.PAID, "5566", OrderState.PAID)
    assert balance_of(organization, now).available == 300
    assert Event.objects.filter(kind="ordering.order_paid").count() == 1


def test_never_takes_money_back(organization, payment, say, now):
    ordering.book_answer(payment=payment, answer=say(Outcome.PAID), now=now)

    booked = ordering.book_answer(payment=payment, answer=say(Outcome.NOT_PAID), now=now + MINUTE)

    assert booked.state == PaymentState.PAID
    assert balance_of(organization, now + MINUTE).available == 300


def test_puts_off_what_is_unclear(organization, payment, say, now):
    booked = ordering.book_answer(payment=payment, answer=say(Outcome.UNKNOWN), now=now)

    assert (booked.state, booked.last_checked_at) == (PaymentState.STARTED, now)
    assert booked.next_check_at > now
    assert balance_of(organization, now).available == 0


def test_hands_an_answer_about_another_amount_to_a_human(organization, payment, now):
    answer = Verification(Outcome.PAID, payment.authority, payment.amount_rial - 1, reference="5566")

    booked = ordering.book_answer(payment=payment, answer=answer, now=now)

    assert booked.state == PaymentState.NEEDS_HUMAN
    assert balance_of(organization, now).available == 0
