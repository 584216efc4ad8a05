"""change_preferences …"""

from dataclasses import asdict, replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from poshtyar.accounts import operations as accounts
from tests.race import race

WISHES = accounts.Preferences(
    display_name="Alice A.",
    language="en",
    digits="latin",
    theme="dark",
    uses_keys=False,
    notify_by_sms=False,
    notify_by_email=False,
)


def test_keeps_each_of_them(alice, now):
    accounts.change_preferences(preferences=WISHES, actor=alice, now=now)

    alice.refresh_from_db()
    assert {name: getattr(alice, name) for name in asdict(WISHES)} == asdict(WISHES)


def test_leaves_everybody_else_alone(alice, bob, now):
    before = bob.display_name

    accounts.change_preferences(preferences=WISHES, actor=alice, now=now)

    bob.refresh_from_db()
    assert (bob.display_name, bob.notify_by_sms) == (before, True)


def test_refuses_a_customer_the_name_of_the_agency(alice, settings, now):
    with pytest.raises(accounts.NameReserved):
        accounts.change_preferences(
            preferences=replace(WISHES, display_name=settings.AGENCY_NAME["en"]), actor=alice, now=now
        )


def test_lets_staff_bear_it(agnes, settings, now):
    name = settings.AGENCY_NAME["en"]

    assert (
        accounts.change_preferences(preferences=replace(WISHES, display_name=name), actor=agnes, now=now).display_name
        == name
    )


def test_writes_nothing_when_the_form_is_sent_twice(alice, now):
    accounts.change_preferences(preferences=WISHES, actor=alice, now=now)

    with CaptureQueriesContext(connection) as queries:
        accounts.change_preferences(preferences=WISHES, actor=alice, now=now)

    assert [query["sql"] for query in queries if query["sql"].startswith("UPDATE")] == []


def test_leaves_what_is_not_wished_as_it_is(alice, now):
    accounts.change_preferences(preferences=WISHES, actor=alice, now=now)

    # The object is as old as another window: what it says of the other wishes is out of date.
    accounts.change_preferences(preferences=accounts.Preferences(theme="light"), actor=alice, now=now)
    accounts.change_preferences(preferences=accounts.Preferences(notify_by_sms=True), actor=alice, now=now)

    alice.refresh_from_db()
    assert {name: getattr(alice, name) for name in asdict(WISHES)} == asdict(WISHES) | {
        "theme": "light",
        "notify_by_sms": True,
    }


@pytest.mark.django_db(transaction=True)
def test_keeps_both_of_two_windows_that_change_different_ones_at_once(alice, now):
    wishes = [accounts.Preferences(theme="dark"), accounts.Preferences(language="en")]

    race(2, lambda n: accounts.change_preferences(preferences=wishes[n], actor=alice, now=now))

    alice.refresh_from_db()
    assert (alice.theme, alice.language) == ("dark", "en")
