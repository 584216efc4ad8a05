"""R26: when a job worker is killed in the middle of anything, …"""

import json
import random
import time
from collections import Counter

import pytest

from poshtyar.outbox.tests.mail_server import mail_server
from tests.faults.conftest import SECONDS
from tests.faults.test_kill_web import demand_no_job_stuck
from tests.loopback_bank import LoopbackBank

EACH = 8 * SECONDS
DONE = "SELECT count(*) FROM jobs_job WHERE state = 'done'"


@pytest.fixture
def bank():
    bank = LoopbackBank()
    yield bank
    bank.close()


def test_r26_every_effect_comes_once_and_no_job_stays_held(make_site, bank):
    with mail_server() as (port, deliveries):
        site = make_site(
            JOBS_ENGINE="worker",
            EMAIL_DRIVER="smtp",
            SMTP_PORT=str(port),
            DEMO_BANK_URL=bank.url,
            LOG_LEVEL="CRITICAL",
        )
        written = site.run("-m", "tests.faults.work", "write", str(EACH))
        assert written.returncode == 0, written.stderr
        for authority in json.loads(written.stdout):
            bank.pay(authority)

        kills = kill_for_a_while(site)
        wait_until_all_are_paid(site)
        demand_no_job_stuck(site)

    mails = [delivery.message["Message-ID"] for delivery in deliveries]
    addressed = site.column("SELECT id FROM outbox_outgoingmessage WHERE channel = 'email'")
    print(f"{kills} kills, {len(mails)} mails, {len(mails) - len(set(mails))} of them twice")
    assert kills >= SECONDS / 3
    assert len(set(mails)) == len(addressed)
    # Whoever dies between the server's "ok" and our own note of it, which are a moment apart, sends that one again.
    assert len(mails) - len(set(mails)) <= 3 + kills // 50
    demand_each_effect_once(site)


def kill_for_a_while(site) -> int:
    """Kill the worker at random moments of its work; what it held is over at once, as if five minutes had passed."""
    dice, kills, toil = random.Random(26), 0, site.start("-m", "tests.faults.work", "toil", "0")
    end = time.monotonic() + SECONDS
    while busy(site) and (time.monotonic() < end or kills < SECONDS / 3):
        done = site.column(DONE)
        site.wait_until(lambda: site.column(DONE) != done, 60)  # noqa: B023
        time.sleep(dice.uniform(0, 0.3))
        for worker in toil.children():
            worker.kill()
            kills += 1
        site.rows("UPDATE jobs_job SET leased_until = %s WHERE state = 'leased'", "2026-01-01 00:00:00+00:00")
    return kills


def wait_until_all_are_paid(site) -> None:
    """Wait as long as work goes on: a round asks the bank about 200 payments, behind whatever came before them."""
    while site.column("SELECT count(*) FROM ordering_order WHERE state = 'paid'") != [EACH]:
        done = site.column(DONE)
        site.wait_until(lambda: site.column(DONE) != done, 180)  # noqa: B023
        time.sleep(1)


def busy(site) -> bool:
    """Whether there is work left to be killed in."""
    return site.column("SELECT count(*) FROM jobs_job WHERE state IN ('ready', 'leased')") != [0]


def demand_each_effect_once(site) -> None:
    """Compare every effect with what caused it."""
    shops = "JOIN accounts_organization o ON o.id = w.organization_id WHERE o.name LIKE 'Shop %%'"
    entries = site.rows(f"SELECT w.id, e.kind FROM wallet_entry e JOIN wallet_wallet w ON w.id = e.wallet_id {shops}")  # noqa: S608
    kinds = Counter(entries)
    assert set(kinds.values()) == {1}
    assert Counter(kind for _, kind in kinds) == {"gift": EACH, "expire": EACH, "purchase": EACH}
    assert Counter(site.column("SELECT state FROM ordering_order")) == {"paid": EACH}

    told = site.rows("SELECT user_id, event_id FROM notifications_notice")
    assert len(told) == len(set(told))
    # Each buyer is told of the gift, of its end and of the payment once, by SMS and by e-mail; one mail is the test's.
    letters = Counter(
        site.rows(
            'SELECT channel, "to" FROM outbox_outgoingmessage WHERE "to" LIKE \'buyer%%\' OR "to" LIKE \'+98935%%\''
        )
    )
    assert Counter(letters.values()) == {4: EACH, 3: EACH}
    site.check_ledger()
