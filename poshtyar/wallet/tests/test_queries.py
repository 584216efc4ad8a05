"""What others may know of coins."""

from datetime import timedelta

import pytest
from django.db.models import OuterRef

from poshtyar.events.models import Event
from poshtyar.wallet import operations as wallet
from poshtyar.wallet import queries
from poshtyar.wallet.models import Wallet
from poshtyar.wallet.queries.holdings import HoldState, LotStanding
from poshtyar.wallet.tests.coins import YEAR, at, buy, capture, charge_back, gift, hold, release
from poshtyar.wallet.tests.history import History, seeds
from tests import factories

DAY = timedelta(days=1)


def shown(statement) -> list[tuple]:
    """Return the kind, the change and the free coins after each line, the newest first."""
    return [(line.kind, line.change, line.free_after) for line in statement.lines]


# ---- balance_of, lots_of


def test_nothing_is_there_before_the_first_purchase(organization, now):
    assert queries.balance_of(organization, now) == queries.Balance()
    assert queries.lots_of(organization, now) == ()
    assert queries.statement_of(organization, now=now) == queries.Statement((), None)


def test_free_coins_stand_in_the_statement_of_another(organization, now):
    def free():
        free = queries.free_in_statement(OuterRef("pk"), now)
        return type(organization).objects.annotate(free=free).values_list("free", flat=True).get(pk=organization.pk)

    assert free() is None
    buy(organization, 10, expires_at=now, now=now - DAY)
    assert free() is None

    buy(organization, 40, reference="order:2")
    hold(organization, 12)
    assert free() == queries.balance_of(organization, now).available == 28


def test_balance_counts_free_and_set_aside_coins(organization, now):
    buy(organization, 10, expires_at=now + 5 * DAY)
    buy(organization, 40, reference="order:2")
    hold(organization, 12)

    balance = queries.balance_of(organization, now)

    assert (balance.available, balance.held, balance.total, balance.debt) == (38, 12, 50, 0)
    assert (balance.expiring_soon, balance.next_expiry_at) == (0, now + YEAR)


@pytest.mark.parametrize(("after", "soon"), [(30 * DAY, 10), (30 * DAY + timedelta(seconds=1), 0)])
def test_balance_tells_what_expires_within_thirty_days(organization, now, after, soon):
    buy(organization, 10, expires_at=now + after)

    assert queries.balance_of(organization, now).expiring_soon == soon


def test_balance_never_counts_endless_coins_as_expiring(organization, mina, now):
    gift(organization, 10, actor=mina, expires_at=None)

    balance = queries.balance_of(organization, now)

    assert (balance.available, balance.expiring_soon, balance.next_expiry_at) == (10, 0, None)


def test_balance_tells_debt(organization, now):
    buy(organization, 10)
    Wallet.objects.update(debt=7)

    assert queries.balance_of(organization, now).debt == 7


def test_b2_balance_leaves_out_coins_from_their_date_on(organization, now):
    buy(organization, 10, expires_at=at(now, 60))

    assert queries.balance_of(organization, at(now, 59)).available == 10
    assert queries.balance_of(organization, at(now, 60)).available == 0


def test_balance_never_goes_back_in_time(organization, now):
    """R11: after a clock that jumped back, coins that were booked as expired in the meantime are not shown again."""
    buy(organization, 10, expires_at=at(now, 60))
    buy(organization, 5, reference="order:2", now=at(now, 30))
    gone = buy(organization, 5, reference="order:3", now=at(now, 90))

    assert queries.balance_of(organization, now).available == 10
    assert gone.credited_at == at(now, 90)


def test_nobody_sees_the_coins_of_another_organization(organization, charlie, now):
    buy(organization, 10)
    other = charlie.memberships.get().organization

    assert queries.balance_of(other, now) == queries.Balance()
    assert queries.statement_of(other, now=now).lines == ()


def test_b3_lots_come_in_the_order_of_their_use(organization, mina, now):
    buy(organization, 10, expires_at=now + 9 * DAY)
    gift(organization, 20, actor=mina, expires_at=now + 9 * DAY)
    buy(organization, 30, reference="order:2", expires_at=now + 5 * DAY)

    assert [lot.available for lot in queries.lots_of(organization, now)] == [30, 20, 10]


def test_lots_keep_coins_set_aside_past_their_date(organization, now):
    buy(organization, 10, expires_at=at(now, 60))
    hold(organization, 4)

    [lot] = queries.lots_of(organization, at(now, 60))

    assert (lot.available, lot.held, lot.overdue) == (0, 4, 6)


def test_lots_leave_out_what_is_used_up_or_over(organization, now):
    buy(organization, 10, expires_at=at(now, 60))
    hold(organization, 10)
    capture(10)
    buy(organization, 5, reference="order:2", expires_at=at(now, 60))

    assert queries.lots_of(organization, at(now, 60)) == ()


