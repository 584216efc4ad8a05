"""The page that proves a balance …"""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime
from persiantools.jdatetime import JalaliDateTime

from poshtyar.console.views import wallet as views
from poshtyar.wallet.tests.coins import buy, capture, hold
from tests.pages import line_of


@pytest.fixture
def today():
    """The page's own clock."""
    return timezone.now()


@pytest.fixture
def page(client, agnes, organization):
    """Ask as Agnes, in English."""
    agnes.language = "en"
    agnes.save()
    client.force_login(agnes)
    address = reverse("console:prove_balance", args=[organization.public_id])
    return lambda **asked: client.get(address, asked)


def test_shows_the_balance_of_now_with_what_makes_it(page, organization, today):
    buy(organization, 300, now=today, expires_at=today + timedelta(days=9))
    hold(organization, 50, now=today)

    answer = page()

    proof = answer.context["proof"]
    assert (answer.status_code, proof.available, proof.held) == (200, 250, 50)
    assert [(line.coins, line.free_after) for line in answer.context["page"]] == [(50, 250), (300, 300)]
    assert "<dt>Free</dt><dd>250 coins</dd>" in line_of(answer)
    assert "<td>Free</td> <td>Set aside</td>" in line_of(answer)


@pytest.mark.parametrize("calendar", ["jalali", "gregorian"])
def test_shows_a_past_moment_in_either_calendar(page, organization, today, calendar):
    then = today - timedelta(days=3)
    buy(organization, 300, now=then, expires_at=today + timedelta(days=9))
    hold(organization, 50, now=today - timedelta(days=1))
    here = localtime(then)
    day = JalaliDateTime(here).strftime("%Y/%m/%d", locale="fa") if calendar == "jalali" else here.date().isoformat()

    of_the_day = page(day=day)
    of_the_minute = page(day=day, time=f"{here:%H:%M}")
    before = page(day=(here - timedelta(days=1)).date().isoformat())

    assert [answer.context["proof"].available for answer in (of_the_day, of_the_minute, before)] == [300, 300, 0]
    assert "No coins had moved by then." in line_of(before)


@pytest.mark.parametrize("asked", [{"day": "tomorrow"}, {"day": "1405/13/1"}, {"day": "2026-11-28", "time": "25:00"}])
def test_keeps_and_refuses_what_is_no_moment(page, asked):
    answer = page(**asked)

    assert answer.status_code == 422
    assert all(value in answer.content.decode() for value in asked.values())


def test_speaks_persian(page, agnes, organization, today):
    agnes.language = "fa"
    agnes.save()
    buy(organization, 300, now=today, expires_at=today + timedelta(days=9))

    text = line_of(page())

    assert "اثبات موجودی" in text
    assert "۳۰۰" in text


def test_goes_on_page_by_page(page, organization, today, monkeypatch):
    monkeypatch.setattr(views, "MOVEMENTS_A_PAGE", 2)
    buy(organization, 300, now=today, expires_at=today + timedelta(days=9))
    for number in range(3):
        hold(organization, 10, reference=f"work:{number}", now=today)

    assert [line.free_after for line in page().context["page"]] == [270, 280]
    assert [line.free_after for line in page(page="2").context["page"]] == [290, 300]


def test_takes_the_same_statements_for_three_movements_as_for_one(page, organization, today):
    def statements():
        with CaptureQueriesContext(connection) as queries:
            page()
        return len(queries)

    buy(organization, 300, now=today, expires_at=today + timedelta(days=9))
    one = statements()
    hold(organization, 50, now=today)
    capture(20, now=today)

    assert statements() == one <= 12
