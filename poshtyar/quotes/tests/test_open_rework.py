"""open_rework …"""

from datetime import timedelta

import pytest

from poshtyar.common.errors import IdempotencyConflict, NotAllowed
from poshtyar.events.models import Event
from poshtyar.quotes import operations as quotes
from poshtyar.quotes.models import Quote, QuoteKind, QuoteState
from poshtyar.quotes.tests import world
from poshtyar.tickets.models import TicketState
from poshtyar.tickets.operations import close_ticket

pytestmark = pytest.mark.django_db
SECOND, DAYS = timedelta(seconds=1), timedelta(days=14)


@pytest.fixture
def delivered(purse, ticket, agnes, alice, now):
    quote = world.approve(world.announce(ticket, 50, actor=agnes, now=now), actor=alice, now=now)
    world.start(quote, actor=agnes, now=now)
    return quotes.deliver_quote(quote=quote, note="", actor=agnes, now=now)


def rework(quote, actor, now, nonce="a-form-that-complains"):
    return quotes.open_rework(quote=quote, reason="No visits are counted.", nonce=nonce, actor=actor, now=now)


def test_b16_repairs_free_without_hold_or_fee(purse, delivered, agnes, alice, now):
    repair = rework(delivered, alice, now)

    assert (repair.kind, repair.state, repair.repairs) == (QuoteKind.REWORK, QuoteState.APPROVED, delivered)
    assert (repair.approved_version.coins, repair.approved_version.fee) == (0, 0)
    assert Event.objects.get(kind="quotes.rework_opened").data["is_offered"] is False
    world.start(repair, actor=agnes, now=now)
    quotes.deliver_quote(quote=repair, note="Repaired.", actor=agnes, now=now)
    assert world.coins_of(purse, now) == (250, 0)


def test_b16_ends_14_days_after_delivery(delivered, alice, now):
    with pytest.raises(quotes.ReworkTooLate):
        rework(delivered, alice, now + DAYS)

    assert rework(delivered, alice, now + DAYS - SECOND).repairs == delivered


@pytest.mark.parametrize("who", ["agnes", "bob"])
def test_b32_waits_for_approval_when_opened_by_someone_who_may_not_approve(who, purse, delivered, alice, request, now):
    repair = rework(delivered, request.getfixturevalue(who), now)

    assert repair.state == QuoteState.ANNOUNCED
    assert Event.objects.get(kind="quotes.rework_opened").data["is_offered"] is True
    world.approve(repair, consent=False, actor=alice, now=now)
    assert world.coins_of(purse, now) == (250, 0)


def test_opens_a_closed_ticket_again(ticket, delivered, alice, now):
    close_ticket(ticket=ticket, actor=alice, now=now)

    rework(delivered, alice, now)

    ticket.refresh_from_db()
    assert (ticket.state, ticket.open_quotes) == (TicketState.OPEN, 1)


def test_r13_opens_one_for_the_same_form(delivered, alice, now):
    assert rework(delivered, alice, now) == rework(delivered, alice, now)

    assert Quote.objects.filter(kind=QuoteKind.REWORK).count() == 1


def test_refuses_a_second_one_while_one_is_open(delivered, alice, now):
    rework(delivered, alice, now)

    with pytest.raises(quotes.QuoteNotOpen):
        rework(delivered, alice, now, nonce="another-form-that-complains")


def test_refuses_work_that_is_not_delivered(ticket, agnes, alice, now):
    with pytest.raises(quotes.QuoteNotOpen):
        rework(world.announce(ticket, actor=agnes, now=now), alice, now)


def test_refuses_an_investigation_which_repairs_nothing(purse, ticket, agnes, alice, now):
    investigation = world.approve(world.investigate(ticket, actor=agnes, now=now), actor=alice, now=now)
    work = world.announce(ticket, 40, actor=agnes, now=now, investigation=investigation)
    quotes.decline_quote(quote=work, version=1, reason="", actor=alice, now=now)

    with pytest.raises(quotes.QuoteNotOpen):
        rework(investigation, alice, now)


def test_is_refused_to_strangers(delivered, charlie, now):
    with pytest.raises(NotAllowed):
        rework(delivered, charlie, now)


def test_r13_refuses_a_form_that_was_sent_with_another_text(delivered, alice, now):
    first = rework(delivered, alice, now)

    assert rework(delivered, alice, now) == first
    with pytest.raises(IdempotencyConflict):
        quotes.open_rework(quote=delivered, reason="Another.", nonce="a-form-that-complains", actor=alice, now=now)
    assert delivered.reworks.count() == 1


def test_r13_refuses_a_form_of_other_work(purse, ticket, delivered, agnes, alice, now):
    rework(delivered, alice, now)
    other = world.approve(world.announce(ticket, 20, actor=agnes, now=now), actor=alice, now=now)
    world.start(other, actor=agnes, now=now)
    other = quotes.deliver_quote(quote=other, note="", actor=agnes, now=now)

    with pytest.raises(IdempotencyConflict):
        rework(other, alice, now)
