"""Ticket.objects …"""

from datetime import timedelta

import pytest

from poshtyar.common.keyset import page_of
from poshtyar.tickets.models import Effect, Ticket, Turn
from poshtyar.tickets.operations import close_ticket, mark_read, reply_to_ticket
from poshtyar.tickets.orders import CUSTOMER_ORDER, QUEUE_ORDER
from tests import factories


def test_visible_to_shows_members_their_own_and_staff_all(ticket, alice, bob, charlie, agnes):
    seen = [ticket in Ticket.objects.visible_to(user) for user in (alice, bob, charlie, agnes)]

    assert seen == [True, True, False, True]


def test_b24_in_queue_order_puts_package_holders_first_then_due_moment_rank_and_age(organization, alice, charlie, now):
    foreign = charlie.memberships.get().organization
    none_old = factories.make_ticket(foreign, charlie, now=now - timedelta(days=9))
    presales = factories.make_ticket(foreign, charlie, is_presales=True, now=now - timedelta(days=8))
    none_new = factories.make_ticket(foreign, charlie, now=now - timedelta(days=1))
    factories.make_package(organization, "essential")
    general = factories.make_ticket(organization, alice, now=now)
    emergency = factories.make_ticket(organization, alice, effect=Effect.SHOP_DOWN, now=now)
    # Promised for the same moment by a better package, though asked later.
    factories.make_package(organization, "professional")
    better = factories.make_ticket(organization, alice, now=general.due_at - timedelta(hours=8))

    queue = page_of(Ticket.objects.all(), QUEUE_ORDER, size=10).rows

    assert better.due_at == general.due_at
    assert queue == [emergency, better, general, presales, none_old, none_new]


def test_in_customer_order_groups_by_whose_turn_it_is(organization, alice, agnes, now):
    closed, waiting, older, newer = (
        factories.make_ticket(organization, alice, now=now + timedelta(minutes=n)) for n in (9, 0, 1, 2)
    )
    close_ticket(ticket=closed, actor=alice, now=now)
    reply_to_ticket(ticket=waiting, body="And?", files=[], nonce="a-reply-of-agnes", actor=agnes, now=now)

    assert page_of(Ticket.objects.all(), CUSTOMER_ORDER, size=10).rows == [waiting, newer, older, closed]
    assert list(Ticket.objects.waiting_for_customer()) == [waiting]
    assert set(Ticket.objects.with_agency()) == {older, newer}
    assert list(Ticket.objects.closed()) == [closed]


@pytest.mark.parametrize("text", ["سبد خريد", "سبد‌خرید", "خالي", "  خالی ", "۱۲"])
def test_matching_finds_the_subject_however_it_is_typed(organization, alice, text):
    found = factories.make_ticket(organization, alice, "سبد خرید خالی است (12)")
    factories.make_ticket(organization, alice, "Another")

    expected = [] if text == "سبد‌خرید" else [found]
    assert list(Ticket.objects.matching(text).exclude(subject="Another")) == expected


@pytest.mark.parametrize("form", ["{}", "#{}", " {} "])
def test_matching_finds_the_number(organization, alice, form):
    found = factories.make_ticket(organization, alice, "One")

    assert found in Ticket.objects.matching(form.format(found.pk))


def test_matching_survives_a_number_that_no_column_holds(ticket):
    assert list(Ticket.objects.matching("9" * 60)) == []


def test_with_unread_marks_what_others_wrote_since(ticket, alice, bob, agnes, now):
    def unread(user):
        return Ticket.objects.with_unread(user).get(pk=ticket.pk).is_unread

    assert [unread(alice), unread(bob)] == [False, True]

    mark_read(ticket=ticket, user=bob, now=now)
    assert unread(bob) is False

    reply_to_ticket(
        ticket=ticket, body="Hi", files=[], nonce="a-reply-of-agnes", actor=agnes, now=now + timedelta(minutes=1)
    )
    assert [unread(alice), unread(bob), unread(agnes)] == [True, True, False]

    mark_read(ticket=ticket, user=bob, now=now + timedelta(minutes=2))
    assert [unread(alice), unread(bob)] == [True, False]


def test_closing_gives_the_turn_back(ticket, alice, now):
    Ticket.objects.update(turn=Turn.CUSTOMER)

    close_ticket(ticket=ticket, actor=alice, now=now)

    assert not Ticket.objects.waiting_for_customer().exists()
