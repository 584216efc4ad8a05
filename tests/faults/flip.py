"""Flip bytes in copies of a site's database and try to start on each:  python -m tests.faults.flip FOLDER COPIES

It runs in the environment of the site that is copied, and prints how many were refused and how many ran clean. A
copy that starts and shows another balance, or a start that fails without words, ends it with 1.
"""

import os
import random
import shutil
import sys
from collections import Counter
from pathlib import Path

FLIPS = (64, 1)  # by turns: a bad disk, and one bad bit that may hide


def main() -> int:
    """Try every copy; return 1 when one was worse than refused."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.db import connection

    original, (folder, copies) = Path(connection.settings_dict["NAME"]), sys.argv[1:]
    truth, outcomes = balances(), Counter()
    connection.close()
    victim = Path(folder) / "victim.sqlite3"
    connection.settings_dict["NAME"] = str(victim)
    for seed in range(int(copies)):
        shutil.copyfile(original, victim)
        flip(victim, seed)
        outcomes[try_to_start(truth)] += 1
        connection.close()
        for path in victim.parent.glob("victim.sqlite3*"):
            path.unlink()
    print(dict(outcomes))
    return int(not set(outcomes) <= {"refused", "clean"})


def flip(path: Path, seed: int) -> None:
    """Flip one bit in each of some bytes; the seed says which."""
    dice = random.Random(seed)
    with path.open("r+b") as file:
        for _ in range(FLIPS[seed % len(FLIPS)]):
            place = dice.randrange(path.stat().st_size)
            file.seek(place)
            byte = file.read(1)[0]
            file.seek(place)
            file.write(bytes([byte ^ 1 << dice.randrange(8)]))


def try_to_start(truth: dict[str, tuple]) -> str:
    """Start as the server does, and look at every balance."""
    from django.core.exceptions import ImproperlyConfigured

    from poshtyar.common.start import demand_sound_start

    try:
        demand_sound_start()
    except ImproperlyConfigured:
        return "refused"
    except Exception as error:
        return f"failed without words: {error!r}"
    return "clean" if balances() == truth else "a wrong balance"


def balances() -> dict[str, tuple]:
    """Return what every organization is shown now."""
    from django.utils import timezone

    from poshtyar.accounts.models import Organization
    from poshtyar.wallet.queries import balance_of

    now = timezone.now()
    shown = {organization.public_id: balance_of(organization, now) for organization in Organization.objects.all()}
    return {key: (balance.available, balance.held) for key, balance in shown.items()}


if __name__ == "__main__":
    raise SystemExit(main())
