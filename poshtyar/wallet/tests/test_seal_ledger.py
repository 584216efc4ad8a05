"""seal_ledger …"""

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from poshtyar.wallet import operations as wallet
from poshtyar.wallet import tasks
from poshtyar.wallet.models import DebtLine, Entry, Hold, Lot, Movement, Wallet
from poshtyar.wallet.tests.coins import YEAR, at, buy, capture, charge_back, hold, unguarded
from tests.factories import NOW
from tests.race import race

DAY = timedelta(days=1)
TODAY = date(2026, 11, 28)
# The first moment of the next day in Tehran, and of the one after it.
TOMORROW = datetime(2026, 11, 28, 20, 30, tzinfo=UTC)
OVERMORROW = TOMORROW + DAY


@pytest.fixture
def seals(settings):
    """Give a reader of the file's lines."""
    return lambda: settings.LEDGER_SEAL_FILE.read_text().splitlines()


@pytest.fixture
def lived(organization, mina):
    """Three days: coins bought and set aside, used, and disputed."""
    buy(organization, 300)
    hold(organization, 50)
    capture(50, now=TOMORROW)
    charge_back(organization, actor=mina, now=OVERMORROW)


def test_writes_a_line_for_each_ended_day(lived, seals):
    added = wallet.seal_ledger(now=OVERMORROW + DAY)

    assert [seal.day for seal in added] == [TODAY, TODAY + DAY, TODAY + 2 * DAY]
    # Two entries of a movement each; one; one with a change of debt.
    assert [seal.rows for seal in added] == [4, 2, 3]
    assert seals() == [f"v1 {seal.day.isoformat()} {seal.rows} {seal.digest}" for seal in added]
    assert len({seal.digest for seal in added}) == 3


def test_leaves_the_day_that_goes_on_alone(lived, seals):
    assert wallet.seal_ledger(now=at(TOMORROW, -1)) == []
    assert [seal.day for seal in wallet.seal_ledger(now=TOMORROW)] == [TODAY]


def test_writes_nothing_twice(lived, seals):
    wallet.seal_ledger(now=OVERMORROW)
    before = seals()

    assert wallet.seal_ledger(now=OVERMORROW) == []
    assert seals() == before
    assert len(wallet.seal_ledger(now=OVERMORROW + DAY)) == 1


def test_goes_on_after_days_on_which_it_did_not_run(lived):
    one_by_one = [seal for n in range(3) for seal in wallet.seal_ledger(now=TOMORROW + n * DAY)]

    assert wallet.verify_seals() == [(seal, True) for seal in one_by_one]
    assert [seal.day for seal in one_by_one] == [TODAY, TODAY + DAY, TODAY + 2 * DAY]


def test_is_the_same_in_one_go_as_day_by_day(lived, seals, settings):
    for n in range(3):
        wallet.seal_ledger(now=TOMORROW + n * DAY)
    day_by_day = seals()
    settings.LEDGER_SEAL_FILE.unlink()

    wallet.seal_ledger(now=TOMORROW + 2 * DAY)

    assert seals() == day_by_day


def test_seals_a_day_without_rows(lived, seals):
    wallet.seal_ledger(now=OVERMORROW + 3 * DAY)

    assert [line.split()[2] for line in seals()] == ["4", "2", "3", "0", "0"]


def test_seals_nothing_of_an_empty_ledger(db, seals):
    assert wallet.seal_ledger(now=NOW) == []
    assert seals() == []
    assert wallet.verify_seals() == []


def test_covers_the_seal_before_it(lived, seals):
    """A line of the file cannot be made anew without those after it: the digest of an empty day is of the last one."""
    *_, last, _ = wallet.seal_ledger(now=OVERMORROW + 2 * DAY)

    assert seals()[-1].split()[3] == sha256(last.digest.encode()).hexdigest()


EDITS = {
    "an entry's reason": lambda: Entry.objects.filter(kind="capture").update(reason="another"),
    "an entry's moment": lambda: Entry.objects.filter(kind="capture").update(booked_at=at(TOMORROW, 1)),
    "an entry's facts": lambda: Entry.objects.filter(kind="chargeback").update(meta={"a": 1}),
    "a movement": lambda: Movement.objects.filter(dst="captured").update(amount=49),
    "a lot": lambda: Lot.objects.update(expires_at=NOW + 2 * YEAR),
    "a lot's price": lambda: Lot.objects.update(price_rial=1),
    "a hold": lambda: Hold.objects.update(fee=1),
    "a debt": lambda: DebtLine.objects.update(delta=49),
    "a deleted movement": lambda: Movement.objects.filter(dst="captured")._raw_delete("default"),
    "an owner": lambda: Wallet.objects.update(organization=Wallet.objects.get().organization_id + 1),
}


