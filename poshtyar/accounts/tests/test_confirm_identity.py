"""confirm_identity …"""

from datetime import timedelta

import pytest
from django.conf import settings

from poshtyar.accounts import operations as accounts
from poshtyar.accounts.tests.codes import last_code, wrong
from tests.race import race


@pytest.fixture
def code(alice, now):
    accounts.send_identity_code(user=alice, now=now)
    return last_code(alice.mobile)


def is_confirmed(user, code, now, **more) -> bool:
    try:
        accounts.confirm_identity(user=user, code=code, now=now, **more)
    except accounts.WrongLoginCode:
        return False
    return True


def test_takes_a_code_once(alice, code, now):
    assert is_confirmed(alice, code, now)
    assert not is_confirmed(alice, code, now)


def test_refuses_a_wrong_code_and_somebody_elses(alice, charlie, code, now):
    assert not is_confirmed(alice, wrong(code), now)
    assert not is_confirmed(charlie, code, now)
    assert is_confirmed(alice, code, now)


def test_refuses_a_code_whose_time_is_over(alice, code, now):
    assert not is_confirmed(alice, code, now + timedelta(seconds=settings.LOGIN_CODE_SECONDS))


def test_lets_it_be_tried_five_times(alice, code, now):
    tries = [is_confirmed(alice, wrong(code), now) for _ in range(settings.LOGIN_CODE_TRIES)]

    assert not any(tries)
    assert not is_confirmed(alice, code, now)
    assert is_confirmed(alice, code, now, is_known_browser=True)


def test_refuses_when_nothing_was_sent(alice, now):
    assert not is_confirmed(alice, "123456", now)


@pytest.mark.django_db(transaction=True)
def test_takes_it_from_one_of_two_at_once(alice, now):
    accounts.send_identity_code(user=alice, now=now)
    code = last_code(alice.mobile)

    assert sorted(race(2, lambda _: is_confirmed(alice, code, now))) == [False, True]
