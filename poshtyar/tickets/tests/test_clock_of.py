"""clock_of …"""

from datetime import timedelta

import pytest

from poshtyar.tickets.models import Effect
from poshtyar.tickets.operations import close_ticket, reply_to_ticket
from poshtyar.tickets.queries import clock_of, roughly
from tests import factories


@pytest.fixture
def promised(organization, alice):
    """A ticket with the 24 hours of Basic."""
    factories.make_package(organization, "basic")
    return factories.make_ticket(organization, alice)


@pytest.mark.parametrize(
    ("passed", "kind", "words"),
    [
        (timedelta(0), "mute", "۲۴ ساعت مانده"),
        (timedelta(hours=11, minutes=59), "mute", "۱۲ ساعت مانده"),
        (timedelta(hours=12), "warn", "۱۲ ساعت مانده"),
        (timedelta(hours=20), "warn", "۴ ساعت مانده"),
        (timedelta(hours=20, minutes=24), "over", "۳ ساعت مانده"),
        (timedelta(hours=23, minutes=50), "over", "۱۰ دقیقه مانده"),
        (timedelta(hours=24, minutes=12), "over", "۱۲ دقیقه گذشته"),
        (timedelta(days=4), "over", "۳ روز گذشته"),
    ],
)
def test_changes_its_colour_with_the_time_that_is_left(promised, now, passed, kind, words):
    clock = clock_of(promised, now + passed)

    assert (clock.kind, clock.words) == (kind, words)


def test_is_late_within_twenty_minutes_of_any_promise(organization, alice, now):
    factories.make_package(organization, "professional")
    ticket = factories.make_ticket(organization, alice, effect=Effect.SHOP_DOWN)

    assert clock_of(ticket, now + timedelta(minutes=39)).kind == "warn"
    assert clock_of(ticket, now + timedelta(minutes=40)).kind == "over"


def test_stops_while_the_customer_is_awaited_and_when_it_is_closed(promised, alice, agnes, now):
    reply_to_ticket(ticket=promised, body="?", files=[], nonce="an-answer-of-agnes", actor=agnes, now=now)
    promised.refresh_from_db()
    assert clock_of(promised, now + timedelta(days=9)).kind == "info"

    closed = close_ticket(ticket=promised, actor=alice, now=now)
    assert clock_of(closed, now + timedelta(days=9)).kind == "mute"


def test_promises_nothing_without_a_package(ticket, now):
    clock = clock_of(ticket, now + timedelta(days=9))

    assert (clock.kind, clock.words) == ("mute", "بدون قول پاسخ")


def test_b24_says_why_to_whoever_hovers(promised, now):
    why = clock_of(promised, now).why

    assert why.startswith("پایه، معمولی، ")
    assert "۲۴ ساعت" in why


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(seconds=1), "۱ دقیقه"),
        (timedelta(minutes=59, seconds=59), "۵۹ دقیقه"),
        (timedelta(hours=1), "۱ ساعت"),
        (timedelta(hours=47, minutes=59), "۴۷ ساعت"),
        (timedelta(hours=48), "۲ روز"),
    ],
)
def test_roughly_rounds_down_but_never_to_nothing(length, words):
    assert roughly(length) == words
