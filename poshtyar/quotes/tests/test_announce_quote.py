"""announce_quote …"""

from datetime import timedelta

import pytest
from django.utils.translation import override

from poshtyar.catalog import operations as catalog
from poshtyar.catalog.models import Package, Service
from poshtyar.common.errors import IdempotencyConflict, NotAllowed
from poshtyar.quotes import operations as quotes
from poshtyar.quotes.models import Quote, QuoteKind, QuoteState
from poshtyar.quotes.offers import OfferLine
from poshtyar.quotes.tests import world
from poshtyar.tickets.models import Turn
from poshtyar.tickets.operations import close_ticket
from tests.ready_made import put_default_catalog

pytestmark = pytest.mark.django_db


@pytest.fixture
def basic(db):
    """The package that has the right of graphical customization."""
    put_default_catalog()
    return Package.objects.get(code="basic")


@pytest.fixture
def theme(basic):
    """A service that needs the right of graphical customization."""
    return Service.objects.get(code="THM")


def test_b9_sets_nothing_aside(purse, ticket, agnes, now):
    quote = world.announce(ticket, 50, actor=agnes, now=now)

    assert quote.state == QuoteState.ANNOUNCED
    assert world.coins_of(purse, now) == (300, 0)
    ticket.refresh_from_db()
    assert (ticket.open_quotes, ticket.open_offers, ticket.coins_set_aside) == (1, 1, 0)
    assert ticket.turn == Turn.CUSTOMER
    assert world.told(ticket) == ["quote_announced"]


def test_b10_keeps_lines_hours_assumptions_and_validity(ticket, agnes, now):
    lines = (OfferLine("Install", 30, effort_minutes=40), OfferLine("Test", 20))

    quote = world.announce(ticket, lines=lines, assumptions="The host has PHP 8.", actor=agnes, now=now)

    version = quote.offered_version
    assert (version.number, version.coins, version.delivery_hours) == (1, 50, 6)
    assert (version.assumptions, version.valid_until) == ("The host has PHP 8.", now + timedelta(hours=72))
    assert list(version.lines.order_by("position").values_list("title", "coins", "effort_minutes")) == [
        ("Install", 30, 40),
        ("Test", 20, 0),
    ]


def test_keeps_its_coins_and_its_service_whatever_a_manager_does_to_the_catalog(ticket, basic, agnes, mina, now):
    analytics = Service.objects.get(code="GA4")
    quote = world.announce(ticket, lines=(OfferLine("Analytics", 50, analytics),), actor=agnes, now=now)
    facts = catalog.ServiceFacts(code="GOOGLE", group=analytics.group, name_fa="آمار", name_en="Data", coins=1)

    catalog.change_service(service=analytics, facts=facts, version=1, actor=mina, now=now)
    with pytest.raises(catalog.InUse):
        catalog.delete_service(service=analytics, version=2, actor=mina, now=now)

    line = quote.offered_version.lines.get()
    assert (line.title, line.coins, line.service.code) == ("Analytics", 50, "GOOGLE")


@pytest.mark.parametrize(
    ("coins", "fee", "agreed"), [(40, None, 15), (12, None, 12), (15, 15, 15), (40, 0, 0), (40, 99, 15)]
)
def test_b14_states_a_fee_of_15_coins_but_never_more_than_the_quote(coins, fee, agreed, ticket, agnes, now):
    quote = world.announce(ticket, coins, fee=fee, actor=agnes, now=now)

    assert quote.offered_version.fee == agreed


def test_b15_gives_an_investigation_its_own_price_as_fee(ticket, agnes, now):
    quote = world.announce(ticket, 15, kind=QuoteKind.INVESTIGATION, fee=0, actor=agnes, now=now)

    assert quote.offered_version.fee == 15


def test_b15_starts_the_approved_investigation_that_it_follows(purse, ticket, agnes, alice, now):
    investigation = world.approve(world.investigate(ticket, actor=agnes, now=now), actor=alice, now=now)

    world.announce(ticket, 40, actor=agnes, now=now, investigation=investigation)

    investigation.refresh_from_db()
    assert investigation.state == QuoteState.STARTED


def test_b15_refuses_a_second_offer_after_one_investigation(purse, ticket, agnes, alice, now):
    investigation = world.approve(world.investigate(ticket, actor=agnes, now=now), actor=alice, now=now)
    world.announce(ticket, 40, actor=agnes, now=now, investigation=investigation)

    with override("en"), pytest.raises(quotes.QuoteNotOpen, match="already follows"):
        world.announce(ticket, 50, actor=agnes, now=now, investigation=investigation)


def test_b15_refuses_to_follow_an_investigation_that_nobody_approved(ticket, agnes, now):
    investigation = world.investigate(ticket, actor=agnes, now=now)

    with pytest.raises(quotes.QuoteNotOpen):
        world.announce(ticket, 40, actor=agnes, now=now, investigation=investigation)


