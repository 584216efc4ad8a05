"""The ledger's tables.

A movement is coins of one lot going from one bucket to another, so it balances by construction. A trigger keeps the
lots' counters (`triggers.py`) and the CHECKs here guard them: even a forgotten lock cannot spend a coin twice.
Entries, movements, holds and debt lines are never changed or deleted; guards in the database refuse it.
"""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Bucket(models.TextChoices):
    """Where coins of a lot are; all but ISSUED are spoken of as "so many of this lot"."""

    ISSUED = "issued", _("Issued")
    AVAILABLE = "available", _("Free")
    HELD = "held", _("Set aside")
    CAPTURED = "captured", _("Used")
    EXPIRED = "expired", _("Expired")
    REVOKED = "revoked", _("Taken back")


# Where coins of a lot can be.
COUNTERS = (Bucket.AVAILABLE, Bucket.HELD, Bucket.CAPTURED, Bucket.EXPIRED, Bucket.REVOKED)
# Nothing leaves EXPIRED or REVOKED: what comes back comes as a new lot.
MOVES = (
    (Bucket.ISSUED, Bucket.AVAILABLE),
    (Bucket.AVAILABLE, Bucket.HELD),
    (Bucket.AVAILABLE, Bucket.CAPTURED),
    (Bucket.AVAILABLE, Bucket.EXPIRED),
    (Bucket.AVAILABLE, Bucket.REVOKED),
    (Bucket.HELD, Bucket.HELD),
    (Bucket.HELD, Bucket.AVAILABLE),
    (Bucket.HELD, Bucket.CAPTURED),
    (Bucket.HELD, Bucket.EXPIRED),
    (Bucket.HELD, Bucket.REVOKED),
    (Bucket.CAPTURED, Bucket.AVAILABLE),
    (Bucket.CAPTURED, Bucket.EXPIRED),
)


class LotKind(models.TextChoices):
    """How a lot came to be."""

    PURCHASE = "purchase", _("Purchase")
    GIFT = "gift", _("Gift")
    ADJUSTMENT = "adjustment", _("Adjustment")
    REINSTATEMENT = "reinstatement", _("Reinstatement")


class Rank(models.IntegerChoices):
    """Which of two lots that expire together is used first (B3): the one that cost nothing."""

    GIFT = 0, _("Gift")
    PAID = 1, _("Paid")


class EntryKind(models.TextChoices):
    """What an entry says happened to coins."""

    PURCHASE = "purchase", _("Bought")
    GIFT = "gift", _("Gift")
    HOLD = "hold", pgettext_lazy("verb", "Set aside")
    REPLACE = "replace", _("Set aside anew")
    CAPTURE = "capture", _("Used")
    RELEASE = "release", _("Released")
    EXPIRE = "expire", _("Expired")
    REINSTATE = "reinstate", _("Given back")
    ADJUST = "adjust", _("Adjusted")
    REFUND = "refund", _("Refunded")
    UNDO = "undo", _("Undone")
    CHARGEBACK = "chargeback", _("Payment disputed")
    WON = "won", _("Dispute won")
    EXTEND = "extend", _("Date moved")


TERMINAL = (EntryKind.CAPTURE, EntryKind.RELEASE, EntryKind.REPLACE)
# These name the entry that they turn back: a capture, a purchase, or the chargeback of one.
REVERSING = (EntryKind.UNDO, EntryKind.REFUND, EntryKind.CHARGEBACK, EntryKind.WON)
# These are written with a reason and an actor only.
EXPLAINED = (EntryKind.ADJUST, EntryKind.GIFT, EntryKind.REINSTATE, EntryKind.EXTEND, *REVERSING)


# The reason of a capture that uses coins for an investigation. That it is one stands in its `meta`, because people
# write reasons too; entries from before that are sealed and never changed, and only their reason tells.
FEE_REASON = "investigation fee"
# With the hold's key: the entry that gives back coins whose date passed while the agency kept them.
RENEWAL_PREFIX = "reinstate:hold:"


