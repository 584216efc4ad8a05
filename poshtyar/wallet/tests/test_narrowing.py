"""statement_of, of a period, of some kinds, of one lot …"""

from datetime import timedelta

import pytest

from poshtyar.wallet import queries
from poshtyar.wallet.models import Lot
from poshtyar.wallet.queries import Narrowing, Span
from poshtyar.wallet.tests.coins import at, buy, capture, charge_back, gift, hold
from poshtyar.wallet.tests.history import DAY, History, seeds
from tests import factories


def lines_of(organization, now, **asked):
    lines = queries.statement_of(organization, now=now, narrowing=Narrowing(**asked)).lines
    return [(line.kind, line.change, line.free_after) for line in lines]


def span_of(organization, now, **asked):
    holdings = queries.holdings_of(organization, now)
    return queries.span_of(organization, narrowing=Narrowing(**asked), holdings=holdings)


@pytest.fixture
def story(organization, mina, now):
    """Buy 300, set 50 aside a minute later, get a gift of 10 after two, use 35 of the 50 after three."""
    buy(organization, 300, now=now)
    hold(organization, 50, now=at(now, 60))
    gift(organization, 10, actor=mina, now=at(now, 120))
    capture(35, now=at(now, 180))


def test_keeps_the_free_coins_of_the_ledger_beside_what_is_left_out(story, organization, now):
    later = at(now, 200)

    assert lines_of(organization, later, kinds=("hold", "capture")) == [("capture", 15, 275), ("hold", -50, 250)]
    assert lines_of(organization, later, kinds=("purchase", "gift")) == [("gift", 10, 260), ("purchase", 300, 300)]


def test_takes_the_first_moment_of_a_period_and_not_its_end(story, organization, now):
    period = {"since": at(now, 60), "until": at(now, 180)}

    assert lines_of(organization, at(now, 200), **period) == [("gift", 10, 260), ("hold", -50, 250)]
    assert span_of(organization, at(now, 200), **period) == Span(opening=300, closing=260)


def test_has_the_lines_of_a_lot_alone(story, organization, now):
    lot = Lot.objects.get(kind="gift")

    assert lines_of(organization, at(now, 200), lot=lot.pk) == [("gift", 10, 260)]


def test_finds_nothing_in_a_lot_of_another_wallet(story, organization, charlie, now):
    other = charlie.memberships.get().organization

    assert lines_of(other, at(now, 200), lot=Lot.objects.get(kind="gift").pk) == []


def test_b2_counts_what_expired_unbooked_from_its_first_second(organization, now):
    lot = buy(organization, 300, now=now, expires_at=at(now, 60))
    other = buy(organization, 5, reference="order:2", now=now)

    assert lines_of(organization, at(now, 59), kinds=("expire",)) == []
    assert lines_of(organization, at(now, 60), kinds=("expire",)) == [("expire", -300, 5)]
    assert lines_of(organization, at(now, 60), lot=lot.pk)[0] == ("expire", -300, 5)
    assert lines_of(organization, at(now, 60), lot=other.pk) == [("purchase", 5, 305)]
    assert lines_of(organization, at(now, 60), until=at(now, 60), kinds=("expire",)) == []
    assert span_of(organization, at(now, 60)) == Span(opening=0, closing=5)
    assert span_of(organization, at(now, 60), until=at(now, 60)) == Span(opening=0, closing=305)


def test_counts_what_was_left_out_before_a_line_that_moved_nothing(organization, mina, now):
    buy(organization, 10, now=now - 9 * DAY, expires_at=now - DAY)
    buy(organization, 7, reference="order:2", now=now)
    hold(organization, 3, now=at(now, 30))
    charge_back(organization, actor=mina, now=at(now, 60))

    lines = lines_of(organization, at(now, 90), kinds=("expire", "chargeback"))

    assert lines == [("chargeback", 0, 4), ("expire", -10, 0)]


def test_pages_through_the_lines_that_are_asked_for(story, organization, now):
    asked = {"now": at(now, 200), "limit": 1, "narrowing": Narrowing(kinds=("purchase", "capture"))}
    first = queries.statement_of(organization, **asked)
    second = queries.statement_of(organization, before_seq=first.next_before, **asked)

    assert [line.free_after for line in first.lines + second.lines] == [275, 300]
    assert second.next_before is None


@pytest.mark.parametrize("seed", seeds(6))
def test_r24_a_part_of_the_statement_says_what_the_whole_says(alice, mina, now, seed, monkeypatch):
    """R24: whatever is left out, each line has the free coins that it has among all; the period's ends join them."""
    monkeypatch.setattr("poshtyar.wallet.queries.statement.CHUNK", 7)
    organization = factories.make_organization(alice, f"History {seed}")
    moment = History(organization, mina, seed=seed, start=now).run(60)
    whole = list(queries.extract_of(organization, now=moment).lines)

    for kinds in [("hold",), ("capture", "expire"), ("purchase", "gift", "chargeback", "won")]:
        part = list(queries.extract_of(organization, now=moment, narrowing=Narrowing(kinds=kinds)).lines)
        assert part == [line for line in whole if line.kind in kinds]
    for lot in Lot.objects.filter(wallet__organization=organization):
        part = list(queries.extract_of(organization, now=moment, narrowing=Narrowing(lot=lot.pk)).lines)
        assert len(part) >= 1
        assert [line for line in whole if line in part] == part
    since, until = now + timedelta(days=4), now + timedelta(days=12)
    period = queries.extract_of(organization, now=moment, narrowing=Narrowing(since, until))
    part, span = list(period.lines), period.span
    assert part == [line for line in whole if since <= line.at < until]
    assert span.opening + sum(line.change for line in part) == span.closing


def test_lots_on_statement_are_all_of_the_organization_the_newest_first(organization, charlie):
    first, second = buy(organization, 10), buy(organization, 10, reference="order:2")
    buy(charlie.memberships.get().organization, 10, reference="order:3")

    assert queries.lots_on_statement(organization) == [second, first]
    assert queries.lots_on_statement(organization, most=1) == [second]