def test_b15_refuses_to_follow_the_investigation_of_another_ticket(purse, ticket, organization, agnes, alice, now):
    investigation = world.approve(world.investigate(ticket, actor=agnes, now=now), actor=alice, now=now)
    other = world.make_ticket(organization, alice, now=now)

    with pytest.raises(quotes.QuoteNotOpen):
        world.announce(other, 40, actor=agnes, now=now, investigation=investigation)


def test_b17_refuses_work_that_the_packages_do_not_allow_and_names_the_one_that_does(ticket, agnes, theme, now):
    with pytest.raises(quotes.RightMissing, match="پایه"):
        world.announce(ticket, lines=theme_work(theme), actor=agnes, now=now)

    assert not Quote.objects.exists()


def test_b17_carries_work_that_a_package_allows(organization, ticket, agnes, theme, basic, now):
    world.give_package(organization, "basic", 550, now=now)

    quote = world.announce(ticket, lines=theme_work(theme), actor=agnes, now=now)

    assert quote.state == QuoteState.ANNOUNCED


def test_b17_lets_a_lead_override_with_a_reason(ticket, leo, theme, now):
    lines = theme_work(theme)

    quote = world.announce(ticket, lines=lines, override_reason="Promised by phone.", actor=leo, now=now)

    assert quote.right_override_reason == "Promised by phone."


@pytest.mark.parametrize(("who", "reason"), [("agnes", "Promised by phone."), ("leo", "  ")])
def test_b17_takes_no_override_from_an_agent_nor_without_a_reason(who, reason, ticket, theme, request, now):
    actor = request.getfixturevalue(who)

    with pytest.raises(quotes.RightMissing):
        world.announce(ticket, lines=theme_work(theme), override_reason=reason, actor=actor, now=now)


@pytest.mark.parametrize("who", ["alice", "charlie"])
def test_is_refused_to_customers(who, ticket, request, now):
    with pytest.raises(NotAllowed):
        world.announce(ticket, actor=request.getfixturevalue(who), now=now)


def test_r13_answers_the_same_form_with_the_first_quote(ticket, agnes, now):
    offer = world.an_offer(now=now)
    first = quotes.announce_quote(ticket=ticket, offer=offer, nonce="one-rendered-form", actor=agnes, now=now)

    again = quotes.announce_quote(ticket=ticket, offer=offer, nonce="one-rendered-form", actor=agnes, now=now)

    assert again == first
    assert Quote.objects.count() == 1


@pytest.mark.parametrize(
    "other",
    [
        {"title": "Set up Matomo"},
        {"lines": (OfferLine("Set up Google Analytics", 51),)},
        {"lines": (OfferLine("Set up Google Analytics", 50, effort_minutes=90),)},
        {"delivery_hours": 7},
        {"fee": 15},
        {"assumptions": "The theme is a child theme."},
        {"kind": QuoteKind.INVESTIGATION, "lines": (OfferLine("Set up Google Analytics", 15),)},
    ],
    ids=lambda other: ", ".join(other),
)
def test_r13_refuses_the_same_form_with_another_offer(other, ticket, agnes, now):
    form = {"ticket": ticket, "nonce": "one-rendered-form", "actor": agnes, "now": now}
    quotes.announce_quote(offer=world.an_offer(now=now), **form)

    with pytest.raises(IdempotencyConflict):
        quotes.announce_quote(offer=world.an_offer(now=now, **other), **form)

    assert Quote.objects.count() == 1


def test_r13_refuses_the_same_form_with_a_service_in_place_of_words(ticket, agnes, now):
    put_default_catalog()
    lines = [(OfferLine("Analytics", 50, service),) for service in (None, Service.objects.get(code="GA4"))]
    form = {"ticket": ticket, "nonce": "one-rendered-form", "actor": agnes, "now": now}
    quotes.announce_quote(offer=world.an_offer(now=now, lines=lines[0]), **form)

    with pytest.raises(IdempotencyConflict):
        quotes.announce_quote(offer=world.an_offer(now=now, lines=lines[1]), **form)


def test_refuses_a_closed_ticket(ticket, agnes, now):
    close_ticket(ticket=ticket, actor=agnes, now=now)

    with pytest.raises(quotes.QuoteNotOpen):
        world.announce(ticket, actor=agnes, now=now)


@pytest.mark.parametrize(
    "odd",
    [
        {"lines": ()},
        {"lines": (OfferLine("x", 1),) * 9},
        {"lines": (OfferLine("x", -1),)},
        {"lines": (OfferLine("x", 2**63 - 1),)},
        {"delivery_hours": 0},
        {"hours_valid": 0},
        {"kind": QuoteKind.INVESTIGATION, "lines": (OfferLine("x", 16),)},
    ],
)
def test_r14_refuses_what_nobody_can_mean(odd, ticket, agnes, now):
    with pytest.raises(quotes.OfferOutOfRange):
        world.announce(ticket, actor=agnes, now=now, **odd)


def theme_work(theme):
    """Return one line of theme work."""
    return (OfferLine("Theme", 180, service=theme),)
