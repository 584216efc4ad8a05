"""Quotes, their versions and their lines."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from poshtyar.catalog.models import Obstacle
from poshtyar.quotes.limits import LONGEST_LINE_TITLE, LONGEST_TITLE

# The wallet knows a version's hold by this and the version's key.
HOLD_PREFIX = "quote-version:"


class QuoteKind(models.TextChoices):
    """What is offered."""

    WORK = "work", _("Work")
    INVESTIGATION = "investigation", _("Investigation")
    REWORK = "rework", _("Free repair")


class QuoteState(models.TextChoices):
    """Where a quote stands."""

    ANNOUNCED = "announced", _("Waiting for approval")
    APPROVED = "approved", _("Approved")
    STARTED = "started", _("In progress")
    DELIVERED = "delivered", _("Delivered")
    DECLINED = "declined", _("Declined")
    EXPIRED = "expired", _("Expired")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    CANCELLED = "cancelled", _("Cancelled")
    IMPOSSIBLE = "impossible", _("Impossible")
    # An investigation whose work was approved: its hold moved on. The offer of that work has started it (B15).
    INCLUDED = "included", _("Included in the work")


QUOTE_MOVES = {
    QuoteState.ANNOUNCED: {QuoteState.APPROVED, QuoteState.DECLINED, QuoteState.EXPIRED, QuoteState.WITHDRAWN},
    QuoteState.EXPIRED: {QuoteState.ANNOUNCED, QuoteState.WITHDRAWN},
    QuoteState.DECLINED: {QuoteState.ANNOUNCED},
    QuoteState.APPROVED: {QuoteState.STARTED, QuoteState.CANCELLED, QuoteState.IMPOSSIBLE},
    QuoteState.STARTED: {QuoteState.DELIVERED, QuoteState.CANCELLED, QuoteState.IMPOSSIBLE, QuoteState.INCLUDED},
    QuoteState.DELIVERED: set(),
    QuoteState.WITHDRAWN: set(),
    QuoteState.CANCELLED: set(),
    QuoteState.IMPOSSIBLE: set(),
    QuoteState.INCLUDED: set(),
}
LIVE = {QuoteState.ANNOUNCED, QuoteState.APPROVED, QuoteState.STARTED}
HELD = {QuoteState.APPROVED, QuoteState.STARTED}


class VersionOutcome(models.TextChoices):
    """What became of a version."""

    OFFERED = "offered", _("Waiting for approval")
    APPROVED = "approved", _("Approved")
    DECLINED = "declined", _("Declined")
    EXPIRED = "expired", _("Expired")
    REPLACED = "replaced", _("Replaced")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class QuoteQuerySet(models.QuerySet["Quote"]):
    """Reads of quotes."""

    def visible_to(self, user):
        """Keep the quotes on tickets of the person's organizations; staff see all."""
        if not user.is_authenticated:
            return self.none()
        return self if user.is_staff_member else self.of_member(user)

    def of_member(self, user):
        """Keep the quotes on tickets of the person's organizations."""
        return self.filter(ticket__organization__memberships__user=user)

    def live(self):
        """Keep the quotes that are offered, approved or being worked on."""
        return self.filter(state__in=LIVE)

    def offered(self):
        """Keep the quotes with a version that waits for the customer: first offers and re-quotes (B13)."""
        return self.live().filter(offered_version__isnull=False)


