"""timeline_of …"""

import pytest
from django.utils import translation

from poshtyar.events import operations as events
from poshtyar.events.kinds import KINDS, Audience, Kind
from poshtyar.events.queries import timeline_of
from tests.factories import minutes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    """List three kinds of our own: one for all, one for staff, one for nobody."""
    monkeypatch.setitem(KINDS, "tests.open", Kind(Audience.CUSTOMER, "%(actor)s set %(coins)s coins aside"))
    monkeypatch.setitem(KINDS, "tests.inner", Kind(Audience.STAFF, "%(actor)s looked"))
    monkeypatch.setitem(KINDS, "tests.silent", Kind(Audience.NOBODY))


@pytest.fixture
def ticket(organization, alice, write_ticket):
    """Return a ticket of Alice's."""
    return write_ticket(organization, alice)


@pytest.mark.parametrize(
    ("freed", "said"),
    [
        ({"released": 0}, "“⁨SEO⁩” was delivered: 1 coin used"),
        ({"released": 3}, "“⁨SEO⁩” was delivered: 1 coin used, 3 coins released"),
        ({"released": 3, "expired": 4}, "“⁨SEO⁩” was delivered: 1 coin used, 3 coins released, 4 coins expired"),
        ({"released": 0, "expired": 4, "renewed": 0}, "“⁨SEO⁩” was delivered: 1 coin used, 4 coins expired"),
    ],
)
def test_tells_what_became_of_coins_that_were_not_used_and_of_no_others(ticket, organization, alice, now, freed, said):
    facts = {"quote_id": 1, "title": "SEO", "used": 1, "reason": "", **freed}
    events.record("quotes.quote_delivered", actor=None, now=now, organization=organization, ticket=ticket, **facts)

    with translation.override("en"):
        assert said in sentences(ticket, alice)


def sentences(ticket, user, **span):
    return [line.sentence for line in timeline_of(ticket, user, **span)]


def test_shows_each_reader_what_is_for_them(ticket, alice, agnes, now):
    for kind, coins in (("tests.open", 1200), ("tests.inner", 0), ("tests.silent", 0)):
        events.record(kind, actor=alice, now=now, ticket=ticket, coins=coins)

    with translation.override("en"):
        assert sentences(ticket, alice) == ["\u2068Alice\u2069 set 1,200 coins aside"]
        assert sentences(ticket, agnes) == ["\u2068Alice\u2069 set 1,200 coins aside", "\u2068Alice\u2069 looked"]
    with translation.override("fa"):
        assert sentences(ticket, alice) == ["\u2068Alice\u2069 set ۱٬۲۰۰ coins aside"]


def test_keeps_the_order_the_span_and_the_limit(ticket, alice, now):
    for minute in range(4):
        events.record("tests.open", actor=None, now=now + minutes(minute), ticket=ticket, coins=minute)

    with translation.override("en"):
        assert sentences(ticket, alice, limit=2) == [
            "\u2068Poshtyar\u2069 set 2 coins aside",
            "\u2068Poshtyar\u2069 set 3 coins aside",
        ]
        span = {"since": now + minutes(1), "until": now + minutes(2)}
        assert sentences(ticket, alice, **span) == [
            "\u2068Poshtyar\u2069 set 1 coins aside",
            "\u2068Poshtyar\u2069 set 2 coins aside",
        ]


def test_leaves_other_tickets_out(ticket, organization, alice, write_ticket, now):
    events.record("tests.open", actor=alice, now=now, ticket=write_ticket(organization, alice), coins=1)

    assert timeline_of(ticket, alice) == []


def test_makes_one_query(ticket, alice, now, django_assert_num_queries):
    for _ in range(3):
        events.record("tests.open", actor=alice, now=now, ticket=ticket, coins=1)

    with django_assert_num_queries(1):
        timeline_of(ticket, alice)