# ---- missing_coins, plan_hold, lot_standings, hold_of


@pytest.mark.parametrize(("coins", "missing"), [(49, 0), (50, 0), (51, 1), (60, 10)])
def test_b12_missing_coins_are_what_must_be_bought(organization, now, coins, missing):
    buy(organization, 50)

    assert queries.missing_coins(queries.balance_of(organization, now), coins) == missing


def test_b12_missing_coins_include_debt(organization, now):
    buy(organization, 50)
    Wallet.objects.update(debt=7)

    assert queries.missing_coins(queries.balance_of(organization, now), 50) == 0
    assert queries.missing_coins(queries.balance_of(organization, now), 51) == 8


@pytest.mark.parametrize(("coins", "missing"), [(15, 0), (50, 0), (51, 1)])
def test_b13_missing_coins_count_what_the_old_hold_brings(organization, now, coins, missing):
    buy(organization, 50)
    hold(organization, 20)

    assert queries.missing_coins(queries.balance_of(organization, now), coins, replacing=20) == missing


def test_b7_plan_hold_foretells_what_hold_coins_takes(organization, mina, now):
    buy(organization, 10, expires_at=now + 9 * DAY)
    gift(organization, 20, actor=mina, expires_at=now + 9 * DAY)
    buy(organization, 30, reference="order:2", expires_at=now + 5 * DAY)

    planned = queries.plan_hold(organization, 55, now)

    assert planned == [("order:2", 30), (None, 20), ("order:1", 5)]
    taken = hold(organization, 55).movements.order_by("line").values_list("lot__reference", "amount")
    assert list(taken) == planned


def test_plan_hold_gives_all_there_is_when_it_is_too_little(organization, now):
    buy(organization, 10)
    buy(organization, 10, reference="order:dead", expires_at=at(now, 1))

    assert queries.plan_hold(organization, 55, at(now, 1)) == [("order:1", 10)]


def test_lot_standings_tell_what_is_left_of_a_purchase(organization, mina, now):
    lot = buy(organization, 10, expires_at=at(now, 60))
    gift(organization, 10, actor=mina)
    hold(organization, 4)

    assert queries.lot_standings(organization, now) == {"order:1": LotStanding(6, 4, lot.expires_at)}
    assert queries.lot_standings(organization, at(now, 60)) == {"order:1": LotStanding(0, 4, lot.expires_at)}


def test_hold_of_tells_what_became_of_it(organization, now):
    buy(organization, 300)
    hold(organization, 50, fee=15)
    hold(organization, 20, reference="quote-version:2")
    assert queries.hold_of("quote-version:1") == HoldState(50, 15, open=True, captured=0, released=0)

    capture(35)
    release(reference="quote-version:2")

    assert queries.hold_of("quote-version:1") == HoldState(50, 15, open=False, captured=35, released=15)
    assert queries.hold_of("quote-version:2") == HoldState(20, 0, open=False, captured=0, released=20)
    assert queries.hold_of("quote-version:3") is None


def test_hold_of_tells_apart_what_was_not_used(organization, leo, mina, now):
    buy(organization, 20, expires_at=at(now, 60))
    buy(organization, 20, reference="order:2", expires_at=at(now, 7200))
    buy(organization, 20, reference="order:3", expires_at=at(now, 9000))
    hold(organization, 60)
    charge_back(organization, reference="order:2", actor=mina)

    release(actor=leo, now=at(now, 60), by_agency=True)

    settled = {"open": False, "captured": 0, "released": 20, "expired": 20, "renewed": 20, "revoked": 20}
    assert queries.hold_of("quote-version:1") == HoldState(60, 0, **settled)


# ---- statement_of


def test_b18_statement_tells_the_story(organization, now):
    buy(organization, 300)
    hold(organization, 50)
    capture(50)

    statement = queries.statement_of(organization, now=now)

    assert shown(statement) == [("capture", 0, 250), ("hold", -50, 250), ("purchase", 300, 300)]
    assert [line.moved for line in statement.lines] == [{"captured": 50}, {"held": 50}, {"available": 300}]
    assert [line.reference for line in statement.lines] == ["quote-version:1", "quote-version:1", "order:1"]


def test_b3_statement_names_the_lots(organization, mina, now):
    paid = buy(organization, 300)
    free = gift(organization, 20, actor=mina, expires_at=now + DAY)
    hold(organization, 50)

    line = queries.statement_of(organization, now=now).lines[0]

    assert [(lot.name_en, lot.name_fa, lot.expires_at, lot.coins) for lot in line.lots] == [
        ("Gift", "هدیه", free.expires_at, 20),
        ("Essential", "ضروری", paid.expires_at, 30),
    ]


def test_statement_says_what_was_freed(organization, now):
    buy(organization, 300)
    hold(organization, 50)
    capture(35)

    line = queries.statement_of(organization, now=now).lines[0]

    assert (line.change, line.free_after, line.moved) == (15, 265, {"captured": 35, "available": 15})


