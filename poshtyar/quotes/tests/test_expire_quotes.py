"""expire_quotes …"""

from datetime import timedelta

import pytest

from poshtyar.ordering.models import Payment, PaymentNote, PaymentResolution, PaymentState
from poshtyar.quotes import operations as quotes
from poshtyar.quotes import tasks
from poshtyar.quotes.models import QuoteState, VersionOutcome
from poshtyar.quotes.tests import world
from poshtyar.tickets.models import Turn

pytestmark = pytest.mark.django_db
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def quote(ticket, agnes, now):
    return world.announce(ticket, 50, actor=agnes, now=now)


def hand_to_human(payment, note):
    Payment.objects.filter(pk=payment.pk).update(state=PaymentState.NEEDS_HUMAN, note=note)


def test_ends_an_offer_at_its_moment_and_not_before(ticket, quote):
    end = quote.offered_version.valid_until

    assert (quotes.expire_quotes(now=end - SECOND), quotes.expire_quotes(now=end)) == (0, 1)

    quote.refresh_from_db()
    ticket.refresh_from_db()
    assert (quote.state, ticket.open_quotes) == (QuoteState.EXPIRED, 0)


def test_finds_nothing_the_second_time(quote):
    end = quote.offered_version.valid_until
    quotes.expire_quotes(now=end)

    assert quotes.expire_quotes(now=end) == 0


def test_b13_ends_a_new_price_and_leaves_the_approved_work(purse, ticket, quote, agnes, alice, now):
    world.approve(quote, actor=alice, now=now)
    world.revise(quote, 80, actor=agnes, now=now)
    end = now + timedelta(hours=72)

    quotes.expire_quotes(now=end)

    quote.refresh_from_db()
    assert (quote.state, quote.offered_version) == (QuoteState.APPROVED, None)
    assert quote.versions.get(number=2).outcome == VersionOutcome.EXPIRED
    assert world.coins_of(purse, end) == (250, 50)
    ticket.refresh_from_db()
    assert (ticket.turn, ticket.open_offers) == (Turn.AGENCY, 0)


def test_leaves_the_turn_to_the_customer_where_another_offer_waits(purse, ticket, quote, agnes, alice, now):
    world.approve(quote, actor=alice, now=now)
    world.revise(quote, 80, actor=agnes, now=now)
    world.announce(ticket, 20, actor=agnes, now=now, hours_valid=100)

    quotes.expire_quotes(now=now + timedelta(hours=72))

    ticket.refresh_from_db()
    assert (ticket.turn, ticket.open_offers) == (Turn.CUSTOMER, 1)


def test_leaves_the_turn_to_the_agency_where_the_customer_waits_for_an_answer(purse, ticket, quote, agnes, alice, now):
    world.approve(quote, actor=alice, now=now)
    quote = world.revise(quote, 80, actor=agnes, now=now)
    world.announce(ticket, 20, actor=agnes, now=now, hours_valid=100)
    quotes.ask_about_quote(quote=quote, question="Why?", nonce="a-form-that-asks", actor=alice, now=now)

    quotes.expire_quotes(now=now + timedelta(hours=72))

    ticket.refresh_from_db()
    assert ticket.turn == Turn.AGENCY


def test_b12_leaves_an_offer_while_its_payment_is_undecided(quote):
    end = quote.offered_version.valid_until
    world.pay_for(quote, started_at=end - HOUR)

    assert quotes.expire_quotes(now=end + 3 * DAY) == 0


@pytest.mark.parametrize(("late", "expired"), [(DAY - SECOND, 0), (DAY, 1)])
def test_b12_leaves_an_offer_for_24_hours_after_the_result_of_its_payment(late, expired, quote):
    end = quote.offered_version.valid_until
    world.pay_for(quote, started_at=end - HOUR, decided_at=end + HOUR)

    assert quotes.expire_quotes(now=end + HOUR + late) == expired


