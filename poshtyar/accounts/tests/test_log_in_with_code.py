"""log_in_with_code …"""

import contextlib
from datetime import timedelta

import pytest

from poshtyar.accounts import operations as accounts
from poshtyar.accounts.models import LoginCode, User
from poshtyar.accounts.tests.codes import last_code, wrong
from poshtyar.events.models import Event
from tests.race import race

MOBILE = "+989121234567"


@pytest.fixture
def code(db, now):
    accounts.send_login_code(mobile=MOBILE, language="fa", now=now)
    return last_code(MOBILE)


def log_in(code, now, mobile=MOBILE):
    return accounts.log_in_with_code(mobile=mobile, code=code, language="en", now=now)


def test_makes_a_person_of_an_unknown_number(code, now):
    person = log_in(code, now)

    assert (person.mobile, person.mobile_verified_at, person.language) == (MOBILE, now, "en")
    assert not person.has_usable_password()
    assert list(Event.objects.values_list("kind", "actor")) == [("accounts.person_registered", person.pk)]


def test_returns_the_person_of_a_known_number(now, alice):
    accounts.send_login_code(mobile=alice.mobile, language="fa", now=now)

    assert log_in(last_code(alice.mobile), now, alice.mobile) == alice

    assert User.objects.get().mobile_verified_at == now
    assert not Event.objects.exists()


def test_refuses_a_wrong_code_and_counts_it(code, now):
    with pytest.raises(accounts.WrongLoginCode):
        log_in(wrong(code), now)

    assert LoginCode.objects.get().tries == 1
    assert not User.objects.exists()


def test_refuses_the_right_code_after_five_wrong_ones(code, now):
    for _ in range(5):
        with pytest.raises(accounts.WrongLoginCode):
            log_in(wrong(code), now)

    with pytest.raises(accounts.WrongLoginCode):
        log_in(code, now)
    assert not User.objects.exists()


def test_accepts_the_right_code_after_four_wrong_ones(code, now):
    for _ in range(4):
        with pytest.raises(accounts.WrongLoginCode):
            log_in(wrong(code), now)

    assert log_in(code, now).mobile == MOBILE


def test_refuses_a_used_code(code, now):
    log_in(code, now)

    with pytest.raises(accounts.WrongLoginCode):
        log_in(code, now)


@pytest.mark.parametrize(("seconds", "works"), [(119, True), (120, False), (121, False)])
def test_works_for_two_minutes(code, now, seconds, works):
    moment = now + timedelta(seconds=seconds)

    if works:
        assert log_in(code, moment).mobile == MOBILE
    else:
        with pytest.raises(accounts.WrongLoginCode):
            log_in(code, moment)


def test_refuses_a_code_that_was_replaced(code, now):
    later = now + timedelta(seconds=60)
    accounts.send_login_code(mobile=MOBILE, language="fa", now=later)
    newer = last_code(MOBILE)

    if newer != code:
        with pytest.raises(accounts.WrongLoginCode):
            log_in(code, later)

    assert log_in(newer, later).mobile == MOBILE


def test_refuses_the_code_of_another_number(code, now, alice):
    accounts.send_login_code(mobile=alice.mobile, language="fa", now=now)
    LoginCode.objects.filter(mobile=alice.mobile).update(code_hmac=LoginCode.objects.get(mobile=MOBILE).code_hmac)

    # Even with the other number's hash beside this number: the number is part of the hash.
    with pytest.raises(accounts.WrongLoginCode):
        log_in(code, now, alice.mobile)


@pytest.mark.parametrize("typed", ["", "0", "abcdef", "000000000000", "۱۲۳"])
def test_refuses_anything_else(code, now, typed):
    with pytest.raises(accounts.WrongLoginCode):
        log_in(typed, now)


def test_refuses_a_number_that_was_sent_nothing(db, now):
    with pytest.raises(accounts.WrongLoginCode):
        log_in("123456", now)


def test_refuses_staff(now, agnes, monkeypatch):
    monkeypatch.setattr("secrets.randbelow", lambda n: 123456)
    accounts.send_login_code(mobile=agnes.mobile, language="fa", now=now)

    # Nobody is told this code; even whoever guesses it stays out.
    with pytest.raises(accounts.WrongLoginCode):
        log_in("123456", now, agnes.mobile)


def test_refuses_the_inactive(now, alice):
    accounts.send_login_code(mobile=alice.mobile, language="fa", now=now)
    User.objects.update(is_active=False)

    with pytest.raises(accounts.WrongLoginCode):
        log_in(last_code(alice.mobile), now, alice.mobile)


@pytest.mark.django_db(transaction=True)
def test_lets_one_of_two_at_once_in(now):
    accounts.send_login_code(mobile=MOBILE, language="fa", now=now)
    code = last_code(MOBILE)

    def enter(_):
        try:
            return type(log_in(code, now))
        except accounts.WrongLoginCode as refusal:
            return type(refusal)

    results = race(2, enter)

    assert set(results) == {User, accounts.WrongLoginCode}
    assert User.objects.count() == 1


def test_lets_nobody_guess_more_than_25_times_in_an_hour(db, now):
    """R79: five codes of five tries; the sixth code is not sent."""
    tried = 0
    for minute in range(60):
        moment = now + timedelta(minutes=minute)
        with contextlib.suppress(accounts.TooManyCodes):
            accounts.send_login_code(mobile=MOBILE, language="fa", now=moment)
        for _ in range(10):
            before = sum(LoginCode.objects.values_list("tries", flat=True))
            with pytest.raises(accounts.WrongLoginCode):
                log_in(wrong(last_code(MOBILE)), moment)
            tried += sum(LoginCode.objects.values_list("tries", flat=True)) - before

    assert tried == 25
