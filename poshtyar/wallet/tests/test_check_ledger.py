"""check_ledger …"""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F

from poshtyar.wallet import tasks, triggers
from poshtyar.wallet.models import DebtLine, Entry, EntryKind, Hold, Lot, Movement, Wallet
from poshtyar.wallet.operations import expire_lots, replace_hold
from poshtyar.wallet.queries import invariants
from poshtyar.wallet.queries.snapshot import snapshot
from poshtyar.wallet.tests.coins import YEAR, at, buy, capture, gift, hold, refund, release, undo, unguarded
from poshtyar.wallet.tests.history import History
from tests import factories
from tests.race import race


@pytest.fixture
def wallet(organization, charlie, mina, now):
    """A wallet in which everything happened once, beside another one."""
    buy(organization, 300)
    gift(organization, 60, actor=mina, expires_at=at(now, 60))
    hold(organization, 50)
    capture(35)
    hold(organization, 10, reference="quote-version:2")
    replace_hold(
        organization=organization,
        old_reference="quote-version:2",
        reference="quote-version:3",
        coins=15,
        fee=0,
        actor=None,
        now=now,
    )
    hold(organization, 5, reference="quote-version:4")
    release(reference="quote-version:4", now=at(now, 60), actor=mina, by_agency=True)
    expire_lots(organization=organization, now=at(now, 60))
    refund(organization, 10, actor=mina, now=at(now, 60))
    undo(5, actor=mina, now=at(now, 60), expires_at=now + YEAR)
    buy(charlie.memberships.get().organization, 40, reference="order:2")
    return Wallet.objects.get(organization=organization)


def check(**options) -> tuple[str, bool]:
    """Return what the command printed and whether it was content."""
    out = StringIO()
    try:
        call_command("check_ledger", stdout=out, **options)
    except CommandError as refusal:
        assert refusal.returncode == 1
        return out.getvalue(), False
    return out.getvalue(), True


def test_is_content_with_what_the_operations_wrote(wallet):
    printed, content = check()

    assert content
    *lines, last = printed.splitlines()
    assert [line[:2] for line in lines] == ["ok"] * len(invariants.INVARIANTS)
    assert last.startswith("Took 0.")


@pytest.mark.parametrize("seed", range(8))
def test_is_content_with_any_history(alice, mina, now, seed):
    lives = [History(factories.make_organization(alice, f"{n}"), mina, seed=seed + 100 * n, start=now) for n in (1, 2)]
    for life in lives:
        life.run(60)

    printed, content = check()

    assert content, printed
    assert all(life.done > 25 for life in lives)


def test_covers_every_kind_of_entry(alice, mina, now):
    """Of these histories at least; a kind that no history has would be checked by nobody."""
    for seed in range(6):
        History(factories.make_organization(alice, f"{seed}"), mina, seed=seed, start=now).run(80)

    assert set(Entry.objects.values_list("kind", flat=True)) == set(EntryKind)
    assert check()[1]


def break_counters(wallet, now):
    Lot.objects.filter(reference="order:1").update(available=F("available") - 1, captured=F("captured") + 1)


def break_numbers(wallet, now):
    Wallet.objects.filter(pk=wallet.pk).update(seq=wallet.seq + 1)


def break_time(wallet, now):
    Entry.objects.filter(wallet=wallet, seq=2).update(booked_at=now - timedelta(seconds=1))


def break_totals(wallet, now):
    Entry.objects.filter(wallet=wallet, seq=1).update(total=1)


def break_holds(wallet, now):
    Hold.objects.filter(reference="quote-version:3").update(amount=16)


def break_settlement(wallet, now):
    Entry.objects.filter(wallet=wallet, kind="capture").update(kind="expire")


def break_shield(wallet, now):
    Lot.objects.filter(kind="gift").update(expires_at=now, credited_at=now - timedelta(days=1))


def break_expiry(wallet, now):
    Lot.objects.filter(kind="gift").update(expires_at=None)


def break_debt(wallet, now):
    DebtLine.objects.create(entry=wallet.entries.first(), purchase=wallet.lots.first(), delta=7)


def break_dispute(wallet, now):
    DebtLine.objects.create(
        entry=wallet.entries.get(kind="capture"), purchase=Lot.objects.get(reference="order:1"), delta=7
    )
    Wallet.objects.filter(pk=wallet.pk).update(debt=7)


def break_refund(wallet, now):
    Entry.objects.filter(kind="refund").update(meta={"money_rial": 60_000_001})


def break_undo(wallet, now):
    Entry.objects.filter(kind="undo").update(meta={"coins": 36})


def break_walls(wallet, now):
    Movement.objects.filter(lot__reference="order:2").update(entry=wallet.entries.get(seq=1), line=9)


@pytest.mark.parametrize(
    ("damage", "found_by"),
    [
        (break_counters, invariants.counters_follow_movements),
        (break_numbers, invariants.numbers_have_no_gap),
        (break_time, invariants.time_never_goes_back),
        (break_totals, invariants.totals_add_up),
        (break_holds, invariants.holds_come_and_go_whole),
        (break_settlement, invariants.holds_come_and_go_whole),
        (break_shield, invariants.no_dead_coins_are_set_aside),
        (break_expiry, invariants.no_live_coins_expire),
        (break_debt, invariants.debts_add_up),
        (break_dispute, invariants.disputed_coins_are_owed),
        (break_refund, invariants.refunds_stay_within_the_price),
        (break_undo, invariants.undone_coins_were_used),
        (break_walls, invariants.coins_stay_in_their_wallet),
    ],
)
def test_finds(wallet, now, damage, found_by):
    with unguarded():
        damage(wallet, now)

    printed, content = check()

    assert not content
    assert f"BROKEN  {found_by.__doc__}" in printed


def test_finds_missing_guards(wallet):
    triggers.drop(connection)

    printed, content = check()

    assert not content
    assert "wallet_count" in printed


def test_looks_at_one_wallet(wallet, charlie):
    break_numbers(wallet, None)
    other = Wallet.objects.exclude(pk=wallet.pk).get()

    assert check(wallet=other.pk)[1]
    printed, content = check(wallet=wallet.pk)
    assert not content
    assert f"wallet {wallet.pk}" in printed


def test_fails_the_nightly_job_when_something_is_wrong(wallet, now):
    tasks.check_ledger(now=now)
    break_numbers(wallet, now)

    with pytest.raises(CommandError, match="Findings in the ledger: 1"):
        tasks.check_ledger(now=now)


@pytest.mark.django_db(transaction=True)
def test_sees_one_moment_while_others_write(organization, now):
    """Coins that are spent during the check are in all of its answers or in none, and nobody waits for it."""
    buy(organization, 300)

    with snapshot():
        before = Entry.objects.count(), Lot.objects.get().held
        race(1, lambda _: hold(organization, 50))
        assert (Entry.objects.count(), Lot.objects.get().held) == before == (1, 0)

    assert (Entry.objects.count(), Lot.objects.get().held) == (2, 50)


@pytest.mark.django_db(transaction=True)
def test_checks_outside_a_transaction_too(organization, mina, now):
    History(organization, mina, seed=1, start=now).run(30)

    assert check()[1]
    assert Entry.objects.count() == 26