def test_b12_leaves_an_offer_while_a_person_looks_into_its_payment(quote):
    end = quote.offered_version.valid_until
    payment = world.pay_for(quote, started_at=end - HOUR, decided_at=end + HOUR)
    hand_to_human(payment, PaymentNote.UNDECIDED)

    assert quotes.expire_quotes(now=end + 30 * DAY) == 0


@pytest.mark.parametrize(("late", "expired"), [(DAY - SECOND, 0), (DAY, 1)])
def test_b12_leaves_an_offer_for_24_hours_after_a_person_has_found_the_result(late, expired, quote):
    end = quote.offered_version.valid_until
    payment = world.pay_for(quote, started_at=end - HOUR, decided_at=end + HOUR)
    found = {"resolution": PaymentResolution.NOT_PAID, "resolved_at": end + 5 * DAY}
    Payment.objects.filter(pk=payment.pk).update(**found)

    assert quotes.expire_quotes(now=end + 5 * DAY + late) == expired


def test_b12_is_not_kept_waiting_by_the_second_payment_of_an_order(quote):
    end = quote.offered_version.valid_until
    payment = world.pay_for(quote, started_at=end - HOUR, decided_at=end)
    hand_to_human(payment, PaymentNote.SECOND_PAYMENT)

    assert quotes.expire_quotes(now=end + DAY) == 1


def test_b12_is_not_kept_waiting_by_a_payment_that_began_too_late(quote):
    end = quote.offered_version.valid_until
    world.pay_for(quote, started_at=end)

    assert quotes.expire_quotes(now=end) == 1


def test_b12_lets_the_customer_approve_after_the_payment(purse, quote, alice):
    end = quote.offered_version.valid_until
    world.pay_for(quote, started_at=end - HOUR, decided_at=end + HOUR)

    quote = world.approve(quote, actor=alice, now=end + 2 * HOUR)

    assert quote.state == QuoteState.APPROVED


@pytest.mark.parametrize(("late", "coins"), [(-SECOND, (285, 15)), (0 * SECOND, (285, 0))])
def test_b15_uses_an_investigation_without_a_decision_7_days_after_its_work_expired(
    late, coins, purse, ticket, agnes, alice, now
):
    investigation = world.approve(world.investigate(ticket, actor=agnes, now=now), actor=alice, now=now)
    work = world.announce(ticket, 40, actor=agnes, now=now, investigation=investigation)
    end = work.offered_version.valid_until
    quotes.expire_quotes(now=end)

    quotes.expire_quotes(now=end + 7 * DAY + late)

    assert world.coins_of(purse, end + 7 * DAY + late) == coins
    ticket.refresh_from_db()
    assert ticket.turn == (Turn.CUSTOMER if late else Turn.NOBODY)


@pytest.mark.django_db(transaction=True)
def test_b15_uses_the_investigation_once_for_two_jobs_at_once(purse, ticket, agnes, alice, now):
    investigation = world.approve(world.investigate(ticket, actor=agnes, now=now), actor=alice, now=now)
    work = world.announce(ticket, 40, actor=agnes, now=now, investigation=investigation)
    end = work.offered_version.valid_until
    quotes.expire_quotes(now=end)

    used = world.together(*[lambda: quotes.expire_quotes(now=end + 7 * DAY)] * 2)

    assert sum(used) == 1
    assert world.coins_of(purse, end + 7 * DAY) == (285, 0)


def test_b15_counts_the_7_days_from_the_last_version(purse, ticket, agnes, alice, now):
    investigation = world.approve(world.investigate(ticket, actor=agnes, now=now), actor=alice, now=now)
    work = world.announce(ticket, 40, actor=agnes, now=now, investigation=investigation)
    end = work.offered_version.valid_until
    quotes.expire_quotes(now=end)
    world.revise(work, 30, actor=agnes, now=end + 6 * DAY)

    quotes.expire_quotes(now=end + 8 * DAY)

    assert world.coins_of(purse, end + 8 * DAY) == (285, 15)


def test_is_a_job(purse, quote):
    end = quote.offered_version.valid_until

    tasks.expire_quotes(now=end)

    quote.refresh_from_db()
    assert quote.state == QuoteState.EXPIRED
