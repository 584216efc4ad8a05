"""send_login_code …"""

from datetime import timedelta

import pytest

from poshtyar.accounts import operations as accounts
from poshtyar.accounts.models import LoginCode
from poshtyar.accounts.tests.codes import last_code, last_sms
from poshtyar.outbox.models import OutgoingMessage
from tests.race import race

MOBILE = "+989121234567"


def send(now, mobile=MOBILE):
    return accounts.send_login_code(mobile=mobile, language="fa", now=now)


@pytest.mark.django_db
def test_writes_six_digits_and_the_line_that_browsers_read(now, settings):
    settings.SITE_URL = "https://help.example.com"

    send(now)

    sms = last_sms(MOBILE)
    code = last_code(MOBILE)
    assert len(code) == 6
    assert sms.splitlines()[-1] == f"@help.example.com #{code}"
    assert sms.splitlines()[0] == f"کد پشتیار: {code}"


@pytest.mark.django_db
def test_keeps_no_code_that_can_be_read(now):
    login_code = send(now)

    code = last_code(MOBILE)
    assert code not in login_code.code_hmac
    assert OutgoingMessage.objects.get().is_secret


@pytest.mark.django_db
def test_waits_a_minute_before_the_next_one(now):
    send(now)

    with pytest.raises(accounts.CodeSentMomentsAgo, match="۱ ثانیهٔ"):
        send(now + timedelta(seconds=59))
    send(now + timedelta(seconds=60))

    assert LoginCode.objects.open().count() == 1
    assert LoginCode.objects.count() == 2


@pytest.mark.django_db
def test_sends_five_in_an_hour_and_one_more_when_the_first_is_an_hour_old(now):
    for minutes in range(5):
        send(now + timedelta(minutes=minutes))

    with pytest.raises(accounts.TooManyCodes, match="۵"):
        send(now + timedelta(minutes=59))
    send(now + timedelta(minutes=60))

    assert LoginCode.objects.count() == 6


@pytest.mark.django_db
def test_tells_staff_to_log_in_otherwise(now, agnes):
    send(now, agnes.mobile)

    assert "#" not in last_sms(agnes.mobile)
    assert "رمز" in last_sms(agnes.mobile)


@pytest.mark.django_db(transaction=True)
def test_sends_once_to_two_at_once(now):
    def ask(_):
        try:
            return type(send(now))
        except accounts.CodeSentMomentsAgo as refusal:
            return type(refusal)

    results = race(2, ask)

    assert set(results) == {accounts.CodeSentMomentsAgo, LoginCode}
    assert OutgoingMessage.objects.count() == 1
