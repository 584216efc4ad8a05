"""Where the ledger was written last: what a start has the time to check (docs/decisions/0019)."""

from django.db.models import Count, Max, QuerySet

from poshtyar.wallet.models import Entry, Wallet


def newest_wallets(most_entries: int) -> QuerySet[Wallet]:
    """Return the wallets that moved last, with at most so many entries in all; every wallet while there are no more.

    A wallet whose journal is too long for what is left is passed over, and others come in its place.
    """
    # Entries are never deleted, so the last id is about their number, and read at once.
    if (Entry.objects.aggregate(last=Max("id"))["last"] or 0) <= most_entries:
        return Wallet.objects.all()
    moved = Entry.objects.order_by("-id").values_list("wallet", flat=True)[:most_entries]
    newest_first = list(dict.fromkeys(moved))
    # Counted, and not believed of the wallet: its own number may be what is damaged.
    lengths = dict(Entry.objects.filter(wallet__in=newest_first).values_list("wallet").annotate(Count("id")))
    chosen, left = [], most_entries
    for wallet in newest_first:
        if lengths[wallet] <= left:
            chosen.append(wallet)
            left -= lengths[wallet]
    return Wallet.objects.filter(pk__in=chosen)
