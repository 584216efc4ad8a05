"""use_unanswered_investigation …"""

from datetime import timedelta

import pytest

from poshtyar.events.models import Event
from poshtyar.quotes import operations as quotes
from poshtyar.quotes.models import QuoteState
from poshtyar.quotes.tests import world

pytestmark = pytest.mark.django_db
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


@pytest.fixture
def investigation(purse, ticket, agnes, alice, now):
    return world.approve(world.investigate(ticket, actor=agnes, now=now), actor=alice, now=now)


@pytest.fixture
def work(investigation, ticket, agnes, now):
    """Work that followed, and found no decision in its time."""
    work = world.announce(ticket, 40, actor=agnes, now=now, investigation=investigation)
    quotes.expire_quotes(now=work.offered_version.valid_until)
    return work


def test_b15_uses_its_coins_a_week_after_the_work_expired_and_says_so_once(purse, investigation, work):
    late = work.offered_version.valid_until + 7 * DAY

    used = [quotes.use_unanswered_investigation(quote=investigation, now=late) for _ in range(2)]

    investigation.refresh_from_db()
    assert (used, investigation.state) == ([True, False], QuoteState.DELIVERED)
    assert world.coins_of(purse, late) == (285, 0)
    assert Event.objects.get(kind="quotes.investigation_used").data["used"] == 15


def test_b15_leaves_one_that_no_work_has_followed(purse, investigation, now):
    assert not quotes.use_unanswered_investigation(quote=investigation, now=now + 30 * DAY)

    assert world.coins_of(purse, now + 30 * DAY) == (285, 15)


def test_b15_leaves_one_that_was_decided_a_moment_ago(purse, investigation, work, agnes):
    """The job reads its list first, and looks again under the lock."""
    end = work.offered_version.valid_until

    early = quotes.use_unanswered_investigation(quote=investigation, now=end + 7 * DAY - SECOND)
    world.revise(work, 30, actor=agnes, now=end + 7 * DAY)
    late = quotes.use_unanswered_investigation(quote=investigation, now=end + 7 * DAY)

    assert (early, late) == (False, False)
    assert world.coins_of(purse, end + 7 * DAY) == (285, 15)