class Quote(models.Model):
    """An itemised offer in coins on a ticket; what it offers stands in its versions."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="quotes")
    kind = models.CharField(max_length=13, choices=QuoteKind.choices, default=QuoteKind.WORK)
    state = models.CharField(max_length=10, choices=QuoteState.choices, default=QuoteState.ANNOUNCED)
    # The version that waits for a decision; on approved work it is the re-quote of B13.
    offered_version = models.ForeignKey("QuoteVersion", on_delete=models.PROTECT, null=True, related_name="+")
    # The version that was approved; its hold in the wallet has the reference `quote-version:{id}`.
    approved_version = models.ForeignKey("QuoteVersion", on_delete=models.PROTECT, null=True, related_name="+")
    # The approved investigation that this work includes (B15), or the delivered work that this one repairs (B16).
    investigation = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="work_quotes")
    repairs = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="reworks")
    created_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    first_seen_at = models.DateTimeField(null=True, blank=True, help_text="by the customer")
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decline_reason = models.TextField(blank=True)
    asked_at = models.DateTimeField(null=True, blank=True, help_text="the customer's last question about the offer")
    agreed_fee = models.PositiveIntegerField(default=0, help_text="of the approved version")
    consent_text = models.TextField(blank=True, help_text="as the customer ticked it, word for word (B14)")
    consent_version = models.CharField(max_length=20, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    started_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    stop_asked_at = models.DateTimeField(null=True, blank=True)
    stop_reason = models.TextField(blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    captured_coins = models.PositiveIntegerField(default=0)
    undone_coins = models.PositiveIntegerField(default=0, help_text="of those captured: given back by a lead (B16)")
    expired_coins = models.PositiveIntegerField(
        default=0, db_default=0, help_text="not used, and their date had passed"
    )
    renewed_coins = models.PositiveIntegerField(default=0, db_default=0, help_text="of those expired: came back (B14)")
    revoked_coins = models.PositiveIntegerField(default=0, db_default=0, help_text="not used, of a disputed purchase")
    settlement_note = models.TextField(blank=True, help_text="delivery note, or why less, cancelled or impossible")
    obstacle = models.CharField(max_length=6, choices=Obstacle.choices, blank=True)
    evidence = models.ManyToManyField("files.StoredFile", related_name="+", blank=True)
    right_override_reason = models.TextField(blank=True, help_text="a lead's reason to quote without the right (B17)")

    objects = QuoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "started", "delivered", "impossible", "cancelled", "included"])
                | Q(approved_version__isnull=False, decided_by__isnull=False, decided_at__isnull=False),
                name="quotes_quote_approved_has_its_proof",
            ),
            models.CheckConstraint(
                condition=~Q(state="announced") | Q(offered_version__isnull=False),
                name="quotes_quote_announced_has_an_offer",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["delivered", "impossible", "cancelled"]) | Q(settled_at__isnull=False),
                name="quotes_quote_settled_has_its_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state="impossible") | ~Q(obstacle=""), name="quotes_quote_impossible_has_its_obstacle"
            ),
            models.CheckConstraint(
                condition=Q(agreed_fee=0) | (~Q(consent_text="") & ~Q(consent_version="")),
                name="quotes_quote_fee_has_its_consent",
            ),
            models.CheckConstraint(
                condition=Q(undone_coins__lte=F("captured_coins")), name="quotes_quote_undone_were_captured"
            ),
            models.CheckConstraint(
                condition=Q(renewed_coins__lte=F("expired_coins")), name="quotes_quote_renewed_had_expired"
            ),
        ]
        indexes = [
            models.Index(fields=["ticket", "id"], name="quotes_quote_of_ticket"),
            models.Index(
                fields=["offered_version"],
                condition=Q(state__in=["announced", "approved", "started"], offered_version__isnull=False),
                name="quotes_quote_offered",
            ),
        ]

    def __str__(self):
        return f"quote {self.pk}"

    @property
    def agreed_version(self) -> "QuoteVersion":
        """The approved version of a quote whose state proves that it has one."""
        if self.approved_version is None:
            raise ValueError(f"{self} was never approved.")
        return self.approved_version

    @property
    def open_version(self) -> "QuoteVersion":
        """The offered version of a quote that has one."""
        if self.offered_version is None:
            raise ValueError(f"{self} offers nothing.")
        return self.offered_version

    @property
    def freed(self) -> dict[str, int]:
        """What became of the coins of settled work that were not used, as facts say it; empty without an approval."""
        if self.approved_version is None:
            return {}
        freed = {"expired": self.expired_coins, "renewed": self.renewed_coins, "revoked": self.revoked_coins}
        left = self.approved_version.coins - self.captured_coins
        return {"released": left - self.expired_coins - self.revoked_coins, **freed}

    @property
    def is_live(self) -> bool:
        """Whether it is offered, approved or being worked on."""
        return self.state in LIVE

    @property
    def is_held(self) -> bool:
        """Whether it is approved and not settled, so that its coins are set aside."""
        return self.state in HELD


class QuoteVersion(models.Model):
    """What was offered and shown; the offer never changes, and approval binds to it (B10)."""

    quote = models.ForeignKey(Quote, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=LONGEST_TITLE)
    coins = models.PositiveIntegerField()
    fee = models.PositiveIntegerField(
        help_text="coins used if the work proves impossible; 0 when it surely is possible"
    )
    delivery_hours = models.PositiveIntegerField()
    assumptions = models.TextField(blank=True)
    valid_until = models.DateTimeField(help_text="exclusive; extended while a payment for it is under way (B12)")
    announced_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    announced_at = models.DateTimeField()
    nonce = models.CharField(max_length=40, unique=True, help_text="one rendered form announces one version")
    outcome = models.CharField(max_length=9, choices=VersionOutcome.choices, default=VersionOutcome.OFFERED)
    outcome_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    outcome_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["quote", "number"], name="quotes_version_numbered_once"),
            models.UniqueConstraint(
                fields=["quote"], condition=Q(outcome="offered"), name="quotes_version_one_offered_per_quote"
            ),
            models.CheckConstraint(condition=Q(fee__lte=F("coins")), name="quotes_version_fee_within_price"),
        ]

    def __str__(self):
        return f"quote {self.quote_id} v{self.number}"

    @property
    def hold_reference(self) -> str:
        """The name of its hold in the wallet."""
        return f"{HOLD_PREFIX}{self.pk}"


class QuoteLine(models.Model):
    """One piece of work in a version: a service of the catalog or free text."""

    version = models.ForeignKey(QuoteVersion, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    service = models.ForeignKey("catalog.Service", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=LONGEST_LINE_TITLE)
    coins = models.PositiveIntegerField()
    effort_minutes = models.PositiveIntegerField(default=0, help_text="for staff only")
    captured_coins = models.PositiveIntegerField(null=True, blank=True, help_text="set on delivery (B11)")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="quotes_line_position_once"),
            models.CheckConstraint(
                condition=Q(captured_coins__isnull=True) | Q(captured_coins__lte=F("coins")),
                name="quotes_line_captured_within_price",
            ),
        ]

    def __str__(self):
        return self.title