def test_statement_names_the_new_work_where_a_hold_was_replaced(organization, now):
    buy(organization, 300)
    hold(organization, 50)
    terms = {"organization": organization, "old_reference": "quote-version:1", "actor": None, "now": now}
    wallet.replace_hold(**terms, reference="quote-version:2", coins=70, fee=0)

    line = queries.statement_of(organization, now=now).lines[0]

    assert (line.kind, line.reference, line.change, line.free_after) == ("replace", "quote-version:2", -20, 230)


def test_statement_shows_expired_coins_before_the_sweep_books_them(organization, now):
    buy(organization, 20, expires_at=at(now, 60))
    buy(organization, 30, reference="order:2")

    line = queries.statement_of(organization, now=at(now, 60)).lines[0]

    assert (line.seq, line.kind, line.change, line.free_after, line.moved) == (None, "expire", -20, 30, {"expired": 20})
    assert [(lot.name_en, lot.coins) for lot in line.lots] == [("Essential", 20)]


def test_statement_goes_on_page_by_page(organization, now):
    buy(organization, 300)
    for number in range(4):
        hold(organization, 10, reference=f"work:{number}")

    first = queries.statement_of(organization, limit=2, now=now)
    second = queries.statement_of(organization, before_seq=first.next_before, limit=2, now=now)
    third = queries.statement_of(organization, before_seq=second.next_before, limit=2, now=now)

    pages = [[line.free_after for line in page.lines] for page in (first, second, third)]
    assert pages == [[260, 270], [280, 290], [300]]
    assert third.next_before is None
    assert queries.statement_of(organization, before_seq=1, now=now).lines == ()


def test_statement_has_a_most(organization, now):
    buy(organization, 300)
    for number in range(101):
        hold(organization, 1, reference=f"work:{number}")

    assert len(queries.statement_of(organization, limit=1000, now=now).lines) == 100


@pytest.mark.parametrize("seed", seeds(12))
def test_r24_messages_say_the_free_coins_of_their_line_after_any_history(alice, mina, now, seed):
    """R24: those of work and purchases ask for them, those of acts by hand and of expiry were told them."""
    organization = factories.make_organization(alice, f"History {seed}")

    moment = History(organization, mina, seed=seed, start=now).run(60)
    lines = [line for line in queries.statement_of(organization, limit=200, now=moment).lines if line.seq]
    facts = Event.objects.filter(organization=organization, kind__startswith="wallet.", data__has_key="free")

    free_at = {line.at: line.free_after for line in reversed(lines)}
    asked = [line for line in lines if line.kind in ("purchase", "hold", "replace", "capture", "release", "undo")]
    told = {(fact.happened_at, fact.data["free"]) for fact in facts}
    assert len(asked) > 5 and told
    assert {
        line.seq: queries.free_after(organization, references=[line.reference], kinds=[line.kind], since=line.at)
        for line in asked
    } == {line.seq: free_at[line.at] for line in asked}
    assert told <= {(line.at, line.free_after) for line in lines}


@pytest.mark.parametrize("seed", seeds(12))
def test_r24_statement_and_balance_agree_after_any_history(alice, mina, now, seed):
    """R24: each line's free coins are those of the line below it and its change; the top one's are the balance's."""
    organization = factories.make_organization(alice, f"History {seed}")

    moment = History(organization, mina, seed=seed, start=now).run(40)
    lines = queries.statement_of(organization, limit=100, now=moment).lines

    free = 0
    for line in reversed(lines):
        free += line.change
        assert line.free_after == free
    assert len(lines) > 10
    assert free == queries.balance_of(organization, moment).available


@pytest.mark.parametrize("lots", [1, 3])
def test_asks_the_same_number_of_questions_for_any_number_of_lots(organization, now, django_assert_num_queries, lots):
    for number in range(lots):
        buy(organization, 10, reference=f"order:{number}")
        hold(organization, 5, reference=f"work:{number}")

    with django_assert_num_queries(1):
        holdings = queries.holdings_of(organization, now)
    with django_assert_num_queries(3):
        queries.statement_of(organization, now=now, holdings=holdings)


def test_lots_expiring_are_the_free_ones_of_all_wallets(organization, charlie, now):
    other = charlie.memberships.get().organization
    buy(organization, 10, expires_at=at(now, 60))
    second = buy(other, 20, reference="order:2", expires_at=at(now, 59))
    buy(organization, 30, reference="order:3", expires_at=at(now, 61))
    buy(organization, 40, reference="order:4", expires_at=at(now, 30))
    hold(organization, 45)

    found = queries.lots_expiring(after=at(now, 30), until=at(now, 60))

    assert [(lot.organization_id, lot.coins) for lot in found] == [(other.pk, 20), (organization.pk, 5)]
    assert found[0].expires_at == second.expires_at