@pytest.mark.parametrize("edit", EDITS)
def test_r15_verify_finds(lived, charlie, edit):
    """R15: what a database owner edits behind the guards is found by its day."""
    wallet.seal_ledger(now=OVERMORROW + DAY)
    assert all(holds for _, holds in wallet.verify_seals())

    with unguarded():
        EDITS[edit]()

    assert not all(holds for _, holds in wallet.verify_seals())


def test_verify_names_the_day_alone(lived):
    wallet.seal_ledger(now=OVERMORROW + DAY)
    with unguarded():
        Entry.objects.filter(kind="capture").update(reason="another")

    assert [holds for _, holds in wallet.verify_seals()] == [True, False, True]


def test_verify_finds_a_row_that_came_late(lived, organization):
    wallet.seal_ledger(now=OVERMORROW + DAY)
    Entry.objects.create(
        wallet=Wallet.objects.get(), seq=9, kind="expire", idempotency_key="x", request_hash="", total=0, booked_at=NOW
    )

    assert [holds for _, holds in wallet.verify_seals()] == [False, True, True]


def test_verify_finds_a_line_that_was_made_anew(lived, settings, seals):
    wallet.seal_ledger(now=OVERMORROW + DAY)
    with unguarded():
        Entry.objects.filter(kind="capture").update(reason="another")
    first, _, third = seals()
    settings.LEDGER_SEAL_FILE.write_text(f"{first}\n")
    forged = wallet.seal_ledger(now=OVERMORROW)[0]
    settings.LEDGER_SEAL_FILE.write_text("\n".join([first, str(forged), third, ""]))

    assert [holds for _, holds in wallet.verify_seals()] == [True, True, False]


@pytest.mark.parametrize("line", ["nonsense", "v2 2026-11-29 1 ab", "v1 2026-11-30 1 ab", "v1 2026-11-28 x ab"])
def test_refuses_a_file_that_somebody_else_wrote_into(lived, settings, line):
    wallet.seal_ledger(now=TOMORROW)
    with settings.LEDGER_SEAL_FILE.open("a") as file:
        file.write(f"{line}\n")

    with pytest.raises(wallet.SealUnreadable, match="Line 2"):
        wallet.seal_ledger(now=OVERMORROW)
    with pytest.raises(CommandError, match="Line 2"):
        call_command("seal_ledger", verify=True)


def test_the_command_prints_what_it_seals_and_finds(lived):
    with time_machine.travel(OVERMORROW, tick=False):
        call_command("seal_ledger", stdout=(out := StringIO()))
    call_command("seal_ledger", verify=True, stdout=(verified := StringIO()))
    with unguarded():
        Entry.objects.filter(kind="capture").update(reason="another")
    with pytest.raises(CommandError, match="Days that are not what was sealed: 1") as refused:
        call_command("seal_ledger", verify=True, stdout=(broken := StringIO()))

    assert [line.split()[:3] for line in out.getvalue().splitlines()] == [
        ["ok", "v1", "2026-11-28"],
        ["ok", "v1", "2026-11-29"],
    ]
    assert verified.getvalue() == out.getvalue()
    assert "BROKEN  v1 2026-11-29" in broken.getvalue()
    assert refused.value.returncode == 1


def test_the_nightly_job_verifies_and_seals(lived, seals):
    tasks.seal_ledger(now=TOMORROW)
    tasks.seal_ledger(now=OVERMORROW)
    assert len(seals()) == 2
    with unguarded():
        Entry.objects.filter(kind="hold").update(reason="another")

    with pytest.raises(CommandError):
        tasks.seal_ledger(now=OVERMORROW + DAY)

    assert len(seals()) == 2


@pytest.mark.django_db(transaction=True)
def test_two_at_once_write_each_day_once(organization, seals):
    buy(organization, 300)

    race(4, lambda _: wallet.seal_ledger(now=OVERMORROW))

    assert [line.split()[1] for line in seals()] == ["2026-11-28", "2026-11-29"]
