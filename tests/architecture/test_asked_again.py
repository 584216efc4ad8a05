"""Who acts with coins or money by hand, or ends somebody's account, is asked again first (ASVS 7.5.3)."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode

from poshtyar.events.models import Event
from tests.architecture.authorization_table import MANAGER, TABLE
from tests.confirmed import confirm

pytestmark = pytest.mark.usefixtures("demonstration")
PASSWORD = "a password nobody has guessed"
ASKED = reverse("account_reauthenticate")
WEEK = 7 * 24 * 3600

FORMS = {name: rule.form for name, rule in TABLE.items() if "confirmed" in rule.form} | {
    "console:approve_request": {},
    "console:resolve_payment": {"resolution": "not_paid", "reason": "It never came."},
    "console:deactivate_user": {},
}


@pytest.fixture
def manager(people):
    """A manager with a password."""
    people[MANAGER].set_password(PASSWORD)
    people[MANAGER].save()
    return people[MANAGER]


def browser_of(person, seconds_ago=None) -> Client:
    client = Client()
    client.force_login(person)
    return client if seconds_ago is None else confirm(client, person, seconds_ago=seconds_ago)


def test_knows_every_act_with_coins():
    acts = {"credit_gift", "adjust_coins", "extend_expiry", "refund_purchase", "charge_back", "win_chargeback"}

    assert {f"console:{act}" for act in acts | {"undo_delivery"}} < FORMS.keys()


@pytest.mark.parametrize("name", FORMS)
def test_a_stolen_session_does_nothing_and_the_person_goes_on_with_what_was_sent(name, manager, kwargs_of, bank):
    address = reverse(name, kwargs=kwargs_of(TABLE[name].names))
    browser, before = browser_of(manager), Event.objects.count()

    refused = [browser_of(manager, ago).post(address, FORMS[name]).headers.get("Location") for ago in (301, WEEK)]
    asked = browser.post(address, FORMS[name])
    nothing = Event.objects.count() - before
    done = browser.post(asked.url, {"password": PASSWORD})
    once = Event.objects.count() - before
    again = browser.post(asked.url, {"password": PASSWORD})

    assert {*refused, asked.url} == {f"{ASKED}?{urlencode({'next': address})}"}
    assert nothing == 0
    # What waited is done, and once.
    assert (done.status_code, once > 0) == (302, True)
    assert (again.status_code, again.url, Event.objects.count() - before) == (302, address, once)


@pytest.mark.parametrize("name", FORMS)
def test_nobody_is_asked_twice_in_five_minutes(name, manager, kwargs_of, bank):
    address = reverse(name, kwargs=kwargs_of(TABLE[name].names))

    assert ASKED not in browser_of(manager, 299).post(address, FORMS[name]).headers.get("Location", "")


def test_looking_at_what_an_act_would_do_asks_nothing(manager, kwargs_of):
    address = reverse("console:credit_gift", kwargs=kwargs_of("organization"))
    looked = {key: value for key, value in FORMS["console:credit_gift"].items() if key != "confirmed"}

    assert browser_of(manager).get(address).status_code == 200
    assert browser_of(manager).post(address, looked).status_code == 200


def test_a_second_factor_answers_too(manager, kwargs_of):
    Authenticator.objects.create(user=manager, type=Authenticator.Type.TOTP, data={"secret": "x"})
    address = reverse("console:credit_gift", kwargs=kwargs_of("organization"))
    browser = browser_of(manager)

    page = browser.get(browser.post(address, FORMS["console:credit_gift"]).url)

    assert reverse("mfa_reauthenticate") in page.content.decode()


def test_what_waits_is_gone_with_its_session(manager, kwargs_of):
    address = reverse("console:credit_gift", kwargs=kwargs_of("organization"))
    browser = browser_of(manager)
    browser.post(address, FORMS["console:credit_gift"])

    browser.post(reverse("portal:log_out"))

    assert "A wish of ours." not in str([session.get_decoded() for session in Session.objects.all()])
