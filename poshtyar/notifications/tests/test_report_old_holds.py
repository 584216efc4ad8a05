"""report_old_holds …"""

from datetime import timedelta

import pytest

from poshtyar.events.models import Event
from poshtyar.jobs import operations as jobs
from poshtyar.notifications import operations as notifications
from poshtyar.notifications.models import Notice
from poshtyar.notifications.queries import line_of, words_of
from poshtyar.outbox.models import OutgoingMessage
from poshtyar.quotes.tests import world
from poshtyar.wallet import operations as wallet
from poshtyar.wallet.queries import balance_of, open_holds
from poshtyar.wallet.tests.coins import at, buy, hold, release
from tests.factories import make_ticket

pytestmark = pytest.mark.django_db
DAYS = timedelta(days=60)


def reported():
    return [
        event.data["coins"] for event in Event.objects.filter(kind="notifications.old_hold_reported").order_by("id")
    ]


def test_reports_each_hold_once_from_the_sixtieth_day(organization, now):
    buy(organization, 300)
    hold(organization, 50)
    hold(organization, 20, reference="quote-version:2", now=at(now, 1))

    assert notifications.report_old_holds(now=at(now + DAYS, -1)) == 0
    assert notifications.report_old_holds(now=now + DAYS) == 1
    assert notifications.report_old_holds(now=now + DAYS) == 0
    assert notifications.report_old_holds(now=at(now + DAYS, 1)) == 1
    assert reported() == [50, 20]


def test_leaves_to_the_next_run_what_is_too_much_for_one(organization, now, monkeypatch):
    monkeypatch.setitem(open_holds.__kwdefaults__, "most", 2)
    buy(organization, 300)
    for n in range(3):
        hold(organization, 10 + n, reference=f"quote-version:{n}")

    runs = [notifications.report_old_holds(now=now + DAYS) for _ in range(3)]

    assert (runs, reported()) == ([2, 1, 0], [10, 11, 12])


def test_leaves_the_coins_set_aside(organization, now):
    buy(organization, 300)
    hold(organization, 50)

    notifications.report_old_holds(now=now + DAYS)

    assert balance_of(organization, now + DAYS).held == 50


def test_says_nothing_of_coins_that_were_freed_or_used(organization, now):
    buy(organization, 300)
    hold(organization, 50)
    release(now=at(now, 5))

    assert notifications.report_old_holds(now=now + DAYS) == 0


def test_counts_a_replaced_hold_from_its_new_approval(organization, now):
    buy(organization, 300)
    hold(organization, 50)
    later = now + timedelta(days=10)
    wallet.replace_hold(
        organization=organization,
        old_reference="quote-version:1",
        reference="quote-version:2",
        coins=60,
        fee=0,
        actor=None,
        now=later,
    )

    assert notifications.report_old_holds(now=now + DAYS) == 0
    assert notifications.report_old_holds(now=later + DAYS) == 1


def test_tells_leads_and_managers_of_the_work_and_no_customer(organization, alice, agnes, leo, mina, now):
    buy(organization, 300)
    ticket = make_ticket(organization, alice)
    quote = world.approve(world.announce(ticket, 40, actor=agnes, now=now), actor=alice, now=now)
    jobs.run_due_jobs(now=now)
    OutgoingMessage.objects.all().delete()

    notifications.report_old_holds(now=now + DAYS)
    jobs.run_due_jobs(now=now + DAYS)

    event = Event.objects.get(kind="notifications.old_hold_reported")
    told = Notice.objects.filter(event=event)
    assert sorted(told.values_list("user__display_name", flat=True)) == ["Leo", "Mina"]
    assert f"#{ticket.pk}" in words_of(event, leo) and quote.agreed_version.title in words_of(event, leo)
    assert line_of(told.first(), leo).path == f"/console/organizations/{organization.public_id}/wallet/"
    assert not OutgoingMessage.objects.exists()