class Wallet(models.Model):
    """An organization's coins; the row that every operation locks. What it holds is derived from its lots."""

    organization = models.OneToOneField("accounts.Organization", on_delete=models.PROTECT, related_name="wallet")
    seq = models.BigIntegerField(default=0, help_text="the number of the last entry")
    debt = models.PositiveIntegerField(default=0, help_text="coins owed after a chargeback")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(debt__gte=0), name="wallet_wallet_debt_nonneg")]

    def __str__(self):
        return f"wallet {self.pk}"


class LotQuerySet(models.QuerySet["Lot"]):
    """Reads of lots."""

    def due_at(self, now: datetime):
        """Keep the lots whose free coins have expired and are not booked as such yet."""
        return self.filter(available__gt=0, expires_at__lte=now)

    def in_burn_order(self):
        """Put first what is used first (B3)."""
        return self.order_by(F("expires_at").asc(nulls_last=True), "rank", "id")


class Lot(models.Model):
    """Coins that came together and expire together; its definition never changes, its counters are the trigger's."""

    wallet = models.ForeignKey(Wallet, on_delete=models.PROTECT, related_name="lots")
    reference = models.CharField(max_length=80, null=True, unique=True)  # noqa: DJ001 (unique: gifts have none)
    label_fa = models.CharField(max_length=120)
    label_en = models.CharField(max_length=120)
    price_rial = models.PositiveBigIntegerField(null=True)
    kind = models.CharField(max_length=13, choices=LotKind.choices)
    rank = models.SmallIntegerField(choices=Rank.choices)
    amount = models.PositiveIntegerField()
    credited_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, help_text="exclusive; empty when the coins never expire")
    # Coins whose date was moved are a new lot; it keeps the first one in mind, because rights follow the purchase (B7).
    continues = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="continuations")
    disputed = models.BooleanField(default=False)
    issued = models.PositiveIntegerField(default=0)
    available = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)
    captured = models.PositiveIntegerField(default=0)
    expired = models.PositiveIntegerField(default=0)
    revoked = models.PositiveIntegerField(default=0)

    objects = LotQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="wallet_lot_amount_positive"),
            models.CheckConstraint(
                condition=Q(
                    issued__gte=0, available__gte=0, held__gte=0, captured__gte=0, expired__gte=0, revoked__gte=0
                ),
                name="wallet_lot_nonneg",
            ),
            models.CheckConstraint(
                condition=Q(issued=F("available") + F("held") + F("captured") + F("expired") + F("revoked")),
                name="wallet_lot_conservation",
            ),
            models.CheckConstraint(condition=Q(issued__lte=F("amount")), name="wallet_lot_issued_le_amount"),
            models.CheckConstraint(
                condition=Q(expires_at__isnull=True) | Q(expires_at__gt=F("credited_at")),
                name="wallet_lot_expires_after_credit",
            ),
        ]
        indexes = [
            models.Index(
                fields=["wallet", "expires_at", "rank", "id"],
                condition=Q(available__gt=0),
                name="wallet_lot_burn_order",
            ),
            models.Index(fields=["expires_at"], condition=Q(available__gt=0), name="wallet_lot_sweep"),
        ]

    def __str__(self):
        return f"{self.label_en} ({self.amount})"

    def is_live_at(self, now: datetime) -> bool:
        """Whether its free coins can be used at this moment."""
        return self.expires_at is None or self.expires_at > now


class Hold(models.Model):
    """Coins set aside for one piece of work, in concrete lots; it is open until a terminal entry names it."""

    wallet = models.ForeignKey(Wallet, on_delete=models.PROTECT, related_name="holds")
    reference = models.CharField(max_length=80, unique=True, help_text="what the coins are for")
    amount = models.PositiveIntegerField()
    fee = models.PositiveIntegerField(help_text="used when the work proves impossible, as agreed")
    created_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="wallet_hold_amount_positive"),
            models.CheckConstraint(condition=Q(fee__lte=F("amount")), name="wallet_hold_fee_le_amount"),
        ]

    def __str__(self):
        return self.reference


