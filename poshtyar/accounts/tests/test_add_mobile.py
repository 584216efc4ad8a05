"""add_mobile …"""

from datetime import timedelta

import pytest
from django.conf import settings

from poshtyar.accounts import operations as accounts
from poshtyar.accounts.models import LoginCode, User
from poshtyar.accounts.tests.codes import last_code, wrong
from poshtyar.common.errors import NotAllowed
from poshtyar.events.models import Event
from poshtyar.outbox.models import OutgoingMessage
from tests import factories
from tests.race import race

MOBILE = "+989121234567"


@pytest.fixture
def dana(db):
    """Dana began with an e-mail address."""
    return factories.make_user("Dana", mobile=None)


def sent(actor, now, mobile=MOBILE):
    """Return the code that was sent to a number."""
    accounts.send_mobile_code(mobile=mobile, actor=actor, now=now)
    return last_code(mobile)


def add(actor, code, now, mobile=MOBILE, **more):
    return accounts.add_mobile(mobile=mobile, code=code, actor=actor, now=now, **more)


def test_gives_the_number_and_says_so_by_e_mail(dana, now):
    add(dana, sent(dana, now), now)

    kept = User.objects.get(pk=dana.pk)
    assert (kept.mobile, kept.mobile_verified_at) == (MOBILE, now)
    told = OutgoingMessage.objects.latest("id")
    assert (told.to, told.subject) == (dana.email, "یه شمارهٔ موبایل به حساب شما اضافه شد")
    assert list(Event.objects.values_list("kind", "actor")) == [("accounts.mobile_added", dana.pk)]


def test_lets_log_in_with_a_code_from_then_on(dana, now):
    add(dana, sent(dana, now), now)
    later = now + timedelta(minutes=2)
    accounts.send_login_code(mobile=MOBILE, language="fa", now=later)

    assert accounts.log_in_with_code(mobile=MOBILE, code=last_code(MOBILE), language="fa", now=later) == dana


def test_changes_nothing_the_second_time(dana, now):
    code = sent(dana, now)
    add(dana, code, now)

    assert add(dana, code, now) == dana

    assert Event.objects.count() == 1


def test_refuses_a_number_that_somebody_has_after_its_code_alone(dana, alice, now):
    code = sent(dana, now, alice.mobile)

    with pytest.raises(accounts.WrongLoginCode):
        add(dana, wrong(code), now, alice.mobile)
    with pytest.raises(accounts.MobileTaken) as refused:
        add(dana, code, now, alice.mobile)

    dana.refresh_from_db()
    assert dana.mobile is None
    assert "Alice" not in refused.value.message
    assert LoginCode.objects.get().used_at == now
    assert not Event.objects.exists()


def test_refuses_wrong_old_and_overtried_codes(dana, now):
    code = sent(dana, now)

    for _ in range(settings.LOGIN_CODE_TRIES):
        with pytest.raises(accounts.WrongLoginCode):
            add(dana, wrong(code), now)
    with pytest.raises(accounts.WrongLoginCode):
        add(dana, code, now)
    with pytest.raises(accounts.WrongLoginCode):
        add(dana, code, now + timedelta(seconds=settings.LOGIN_CODE_SECONDS), is_known_browser=True)
    assert add(dana, code, now, is_known_browser=True).mobile == MOBILE


def test_keeps_the_number_that_an_account_has(dana, alice, now):
    code = sent(dana, now)

    with pytest.raises(accounts.MobileKept):
        add(alice, code, now)


def test_refuses_whoever_has_left(dana, now):
    code = sent(dana, now)
    accounts.deactivate_user(user=dana, actor=dana, now=now)

    with pytest.raises(NotAllowed):
        add(dana, code, now)


@pytest.mark.django_db(transaction=True)
def test_gives_a_number_to_one_of_two_at_once(now):
    people = [factories.make_user("Dana", mobile=None), factories.make_user("Eve", mobile=None)]
    code = sent(people[0], now)

    def attempt(number):
        try:
            return add(people[number], code, now).pk
        except accounts.WrongLoginCode:
            return None

    results = race(2, attempt)

    assert sorted(results, key=bool) == [None, User.objects.get(mobile=MOBILE).pk]


@pytest.mark.django_db(transaction=True)
def test_gives_it_once_to_a_person_who_presses_twice(now):
    dana = factories.make_user("Dana", mobile=None)
    code = sent(dana, now)

    assert race(2, lambda _: add(dana, code, now).pk) == [dana.pk] * 2
    assert Event.objects.count() == 1
