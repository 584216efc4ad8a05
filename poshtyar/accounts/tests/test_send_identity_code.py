"""send_identity_code …"""

from datetime import timedelta

import pytest

from poshtyar.accounts import operations as accounts
from poshtyar.accounts.models import LoginCode
from poshtyar.accounts.tests.codes import last_code, last_sms
from poshtyar.outbox.models import OutgoingMessage
from tests.race import race


@pytest.mark.django_db
def test_says_for_what_it_is_in_the_persons_language(alice, now, settings):
    settings.SITE_URL = "https://help.example.com"

    accounts.send_identity_code(user=alice, now=now)

    first, warning, *_, last = last_sms(alice.mobile).splitlines()
    assert first == f"کد پشتیار برای تغییر حساب شما: {last_code(alice.mobile)}"
    assert warning == "این کد رو به هیچ‌کس ندید، حتی به ما."
    assert last == f"@help.example.com #{last_code(alice.mobile)}"
    assert OutgoingMessage.objects.get().is_secret


@pytest.mark.django_db
def test_replaces_the_code_of_a_log_in(alice, now):
    accounts.send_login_code(mobile=alice.mobile, language="fa", now=now)
    before = last_code(alice.mobile)

    accounts.send_identity_code(user=alice, now=now + timedelta(minutes=1))

    assert LoginCode.objects.open().count() == 1
    with pytest.raises(accounts.WrongLoginCode):
        accounts.log_in_with_code(mobile=alice.mobile, code=before, language="fa", now=now + timedelta(minutes=1))


@pytest.mark.django_db
def test_counts_among_the_codes_of_the_number(alice, now):
    for minutes in range(5):
        accounts.send_identity_code(user=alice, now=now + timedelta(minutes=minutes))

    with pytest.raises(accounts.TooManyCodes, match="۵"):
        accounts.send_identity_code(user=alice, now=now + timedelta(minutes=59))
    accounts.send_identity_code(user=alice, now=now + timedelta(minutes=59), is_known_browser=True)


@pytest.mark.django_db
def test_waits_a_minute_before_the_next_one(alice, now):
    accounts.send_identity_code(user=alice, now=now)

    with pytest.raises(accounts.CodeSentMomentsAgo):
        accounts.send_identity_code(user=alice, now=now + timedelta(seconds=59))


@pytest.mark.django_db(transaction=True)
def test_sends_once_to_two_at_once(alice, now):
    def ask(_):
        try:
            return type(accounts.send_identity_code(user=alice, now=now))
        except accounts.CodeSentMomentsAgo as refusal:
            return type(refusal)

    assert sorted(race(2, ask), key=str) == sorted([LoginCode, accounts.CodeSentMomentsAgo], key=str)
    assert OutgoingMessage.objects.count() == 1