class Entry(models.Model):
    """One operation in the journal; its lines are the movements."""

    # The unique constraints below are the indexes of wallet and hold.
    wallet = models.ForeignKey(Wallet, on_delete=models.PROTECT, related_name="entries", db_index=False)
    seq = models.BigIntegerField()
    kind = models.CharField(max_length=10, choices=EntryKind.choices)
    idempotency_key = models.CharField(max_length=120, unique=True)
    request_hash = models.CharField(max_length=64, help_text="SHA-256 of what was asked")
    hold = models.ForeignKey(Hold, on_delete=models.PROTECT, null=True, related_name="entries", db_index=False)
    reverses = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="reversals")
    booked_at = models.DateTimeField(help_text="the ledger's time: never goes back within a wallet")
    occurred_at = models.DateTimeField(null=True, help_text="the outside world's time; information only")
    actor = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    reason = models.TextField(blank=True)
    total = models.PositiveBigIntegerField(help_text="the sum of its lines")
    meta = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["wallet", "seq"], name="wallet_entry_seq_once"),
            models.UniqueConstraint(fields=["hold"], condition=Q(kind="hold"), name="wallet_entry_hold_opened_once"),
            models.UniqueConstraint(
                fields=["hold"],
                condition=Q(kind__in=TERMINAL),
                name="wallet_entry_hold_resolved_once",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=EXPLAINED) | (~Q(reason="") & Q(actor__isnull=False)),
                name="wallet_entry_has_its_reason_and_actor",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=REVERSING, reverses__isnull=False)
                | Q(~Q(kind__in=REVERSING), reverses__isnull=True),
                name="wallet_entry_reverses_iff_it_turns_back",
            ),
            models.UniqueConstraint(
                fields=["reverses"], condition=Q(kind="chargeback"), name="wallet_entry_purchase_disputed_once"
            ),
            models.UniqueConstraint(fields=["reverses"], condition=Q(kind="won"), name="wallet_entry_dispute_won_once"),
        ]

    def __str__(self):
        return f"{self.kind} #{self.seq}"

    @property
    def is_fee(self) -> bool:
        """Whether it used coins for an investigation (B14, B15)."""
        return self.kind == EntryKind.CAPTURE and self.meta.get("fee", self.reason == FEE_REASON)


class Movement(models.Model):
    """Coins of one lot that went from one bucket to another."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="movements", db_index=False)
    line = models.PositiveSmallIntegerField()
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="movements")
    hold = models.ForeignKey(Hold, on_delete=models.PROTECT, null=True, related_name="movements")
    to_hold = models.ForeignKey(Hold, on_delete=models.PROTECT, null=True, related_name="moved_in", db_index=False)
    src = models.CharField(max_length=9, choices=Bucket.choices)
    dst = models.CharField(max_length=9, choices=Bucket.choices)
    amount = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "line"], name="wallet_movement_line_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="wallet_movement_amount_positive"),
            models.CheckConstraint(
                condition=Q(*[Q(src=src, dst=dst) for src, dst in MOVES], _connector=Q.OR),
                name="wallet_movement_is_a_move",
            ),
            models.CheckConstraint(
                condition=Q(Q(src="held") | Q(dst="held"), hold__isnull=False)
                | Q(~Q(src="held"), ~Q(dst="held"), hold__isnull=True),
                name="wallet_movement_hold_iff_held",
            ),
            models.CheckConstraint(
                condition=Q(src="held", dst="held", to_hold__isnull=False)
                | Q(~Q(src="held", dst="held"), to_hold__isnull=True),
                name="wallet_movement_to_hold_iff_replaced",
            ),
        ]
        indexes = [
            models.Index(fields=["to_hold"], condition=Q(to_hold__isnull=False), name="wallet_movement_moved_in")
        ]

    def __str__(self):
        return f"{self.amount} {self.src} > {self.dst}"


class DebtLine(models.Model):
    """A change of what a wallet owes; the wallet's debt is the sum of these."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="debt_lines")
    delta = models.IntegerField()
    purchase = models.ForeignKey(
        Lot,
        on_delete=models.PROTECT,
        related_name="debt_lines",
        help_text="the disputed purchase, or the one that repays",
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(delta=0), name="wallet_debtline_delta_not_zero")]

    def __str__(self):
        return f"{self.delta:+}"
