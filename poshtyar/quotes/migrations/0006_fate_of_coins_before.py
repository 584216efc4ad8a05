"""Read from the ledger what became of unused coins of work that was settled before quotes kept it.

Most such coins were released, so only holds with coins that went elsewhere are looked at; again changes nothing.
"""

from collections import defaultdict

from django.db import migrations
from django.db.models import Sum

HOLD_PREFIX, RENEWAL_PREFIX = "quote-version:", "reinstate:hold:"


def read_from_the_ledger(apps, schema_editor):
    """Write the coins that expired, came back, or were taken back into the quote of their hold."""
    Quote, Movement, Entry = (
        apps.get_model(*name) for name in (("quotes", "Quote"), ("wallet", "Movement"), ("wallet", "Entry"))
    )
    gone = Movement.objects.filter(src="held", dst__in=["expired", "revoked"], hold__reference__startswith=HOLD_PREFIX)
    fates = defaultdict(lambda: {"expired": 0, "revoked": 0})
    for hold, reference, dst, coins in gone.values_list("hold", "hold__reference", "dst").annotate(n=Sum("amount")):
        fates[hold, int(reference.removeprefix(HOLD_PREFIX))][dst] = coins
    for (hold, version), fate in fates.items():
        renewal = Entry.objects.filter(idempotency_key=f"{RENEWAL_PREFIX}{hold}").first()
        Quote.objects.filter(approved_version=version, state__in=["delivered", "impossible", "cancelled"]).update(
            expired_coins=fate["expired"], revoked_coins=fate["revoked"], renewed_coins=renewal.total if renewal else 0
        )


class Migration(migrations.Migration):
    dependencies = [("quotes", "0005_fate_of_coins"), ("wallet", "0003_entries_that_turn_back")]

    operations = [migrations.RunPython(read_from_the_ledger, migrations.RunPython.noop)]
