"""send_mobile_code …"""

import pytest

from poshtyar.accounts import operations as accounts
from poshtyar.accounts.models import LoginCode
from poshtyar.accounts.tests.codes import last_code, last_sms
from poshtyar.common.errors import NotAllowed
from poshtyar.outbox.models import OutgoingMessage
from tests import factories

MOBILE = "+989121234567"


@pytest.fixture
def dana(db):
    """Dana began with an e-mail address."""
    return factories.make_user("Dana", mobile=None)


def send(actor, now, mobile=MOBILE):
    return accounts.send_mobile_code(mobile=mobile, actor=actor, now=now)


def test_sends_a_secret_that_says_for_what_it_is(dana, now, settings):
    settings.SITE_URL = "https://help.example.com"
    send(dana, now)

    first, *_, last = last_sms(MOBILE).splitlines()
    assert first == f"کد پشتیار برای اضافه‌کردن این شماره به یه حساب: {last_code(MOBILE)}"
    assert last == f"@help.example.com #{last_code(MOBILE)}"
    assert OutgoingMessage.objects.get().is_secret


def test_counts_among_the_codes_of_the_number(dana, now):
    accounts.send_login_code(mobile=MOBILE, language="fa", now=now)

    with pytest.raises(accounts.CodeSentMomentsAgo):
        send(dana, now)


def test_sends_one_to_a_number_that_a_customer_has(dana, alice, now):
    send(dana, now, alice.mobile)

    assert last_code(alice.mobile)


def test_sends_no_code_that_anybody_knows_to_a_number_of_staff(dana, agnes, now):
    send(dana, now, agnes.mobile)

    assert "#" not in last_sms(agnes.mobile)


def test_refuses_whoever_has_a_number_or_works_here_or_has_left(dana, alice, now):
    agent = factories.make_user("Sara", "agent", mobile=None)
    accounts.deactivate_user(user=dana, actor=dana, now=now)

    for person, refusal in ((alice, accounts.MobileKept), (agent, NotAllowed), (dana, NotAllowed)):
        with pytest.raises(refusal):
            send(person, now)

    assert not LoginCode.objects.exists()
