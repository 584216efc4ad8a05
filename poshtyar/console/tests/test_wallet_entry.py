"""The staff's page of one line of an organization's statement …"""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from poshtyar.catalog.models import Obstacle
from poshtyar.common.jalali import format_on_paper
from poshtyar.quotes import operations as quotes
from poshtyar.quotes.tests import world
from poshtyar.wallet import queries
from poshtyar.wallet.tests.coins import buy, gift, hold
from tests.pages import line_of, text_of


@pytest.fixture
def today():
    """The pages' own clock."""
    return timezone.now()


@pytest.fixture
def agent(client, agnes):
    """The browser of an agent, who reads English unless told otherwise."""

    def enter(language="en"):
        agnes.language = language
        agnes.save()
        client.force_login(agnes)
        return client

    return enter


@pytest.fixture
def impossible(organization, alice, agnes, today):
    """Work of 50 of 300 coins that proved impossible, and used its fee of 15."""
    world.give_coins(organization, 300, now=today - timedelta(hours=1))
    ticket = world.make_ticket(organization, alice, now=today)
    quote = world.approve(world.announce(ticket, 50, actor=agnes, now=today, fee=15), actor=alice, now=today)
    said = {"obstacle": Obstacle.HOST, "explanation": "The host forbids it."}
    return quotes.declare_impossible(quote=quote, **said, actor=agnes, now=today)


@pytest.mark.parametrize(("seconds", "is_told"), [(0, False), (59, False), (60, True)])
def test_says_what_a_clock_said_that_was_behind(seconds, is_told, agent, organization, today):
    buy(organization, 300, now=today)
    hold(organization, 50, now=today - timedelta(seconds=seconds))

    text = line_of(agent().get(wallet_of(organization) + "entries/2/"))

    assert ("The clock said" in text) == is_told


def wallet_of(organization):
    return reverse("console:wallet", args=[organization.public_id])


def entry_of(organization, seq):
    return reverse("console:wallet_entry", args=[organization.public_id, seq])


def test_shows_every_movement_with_its_work_and_their_sum(agent, organization, impossible):
    shown = line_of(agent().get(entry_of(organization, 3)))

    ticket = reverse("console:ticket", args=[impossible.ticket_id])
    assert "<h1>15 coins used for the investigation, 35 coins released</h1>" in shown
    assert shown.count(f'href="{ticket}"') == 2
    assert '<td>Set aside</td> <td>Used</td> <td class="n">15</td>' in shown
    assert '<td>Set aside</td> <td>Free</td> <td class="n">35</td>' in shown
    assert '<td class="n"><strong>50</strong></td>' in shown


def test_says_its_moment_with_the_year_and_the_hour(agent, organization, impossible):
    at = queries.statement_of(organization, now=timezone.now()).lines[0].at

    assert f">{format_on_paper(at)}</time></dd>" in line_of(agent("fa").get(entry_of(organization, 3)))


def test_is_reached_from_the_latest_entries(agent, organization, impossible):
    shown = text_of(agent().get(wallet_of(organization)))

    assert [entry_of(organization, seq) in shown for seq in (1, 2, 3, 4)] == [True, True, True, False]


@pytest.mark.parametrize("language", ["fa", "en"])
def test_no_sentence_of_the_clockwork_is_shown(agent, organization, impossible, language):
    """What is stored with a fee is a mark; readers get words of their language."""
    reader = agent(language)

    pages = [text_of(reader.get(address)) for address in (wallet_of(organization), entry_of(organization, 3))]

    assert queries.statement_of(organization, now=timezone.now()).lines[0].reason == "investigation fee"
    assert ["investigation fee" in page for page in pages] == [False, False]
    said = "برای بررسی" if language == "fa" else "used for the investigation"
    assert [said in page for page in pages] == [True, True]


def test_shows_the_reason_of_a_person(agent, organization, mina, today):
    gift(organization, 5, actor=mina, now=today, expires_at=today + timedelta(days=366), reason="For your patience")

    pages = [line_of(agent().get(address)) for address in (wallet_of(organization), entry_of(organization, 1))]

    assert ["For your patience" in page for page in pages] == [True, True]
    assert "<dt>By</dt><dd><bdi>Mina</bdi></dd>" in pages[1]


def test_leads_to_the_line_that_turns_it_back(agent, organization, impossible, leo, today):
    give = {"coins": 15, "reason": "Ours", "expires_at": today + timedelta(days=30), "nonce": world.nonce()}
    quotes.undo_delivery(quote=impossible, **give, actor=leo, now=today)

    assert entry_of(organization, 4) in text_of(agent().get(entry_of(organization, 3)))
    assert entry_of(organization, 3) in text_of(agent().get(entry_of(organization, 4)))


def test_of_another_organization_or_without_a_line_is_missing(agent, organization, charlie, impossible):
    other = charlie.memberships.get().organization

    assert agent().get(entry_of(other, 1)).status_code == 404
    assert agent().get(entry_of(organization, 99)).status_code == 404


def test_is_not_for_customers(client, alice, organization, impossible):
    client.force_login(alice)

    assert client.get(entry_of(organization, 3)).status_code == 404


def test_takes_the_same_statements_for_three_movements_as_for_one(agent, organization, today):
    reader = agent()
    for number in range(3):
        buy(organization, 10, reference=f"order:{number}", now=today, expires_at=today + timedelta(days=9 + number))
    hold(organization, 5, reference="quote-version:901", now=today)
    hold(organization, 25, reference="quote-version:902", now=today)

    counts = []
    for seq in (4, 5):
        with CaptureQueriesContext(connection) as queries_made:
            reader.get(entry_of(organization, seq))
        counts.append(len(queries_made))

    assert counts[0] == counts[1] <= 12
