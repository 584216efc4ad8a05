"""What is read of quotes: cards, price memory, what waits for the customer."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from poshtyar.catalog.models import Right, Service
from poshtyar.quotes import operations as quotes
from poshtyar.quotes.models import Quote, VersionOutcome
from poshtyar.quotes.offers import OfferLine
from poshtyar.quotes.queries import cards_of, preview_offer, price_memories, quote_to_decide, waiting_for
from poshtyar.quotes.queries.cards import LineChange
from poshtyar.quotes.queries.works import Work, works_behind
from poshtyar.quotes.tests import world
from tests import factories
from tests.ready_made import put_default_catalog

pytestmark = pytest.mark.django_db


@pytest.fixture
def analytics(db):
    """The service of B18."""
    put_default_catalog()
    return Service.objects.get(code="GA4")


def test_cards_of_shows_now_aside_and_free(purse, ticket, agnes, alice, now):
    world.announce(ticket, 50, actor=agnes, now=now)

    [card] = cards_of(ticket, alice, now)

    assert (card.is_open, card.may_decide) == (True, True)
    assert (card.decision.available, card.decision.after, card.decision.missing) == (300, 250, 0)


def test_b12_cards_of_shows_the_missing_number(organization, ticket, agnes, alice, now):
    world.give_coins(organization, 4, now=now)
    world.announce(ticket, 12, actor=agnes, now=now)

    [card] = cards_of(ticket, alice, now)

    assert card.decision.missing == 8


def test_b13_cards_of_counts_the_coins_that_are_set_aside_already(organization, ticket, agnes, alice, now):
    world.give_coins(organization, 60, now=now)
    quote = world.approve(world.announce(ticket, 50, actor=agnes, now=now), actor=alice, now=now)
    world.revise(quote, 55, actor=agnes, now=now)

    [card] = cards_of(ticket, alice, now)

    assert (card.is_requote, card.decision.missing, card.decision.after) == (True, 0, 5)


def test_b13_cards_of_tells_of_a_declined_new_price(purse, ticket, agnes, alice, now):
    quote = world.approve(world.announce(ticket, 50, actor=agnes, now=now), actor=alice, now=now)
    world.revise(quote, 55, actor=agnes, now=now)
    quotes.decline_quote(quote=quote, version=2, reason="", actor=alice, now=now)

    [card] = cards_of(ticket, alice, now)

    assert (card.version.number, card.last_requote.version.outcome) == (1, VersionOutcome.DECLINED)


def test_cards_of_offer_a_fresh_quote_while_no_other_of_the_ticket_is_open(ticket, agnes, alice, now):
    declined, expired, taken_back = (world.announce(ticket, 50, actor=agnes, now=now) for _ in range(3))
    quotes.decline_quote(quote=declined, version=1, reason="", actor=alice, now=now)
    quotes.withdraw_quote(quote=taken_back, actor=agnes, now=now)
    later = expired.offered_version.valid_until
    before = [card.can_ask_for_fresh for card in cards_of(ticket, alice, later)]
    world.announce(ticket, 40, actor=agnes, now=later)

    after = [card.can_ask_for_fresh for card in cards_of(ticket, alice, later)]

    assert (before, after) == ([True, True, False], [False] * 4)


def test_cards_of_offer_no_fresh_quote_for_work_that_goes_on(purse, ticket, agnes, alice, now):
    quote = world.approve(world.announce(ticket, 50, actor=agnes, now=now), actor=alice, now=now)
    world.revise(quote, 55, actor=agnes, now=now)

    [card] = cards_of(ticket, alice, now + timedelta(days=30))

    assert (card.is_expired, card.can_ask_for_fresh) == (True, False)


def test_r5_cards_of_shows_what_changed_between_versions(ticket, agnes, alice, now):
    lines = (OfferLine("Install", 30), OfferLine("Test", 20))
    quote = world.announce(ticket, lines=lines, actor=agnes, now=now)
    world.revise(quote, 0, lines=(OfferLine("Install", 25), OfferLine("Report", 5)), actor=agnes, now=now)

    [card] = cards_of(ticket, alice, now)

    assert card.old_versions[0].changes == (
        LineChange("Install", 30, 25),
        LineChange("Test", 20, None),
        LineChange("Report", None, 5),
    )


@pytest.mark.parametrize(("coins", "ending"), [(49, ()), (50, (str(Right.GRAPHICAL.label),))])
def test_b7_cards_of_warns_when_a_right_ends_with_these_coins(
    coins, ending, organization, ticket, agnes, alice, analytics, now
):
    world.give_package(organization, "basic", 50, now=now)
    world.give_coins(organization, 100, now=now, days=400)
    world.announce(ticket, coins, actor=agnes, now=now)

    [card] = cards_of(ticket, alice, now)

    assert [right for right in card.decision.rights_ending if right == str(Right.GRAPHICAL.label)] == list(ending)


def test_b7_cards_of_warns_too_when_a_new_price_takes_the_last_coins(
    organization, ticket, agnes, alice, analytics, now
):
    world.give_package(organization, "basic", 100, now=now)
    quote = world.approve(world.announce(ticket, 50, actor=agnes, now=now), actor=alice, now=now)
    world.revise(quote, 100, actor=agnes, now=now)

    [card] = cards_of(ticket, alice, now)

    assert str(Right.GRAPHICAL.label) in card.decision.rights_ending


@pytest.mark.parametrize("who", ["bob", "agnes"])
def test_b32_cards_of_gives_the_decision_to_whom_it_belongs(who, purse, ticket, agnes, request, now):
    world.announce(ticket, 50, actor=agnes, now=now)

    [card] = cards_of(ticket, request.getfixturevalue(who), now)

    assert card.may_decide is False


def test_cards_of_tell_at_each_stage_what_can_be_done(purse, ticket, agnes, alice, now):
    quote = world.announce(ticket, 50, actor=agnes, now=now)
    announced = shown(ticket, agnes, now)
    world.approve(quote, actor=alice, now=now)
    approved = shown(ticket, agnes, now)
    world.start(quote, actor=agnes, now=now)
    world.revise(quote, 60, actor=agnes, now=now)
    started = shown(ticket, agnes, now)
    quotes.deliver_quote(quote=quote, note="Less.", line_coins={1: 35}, actor=agnes, now=now)
    delivered = shown(ticket, agnes, now)

    # Colour, open, new price, can be delivered, can be revised, approved coins, what became of the rest, used for good.
    assert announced == ("coin", True, False, False, True, 0, "", 0)
    assert approved == ("ok", False, False, False, True, 50, "", 0)
    assert started == ("info", True, True, True, True, 50, "", 0)
    assert delivered == ("ok", False, False, False, False, 50, "15 coins released", 35)


def test_cards_of_a_ticket_without_quotes_are_none(ticket, alice, now):
    assert cards_of(ticket, alice, now) == []


def test_quote_to_decide_is_one_of_the_persons_organizations(
    ticket, agnes, alice, charlie, now, django_assert_num_queries
):
    quote = world.announce(ticket, actor=agnes, now=now)

    with django_assert_num_queries(1):
        assert quote_to_decide(alice, quote.pk) == quote
    assert quote_to_decide(charlie, quote.pk) is None
    assert quote_to_decide(agnes, quote.pk) is None


def test_works_behind_name_the_work_of_each_hold(ticket, agnes, now):
    quote = world.announce(ticket, actor=agnes, now=now)
    reference = quote.offered_version.hold_reference

    works = works_behind([reference, "quote-version:0", "something else"])

    assert works == {reference: Work(ticket.pk, "Set up Google Analytics")}


def test_works_behind_are_of_one_organization_when_one_is_named(ticket, agnes, now):
    reference = world.announce(ticket, actor=agnes, now=now).offered_version.hold_reference
    stranger = factories.make_organization(factories.make_user("Charlie"), "Elsewhere")

    assert works_behind([reference], organization=ticket.organization).keys() == {reference}
    assert works_behind([reference], organization=stranger) == {}


def test_cards_of_stand_where_their_version_was_announced(ticket, agnes, now):
    world.announce(ticket, actor=agnes, now=now)

    [card] = cards_of(ticket, agnes, now)

    assert card.placed_at == now


def shown(ticket, user, now):
    [card] = cards_of(ticket, user, now)
    with translation.override("en"):
        freed = card.freed
    can = (card.is_open, card.is_requote, card.can_be_delivered, card.can_be_revised)
    return (card.tone, *can, card.approved_coins, freed, card.used_for_good)


def test_cards_of_asks_four_questions_for_one_quote_and_for_three(
    purse, ticket, agnes, alice, now, django_assert_max_num_queries
):
    world.announce(ticket, 50, actor=agnes, now=now)
    with django_assert_max_num_queries(4) as one:
        cards_of(ticket, alice, now)
    for coins in (60, 70):
        world.announce(ticket, coins, actor=agnes, now=now)

    with django_assert_max_num_queries(len(one.captured_queries)):
        cards = cards_of(ticket, alice, now)

    assert [card.version.coins for card in cards] == [50, 60, 70]


def test_cards_of_asks_for_the_packages_once_for_one_quote_without_coins_and_for_three(
    ticket, analytics, agnes, alice, now, django_assert_num_queries
):
    world.announce(ticket, 50, actor=agnes, now=now)
    with CaptureQueriesContext(connection) as one:
        cards_of(ticket, alice, now)
    for coins in (60, 700):
        world.announce(ticket, coins, actor=agnes, now=now)

    with django_assert_num_queries(len(one)):
        cards = cards_of(ticket, alice, now)

    assert [card.decision.package.code for card in cards] == ["essential", "essential", "professional"]


def test_b15_cards_of_say_when_the_investigation_of_an_expired_offer_is_used(purse, ticket, agnes, alice, now):
    investigation = world.approve(world.investigate(ticket, actor=agnes, now=now), actor=alice, now=now)
    first = world.announce(ticket, 40, actor=agnes, now=now, hours_valid=1, investigation=investigation)
    later = now + timedelta(hours=1)

    def told():
        return [card.used_without_decision_at for card in cards_of(ticket, alice, later)]

    assert told() == [None, later + timedelta(days=7)]
    assert cards_of(ticket, alice, later)[0].decision_days == 7
    quotes.expire_quote(quote=first, now=later)
    assert told() == [None, later + timedelta(days=7)]
    second = world.announce(ticket, 50, actor=agnes, now=later, investigation=investigation)
    assert told() == [None, None, None]
    quotes.decline_quote(quote=second, version=1, reason="", actor=alice, now=later)
    assert told() == [None, None, None]


def test_cards_of_say_nothing_of_coins_where_nobody_approved(ticket, agnes, alice, now):
    quote = world.announce(ticket, 40, actor=agnes, now=now)
    quotes.withdraw_quote(quote=quote, actor=agnes, now=now)

    [card] = cards_of(ticket, alice, now)

    assert (card.quote.settled_at, card.freed) == (now, "")


def test_price_memory_gives_median_range_and_number_of_delivered_works(purse, ticket, agnes, alice, analytics, now):
    for coins in (40, 50, 90):
        deliver(ticket, coins, analytics, agnes, alice, now)
    world.announce(ticket, lines=(OfferLine("Only offered", 10, service=analytics),), actor=agnes, now=now)

    [memory] = price_memories([analytics], now)

    assert (memory.works, memory.median, memory.lowest, memory.highest) == (3, 50, 40, 90)


def test_price_memory_is_empty_for_a_new_service(analytics, now):
    [memory] = price_memories([analytics], now)

    assert (memory.works, memory.median) == (0, None)


def test_price_memory_forgets_after_two_years(purse, ticket, agnes, alice, analytics, now):
    deliver(ticket, 50, analytics, agnes, alice, now)

    [memory] = price_memories([analytics], now + timedelta(days=731))
    assert memory.works == 0


def test_preview_offer_tells_what_stays_and_what_is_missing(organization, ticket, agnes, analytics, now):
    world.give_coins(organization, 40, now=now)

    preview = preview_offer(organization, world.an_offer(50, now=now), now)

    assert (preview.coins, preview.available, preview.missing) == (50, 40, 10)


@pytest.mark.parametrize(("coins", "after", "missing"), [(60, 240, 0), (301, -1, 1)])
def test_b13_preview_offer_counts_the_coins_of_the_work_that_it_changes(
    coins, after, missing, purse, ticket, agnes, alice, now
):
    quote = world.approve(world.announce(ticket, 50, actor=agnes, now=now), actor=alice, now=now)

    preview = preview_offer(purse, world.an_offer(coins, now=now), now, changed=quote)

    assert (preview.available, preview.after, preview.missing) == (250, after, missing)


def test_waiting_for_lists_open_offers_of_the_organization_alone(organization, ticket, agnes, charlie, now):
    late = world.announce(ticket, 50, hours_valid=72, actor=agnes, now=now)
    soon = world.announce(ticket, 60, hours_valid=24, actor=agnes, now=now)
    world.announce(ticket, 70, hours_valid=1, actor=agnes, now=now)

    waiting = waiting_for(organization, now + timedelta(hours=2))

    assert [row.quote_id for row in waiting] == [soon.pk, late.pk]
    assert waiting_for(charlie.memberships.get().organization, now) == []


def test_b12_waiting_for_keeps_an_offer_that_is_being_paid_for(organization, ticket, agnes, now):
    quote = world.announce(ticket, 50, hours_valid=1, actor=agnes, now=now)
    world.pay_for(quote, started_at=now)

    [row] = waiting_for(organization, now + timedelta(hours=2))

    assert row.quote_id == quote.pk


def test_visible_to_keeps_strangers_out(ticket, agnes, alice, bob, charlie, now):
    quote = world.announce(ticket, actor=agnes, now=now)
    nobody = factories.make_user("Nobody")

    people = (alice, bob, agnes, charlie, nobody, AnonymousUser())
    seen = [list(Quote.objects.visible_to(user)) for user in people]

    assert seen == [[quote], [quote], [quote], [], [], []]


def test_quotes_name_themselves(ticket, agnes, now):
    quote = world.announce(ticket, actor=agnes, now=now)
    version = quote.offered_version

    assert (str(quote), str(version)) == (f"quote {quote.pk}", f"quote {quote.pk} v1")
    assert [str(line) for line in version.lines.all()] == ["Set up Google Analytics"]


def test_quotes_show_no_version_that_they_do_not_have(ticket, agnes, alice, purse, now):
    quote = world.announce(ticket, actor=agnes, now=now)
    with pytest.raises(ValueError, match="never approved"):
        _ = quote.agreed_version

    quote = world.approve(quote, actor=alice, now=now)

    with pytest.raises(ValueError, match="offers nothing"):
        _ = quote.open_version


def deliver(ticket, coins, service, agnes, alice, now):
    """Quote, approve and deliver one work of the service."""
    lines = (OfferLine("Analytics", coins, service=service),)
    quote = world.approve(world.announce(ticket, lines=lines, actor=agnes, now=now), actor=alice, now=now)
    world.start(quote, actor=agnes, now=now)
    quotes.deliver_quote(quote=quote, note="", actor=agnes, now=now)
