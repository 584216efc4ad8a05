"""The page on which used coins are given back …"""

import pytest
from django.urls import reverse
from django.utils import timezone

from poshtyar.quotes.tests import world
from poshtyar.treasury.models import CoinRequest, RequestState
from tests.confirmed import confirm
from tests.pages import line_of, text_of


@pytest.fixture
def now():
    """The pages' own clock."""
    return timezone.now()


@pytest.fixture
def work(organization, alice, agnes, now):
    """Delivered work that used 150 of 300 coins."""
    return world.deliver(organization, 150, of=300, customer=alice, staff=agnes, now=now)


@pytest.fixture
def lead(client, leo):
    """The browser of a lead who reads English."""
    leo.language = "en"
    leo.save()
    client.force_login(leo)
    return confirm(client, leo)


@pytest.fixture
def page(work):
    return reverse("console:undo_delivery", args=[work.pk])


def typed(coins, **more):
    return {"coins": coins, "days": "30", "reason": "It broke again.", "nonce": "a-form-that-gives-back"} | more


def test_is_reached_from_the_work_and_names_it(lead, work, page):
    card = text_of(lead.get(reverse("console:quote", args=[work.pk])))
    shown = line_of(lead.get(page))

    assert page in card
    assert work.agreed_version.title in shown and "<dt>Coins that it used</dt><dd>150 coins</dd>" in shown


def test_says_in_numbers_what_will_happen_and_gives_once(lead, organization, page, now):
    asked = line_of(lead.post(page, typed("۲۰")))
    kept_back = world.coins_of(organization, now)
    done = [lead.post(page, typed("۲۰", confirmed="yes")).status_code for _ in range(2)]

    assert "<dt>Free before</dt><dd>150 coins</dd>" in asked
    assert "<dt>Free after it</dt><dd><strong>170 coins</strong></dd>" in asked
    assert "Give 20 coins back" in asked and "another manager has to approve it" not in asked
    assert (kept_back, done, world.coins_of(organization, now)) == ((150, 0), [302, 302], (170, 0))
    assert "Given back already" in text_of(lead.get(page))


def test_asks_another_manager_for_many(lead, client, mina, organization, work, page, now):
    asked = line_of(lead.post(page, typed("101")))
    lead.post(page, typed("101", confirmed="yes"))
    request = CoinRequest.objects.get()
    mina.language = "en"
    mina.save()
    client.force_login(mina)
    confirm(client, mina)
    shown = line_of(client.get(reverse("console:coin_request", args=[request.pk])))
    client.post(reverse("console:approve_request", args=[request.pk]))

    assert "another manager has to approve it" in asked and "Ask another manager: Give 101 coins back" in asked
    assert "Give back used coins: 101 coins" in shown and work.agreed_version.title in shown
    request.refresh_from_db()
    assert (request.state, world.coins_of(organization, now)) == (RequestState.APPROVED, (251, 0))


def test_keeps_what_was_typed_when_it_is_refused(lead, page):
    too_many = lead.post(page, typed("151"))
    silent = lead.post(page, typed("20", reason=" "))

    assert (too_many.status_code, silent.status_code) == (409, 422)
    assert "It broke again." in text_of(too_many)


def test_is_not_there_for_work_that_used_nothing(lead, organization, alice, agnes, now):
    world.give_coins(organization, 300, now=now)
    quote = world.announce(world.make_ticket(organization, alice, now=now), 50, actor=agnes, now=now)

    assert lead.get(reverse("console:undo_delivery", args=[quote.pk])).status_code == 404


@pytest.mark.parametrize("who", ["agnes", "alice"])
def test_is_a_lead_s_alone(client, page, who, request):
    client.force_login(request.getfixturevalue(who))

    assert (client.get(page).status_code, client.post(page, typed("20")).status_code) == (404, 404)


def test_takes_at_most_12_statements(lead, page, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        lead.get(page)
