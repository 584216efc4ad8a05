"""balance_after …"""

from datetime import timedelta

import pytest

from poshtyar.accounts.models import Membership
from poshtyar.catalog.models import Obstacle
from poshtyar.events import operations as events
from poshtyar.events.models import Event
from poshtyar.jobs import operations as jobs
from poshtyar.notifications.queries import balance_after
from poshtyar.outbox.models import OutgoingMessage
from poshtyar.quotes import operations as quotes
from poshtyar.quotes.tests import world
from poshtyar.wallet.queries import extract_of

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def ticket(organization, alice, now):
    """A ticket of an organization with 300 coins, in English."""
    alice.language = "en"
    alice.save()
    world.give_coins(organization, 300, now=now)
    return world.make_ticket(organization, alice, now=now)


def start(ticket, coins, *, alice, agnes, now, **terms):
    quote = world.announce(ticket, coins, actor=agnes, now=now, **terms)
    world.approve(quote, actor=alice, now=now + MINUTE)
    return world.start(quote, actor=agnes, now=now + 2 * MINUTE)


def last_sms() -> str:
    return OutgoingMessage.objects.filter(channel="sms").latest("id").body


def deliver(quote, used, *, actor, now):
    return quotes.deliver_quote(quote=quote, line_coins={1: used}, note="Less", actor=actor, now=now)


def test_r24_a_message_says_the_free_coins_of_its_line_on_the_statement(ticket, organization, alice, agnes, now):
    """R24: also when more has happened before the message leaves."""
    quote = start(ticket, 50, alice=alice, agnes=agnes, now=now)
    deliver(quote, 35, actor=agnes, now=now + 3 * MINUTE)
    other = world.announce(ticket, 20, actor=agnes, now=now + 4 * MINUTE)
    jobs.run_due_jobs(now=now + 4 * MINUTE)
    world.approve(other, actor=alice, now=now + 5 * MINUTE)

    event = Event.objects.get(kind="quotes.quote_delivered")
    lines = extract_of(organization, now=now + 6 * MINUTE).lines
    (line,) = (one for one in lines if one.kind == "capture")

    assert balance_after(event) == line.free_after == 265
    assert any("You have 265 free coins." in body for body in OutgoingMessage.objects.values_list("body", flat=True))


def test_says_what_is_left_after_impossible_work(ticket, alice, agnes, now):
    quote = start(ticket, 50, alice=alice, agnes=agnes, now=now, fee=15)
    quotes.declare_impossible(
        quote=quote, obstacle=Obstacle.HOST, explanation="No shell", actor=agnes, now=now + 3 * MINUTE
    )
    jobs.run_due_jobs(now=now + 4 * MINUTE)

    assert "You have 285 free coins." in last_sms()


def test_says_what_a_colleague_set_aside_and_what_stays_free(ticket, organization, bob, agnes, now):
    Membership.objects.filter(user=bob).update(may_approve=True)
    quote = world.announce(ticket, 50, actor=agnes, now=now, title="Tea")
    world.approve(quote, actor=bob, now=now + MINUTE)
    jobs.run_due_jobs(now=now + 2 * MINUTE)

    assert f"approved “\u2068Tea\u2069” on \u2068#{ticket.pk}\u2069; 50 coins set aside. You have 250 free coins." in (
        last_sms()
    )

    world.revise(quote, 70, actor=agnes, now=now + 3 * MINUTE)
    world.approve(quote, version=2, actor=bob, now=now + 4 * MINUTE)
    jobs.run_due_jobs(now=now + 5 * MINUTE)

    assert OutgoingMessage.objects.filter(
        channel="sms", body__contains="70 coins set aside. You have 230 free coins."
    ).exists()


def test_says_nothing_where_no_coins_moved(ticket, organization, agnes, now):
    quote = world.announce(ticket, 50, actor=agnes, now=now)
    terms = {"actor": agnes, "now": now, "ticket": ticket}
    events.record("quotes.quote_delivered", quote_id=quote.pk, title="Tea", used=0, released=0, reason="", **terms)
    events.record("quotes.work_started", quote_id=quote.pk, title="Tea", **terms)

    assert balance_after(Event.objects.get(kind="quotes.quote_delivered")) is None
    assert balance_after(Event.objects.get(kind="quotes.work_started")) is None
