"""The kit page …"""

import pytest
from django.urls import reverse

from poshtyar.quotes.models import QuoteState
from tests.pages import Page

KIT = reverse("portal:kit")
COMPONENTS = [
    *("button", "badge", "card", "field", "summary", "table", "row"),
    *("message", "quote", "dialog", "toast", "tabs", "meter", "empty"),
]


@pytest.fixture
def demonstration(settings, db):
    settings.DEMO = True


def read(client, language="fa") -> Page:
    client.cookies["language"] = language
    return Page(client.get(KIT).content.decode())


@pytest.mark.parametrize("language", ["fa", "en"])
def test_shows_the_fourteen_components_without_an_account(demonstration, client, language):
    page = read(client, language)

    assert [name for name in page.ids if name.removeprefix("kit-") in COMPONENTS] == [
        f"kit-{name}" for name in COMPONENTS
    ]
    assert len(page.ids) == len(set(page.ids))


def test_draws_every_state_of_the_quote_card_by_the_real_fragment(demonstration, client):
    response = client.get(KIT)

    states = {sample.card.quote.state for sample in response.context["quotes"]}
    assert states == set(QuoteState)
    assert "portal/_quote.html" in {template.name for template in response.templates}


def test_the_numbers_of_its_quote_cards_agree(demonstration, client):
    cards = [sample.card for sample in client.get(KIT).context["quotes"]]

    assert [card.version.title for card in cards if sum(line.coins for line in card.lines) != card.version.coins] == []
    assert [card.version.fee for card in cards if card.quote.state == QuoteState.IMPOSSIBLE] == [5]
    [requote] = [card for card in cards if card.is_requote]
    assert requote.decision.after == requote.decision.available + requote.approved.coins - requote.version.coins


def test_asks_the_database_nothing_but_who_reads(demonstration, client, alice, django_assert_max_num_queries):
    client.force_login(alice)

    with django_assert_max_num_queries(3):
        client.get(KIT)


@pytest.mark.parametrize(("demo", "debug", "status"), [(False, False, 404), (True, False, 200), (False, True, 200)])
def test_is_served_in_a_demonstration_and_while_debugging(client, db, settings, demo, debug, status):
    settings.DEMO, settings.DEBUG = demo, debug

    assert client.get(KIT).status_code == status
