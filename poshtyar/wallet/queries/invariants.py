"""What must be true of the ledger whatever happened: one query per sentence, each naming the rows that break it."""

from collections.abc import Callable, Iterator

from django.db import connection
from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    Exists,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    When,
    Window,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, Lag

from poshtyar.wallet import triggers
from poshtyar.wallet.models import COUNTERS, TERMINAL, Bucket, DebtLine, Entry, EntryKind, Hold, Lot, Movement, Wallet
from poshtyar.wallet.queries.replay import journal_follows_the_policy

Invariant = Callable[[QuerySet[Wallet]], QuerySet | list[str]]


def broken(wallets: QuerySet[Wallet]) -> Iterator[tuple[str, list[str]]]:
    """Yield each invariant in words, with the names of what breaks it among these wallets; changes nothing."""
    for invariant in INVARIANTS:
        yield (
            invariant.__doc__ or "",
            [row if isinstance(row, str) else f"{row._meta.model_name} {row.pk}" for row in invariant(wallets)],
        )


def counters_follow_movements(wallets):
    """The counters of every lot are the sums of its movements."""
    sums = {"sum_issued": _sum("movements__amount", movements__src=Bucket.ISSUED)} | {
        f"sum_{bucket}": _sum("movements__amount", movements__dst=bucket)
        - _sum("movements__amount", movements__src=bucket)
        for bucket in COUNTERS
    }
    equal = {name.removeprefix("sum_"): F(name) for name in sums}
    return Lot.objects.filter(wallet__in=wallets).annotate(**sums).exclude(**equal)


def numbers_have_no_gap(wallets):
    """The entries of every wallet are numbered 1, 2, 3 … to its last number."""
    counted = wallets.annotate(count=Count("entries"), last=Coalesce(Max("entries__seq"), 0))
    return counted.exclude(count=F("seq"), last=F("seq"))


def time_never_goes_back(wallets):
    """No entry is booked before the one that precedes it."""
    before = Window(Lag("booked_at"), partition_by=F("wallet"), order_by=F("seq").asc())
    return Entry.objects.filter(wallet__in=wallets).annotate(before=before).filter(booked_at__lt=F("before"))


def totals_add_up(wallets):
    """The total of every entry is the sum of its lines."""
    return Entry.objects.filter(wallet__in=wallets).annotate(sum=_sum("movements__amount")).exclude(total=F("sum"))


def holds_come_and_go_whole(wallets):
    """Every hold came in with its amount, and went out with it when it was settled, and only then."""
    # Through the movements, whose hold is indexed: SQLite reads all entries to find those of a hold.
    terminal = Movement.objects.filter(hold=OuterRef("pk"), src=Bucket.HELD, entry__kind__in=TERMINAL)
    moved_in = Movement.objects.filter(to_hold=OuterRef("pk")).values("to_hold").values(coins=Sum("amount"))
    return (
        Hold.objects.filter(wallet__in=wallets)
        .annotate(
            came=_sum("movements__amount", movements__src=Bucket.AVAILABLE),
            went=_sum("movements__amount", movements__src=Bucket.HELD),
        )
        .annotate(taken_over=Coalesce(Subquery(moved_in), 0))
        .annotate(due=Case(When(Exists(terminal), then=F("amount")), default=0))
        .exclude(amount=F("came") + F("taken_over"), due=F("went"))
    )


def no_dead_coins_are_set_aside(wallets):
    """Coins were set aside only before their lot's date."""
    set_aside = Movement.objects.filter(entry__wallet__in=wallets, src=Bucket.AVAILABLE, dst=Bucket.HELD)
    return set_aside.filter(entry__booked_at__gte=F("lot__expires_at"))


def no_live_coins_expire(wallets):
    """Coins expired only at or after their lot's date."""
    expired = Movement.objects.filter(entry__wallet__in=wallets, dst=Bucket.EXPIRED)
    return expired.filter(Q(lot__expires_at__isnull=True) | Q(entry__booked_at__lt=F("lot__expires_at")))


def debts_add_up(wallets):
    """What every wallet owes is the sum of its debt lines."""
    return wallets.annotate(sum=_sum("entries__debt_lines__delta")).exclude(debt=F("sum"))


def disputed_coins_are_owed(wallets):
    """What is owed for every disputed purchase is what was used of it; for all others, nothing."""
    lines = DebtLine.objects.filter(purchase=OuterRef("pk")).exclude(entry__kind=EntryKind.PURCHASE)
    owed = Coalesce(Subquery(lines.values("purchase").values(sum=Sum("delta"))), 0)
    due = Case(When(disputed=True, then=F("captured")), default=0)
    bought = Lot.objects.filter(Q(reference__isnull=False) | Q(continues__isnull=False), wallet__in=wallets)
    return bought.annotate(owed=owed).exclude(owed=due)


def refunds_stay_within_the_price(wallets):
    """The money refunded of every purchase is never more than its price."""
    money = Sum(Cast(KeyTextTransform("money_rial", "reversals__meta"), BigIntegerField()), default=0)
    purchases = Entry.objects.filter(wallet__in=wallets, kind=EntryKind.PURCHASE, reversals__kind=EntryKind.REFUND)
    price = Lot.objects.filter(movements__entry=OuterRef("pk"), movements__src=Bucket.ISSUED).values("price_rial")
    return purchases.annotate(money=money, price=Subquery(price[:1])).filter(money__gt=F("price"))


def undone_coins_were_used(wallets):
    """No more coins were given back of any work than it had used."""
    coins = Sum(Cast(KeyTextTransform("coins", "reversals__meta"), BigIntegerField()), default=0)
    captures = Entry.objects.filter(wallet__in=wallets, kind=EntryKind.CAPTURE, reversals__kind=EntryKind.UNDO)
    used = Movement.objects.filter(entry=OuterRef("pk"), dst=Bucket.CAPTURED).values("entry").values(n=Sum("amount"))
    return captures.annotate(coins=coins, used=Coalesce(Subquery(used), 0)).filter(coins__gt=F("used"))


def coins_stay_in_their_wallet(wallets):
    """No movement touches a lot or a hold of another wallet."""
    strange = ~Q(lot__wallet=F("entry__wallet")) | ~Q(Q(hold=None) | Q(hold__wallet=F("entry__wallet")))
    return Movement.objects.filter(strange, entry__wallet__in=wallets)


def guards_stand(wallets):
    """Every trigger of the ledger stands, with its own text."""
    return triggers.problems(connection)


INVARIANTS: tuple[Invariant, ...] = (
    counters_follow_movements,
    numbers_have_no_gap,
    time_never_goes_back,
    totals_add_up,
    holds_come_and_go_whole,
    no_dead_coins_are_set_aside,
    no_live_coins_expire,
    debts_add_up,
    disputed_coins_are_owed,
    refunds_stay_within_the_price,
    undone_coins_were_used,
    coins_stay_in_their_wallet,
    guards_stand,
    journal_follows_the_policy,
)


def _sum(field: str, **condition):
    return Coalesce(Sum(field, filter=Q(**condition)), 0)
