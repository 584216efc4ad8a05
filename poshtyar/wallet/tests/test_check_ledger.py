"""check_ledger …"""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F

from poshtyar.wallet import tasks, triggers
from poshtyar.wallet.models import DebtLine, Entry, Hold, Lot, Movement, Wallet
from poshtyar.wallet.operations import expire_lots, replace_hold
from poshtyar.wallet.queries import invariants
from poshtyar.wallet.tests.coins import at, buy, capture, gift, hold, release


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
    assert printed.count("ok ") == len(printed.splitlines()) == len(invariants.INVARIANTS)


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


def break_walls(wallet, now):
    Movement.objects.filter(lot=Lot.objects.get(reference="order:2")).update(entry=wallet.entries.get(seq=1), line=9)


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
        (break_walls, invariants.coins_stay_in_their_wallet),
    ],
)
def test_finds(wallet, now, damage, found_by):
    """What somebody with the keys of the database could do behind the guards."""
    triggers.drop(connection)
    damage(wallet, now)
    triggers.install(connection)

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
