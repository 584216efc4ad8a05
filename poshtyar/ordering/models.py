"""Orders and payments."""

from datetime import timedelta

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from poshtyar.common.ids import public_id
from poshtyar.ordering.clients import find_gateway
from poshtyar.ordering.pricing import DEFAULT_VAT_PERCENT

# The wallet knows an order's lot by this and the order's key.
LOT_PREFIX = "order:"


class OrderState(models.TextChoices):
    """Where an order stands."""

    PENDING = "pending", _("Waiting for payment")
    PAID = "paid", _("Paid")
    EXPIRED = "expired", _("Expired")


ORDER_MOVES = {
    OrderState.PENDING: {OrderState.PAID, OrderState.EXPIRED},
    # Money confirmed after the order's life still credits the frozen terms (B33).
    OrderState.EXPIRED: {OrderState.PAID},
    OrderState.PAID: set(),
}


class OrderQuerySet(models.QuerySet["Order"]):
    """Reads of orders."""

    def visible_to(self, user):
        """Keep the orders of the person's organizations; staff see all."""
        if not user.is_authenticated:
            return self.none()
        return self if user.is_staff_member else self.filter(organization__memberships__user=user)

    def outlived(self, now):
        """Keep the unpaid orders whose life is over."""
        return self.filter(state=OrderState.PENDING, expires_at__lte=now)

    def alive_since(self, when):
        """Keep the orders since then that are paid, or whose money is on its way or in doubt."""
        on_its_way = Payment.objects.filter(
            order=OuterRef("pk"), state__in=[PaymentState.STARTED, PaymentState.NEEDS_HUMAN]
        )
        return self.filter(Q(state=OrderState.PAID) | Q(Exists(on_its_way)), placed_at__gte=when)

    def untouched_since(self, when):
        """Keep the orders since then that wait for their payment, and whose buyer was not sent to a bank yet."""
        sent = Payment.objects.filter(order=OuterRef("pk")).exclude(note=PaymentNote.NEVER_SENT)
        return self.filter(~Q(Exists(sent)), state=OrderState.PENDING, placed_at__gt=when)


class Order(models.Model):
    """A package being bought, on terms frozen when it was placed (B33)."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id, editable=False)
    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="orders")
    placed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    package = models.ForeignKey("catalog.Package", on_delete=models.PROTECT, related_name="+")
    package_name_fa = models.CharField(max_length=80)
    package_name_en = models.CharField(max_length=80)
    coins = models.PositiveIntegerField()
    validity_days = models.PositiveIntegerField()
    price_rial = models.PositiveBigIntegerField()
    vat_percent = models.PositiveSmallIntegerField()
    vat_rial = models.PositiveBigIntegerField()
    total_rial = models.PositiveBigIntegerField()
    state = models.CharField(max_length=7, choices=OrderState.choices, default=OrderState.PENDING)
    nonce = models.CharField(max_length=40, unique=True, help_text="one rendered form places one order")
    # What the customer was doing when coins ran out, for the way back, e.g. "quote:12" (B12).
    origin = models.CharField(max_length=80, blank=True)
    placed_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True, blank=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="paid", paid_at__isnull=False) | (~Q(state="paid") & Q(paid_at__isnull=True)),
                name="ordering_order_paid_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(total_rial=models.F("price_rial") + models.F("vat_rial")),
                name="ordering_order_total_adds_up",
            ),
        ]
        indexes = [models.Index(fields=["organization", "-id"], name="ordering_order_list")]

    def __str__(self):
        return self.public_id

    @property
    def lot_reference(self) -> str:
        """The name of the lot that this order buys; a reference is unique, so an order buys one lot."""
        return f"{LOT_PREFIX}{self.pk}"


class PaymentState(models.TextChoices):
    """Where a payment stands."""

    STARTED = "started", _("Asking the bank")
    PAID = "paid", _("Paid")
    FAILED = "failed", _("Not paid")
    NEEDS_HUMAN = "needs_human", _("Needs a human")
    RESOLVED = "resolved", _("Resolved by a human")


PAYMENT_MOVES = {
    PaymentState.STARTED: {PaymentState.PAID, PaymentState.FAILED, PaymentState.NEEDS_HUMAN},
    # A bank may find money later than it first said; money never vanishes.
    PaymentState.FAILED: {PaymentState.PAID, PaymentState.NEEDS_HUMAN},
    PaymentState.NEEDS_HUMAN: {PaymentState.PAID, PaymentState.FAILED, PaymentState.RESOLVED},
    PaymentState.PAID: set(),
    # A person dealt with the money, so whatever the bank says later moves no coins.
    PaymentState.RESOLVED: set(),
}


class PaymentResolution(models.TextChoices):
    """What a person did about the money of a payment that needed one."""

    REFUNDED = "refunded", _("The money was sent back")
    CREDITED = "credited", _("The money was counted elsewhere")
    NOT_PAID = "not_paid", _("No money came")


class PaymentNote(models.TextChoices):
    """Why a payment failed or needs a human, for staff."""

    SECOND_PAYMENT = "second_payment", _("The order had been paid before; the money goes back")
    MISMATCH = "mismatch", _("The bank spoke of another amount or another payment")
    REFERENCE_REUSED = "reference_reused", _("The bank gave the number of another payment")
    UNDECIDED = "undecided", _("The bank gave no clear answer for 24 hours")
    NEVER_SENT = "never_sent", _("The bank could not be reached, so nobody was sent there")


# When the bank is asked about a payment that nobody came back from; after that every hour, for a day.
CHECKS = [timedelta(minutes=m) for m in (1, 5, 15, *range(60, 24 * 60 + 1, 60))]


class PaymentQuerySet(models.QuerySet["Payment"]):
    """Reads of payments."""

    def due_for_check(self, now):
        """Keep the undecided payments about which the bank is to be asked by now."""
        return self.filter(state=PaymentState.STARTED, next_check_at__lte=now)

    def waiting_for_human(self):
        """Keep the payments that a person has to resolve."""
        return self.filter(state=PaymentState.NEEDS_HUMAN)


class Payment(models.Model):
    """One try at paying an order at a gateway; the authority binds it to this order alone (`bar.md` R17)."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id, editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="payments")
    gateway = models.CharField(max_length=30)
    authority = models.CharField(max_length=100, null=True)  # noqa: DJ001 (unique: null until the gateway answers)
    amount_rial = models.PositiveBigIntegerField()
    state = models.CharField(max_length=11, choices=PaymentState.choices, default=PaymentState.STARTED)
    reference = models.CharField(max_length=100, blank=True, help_text="the bank's tracking number")
    card = models.CharField(max_length=20, blank=True, help_text="masked")
    started_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    last_checked_at = models.DateTimeField(null=True, blank=True)
    next_check_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=20, choices=PaymentNote.choices, blank=True)
    resolution = models.CharField(max_length=8, choices=PaymentResolution.choices, blank=True)
    resolution_reason = models.CharField(max_length=500, blank=True, help_text="the customer reads it")
    resolved_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    resolved_at = models.DateTimeField(null=True, blank=True)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gateway", "authority"], name="ordering_payment_authority_once"),
            models.UniqueConstraint(
                fields=["order"], condition=Q(state="paid"), name="ordering_payment_one_paid_per_order"
            ),
            models.UniqueConstraint(
                fields=["gateway", "reference"], condition=~Q(reference=""), name="ordering_payment_reference_once"
            ),
            models.CheckConstraint(
                condition=Q(state="started", decided_at__isnull=True)
                | (~Q(state="started") & Q(decided_at__isnull=False)),
                name="ordering_payment_decided_has_its_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state="resolved")
                | Q(resolution__in=["refunded", "credited"], resolved_by__isnull=False, resolved_at__isnull=False)
                & ~Q(resolution_reason=""),
                name="ordering_payment_resolved_has_its_proof",
            ),
        ]
        indexes = [
            models.Index(fields=["next_check_at"], condition=Q(state="started"), name="ordering_payment_undecided")
        ]

    def __str__(self):
        return self.public_id

    @property
    def redirect_url(self) -> str:
        """Where the customer pays: the bank's page of this payment, once the bank knows it."""
        return find_gateway(self.gateway).redirect_url(self.authority) if self.authority else ""

    def check_after(self, now):
        """Return when the bank is asked again, or None when a day has passed."""
        return next((self.started_at + wait for wait in CHECKS if self.started_at + wait > now), None)


class VatRateQuerySet(models.QuerySet["VatRate"]):
    """Reads of VAT rates."""

    def percent_on(self, day) -> int:
        """Return the rate in force on a local day."""
        rate = self.filter(valid_from_date__lte=day).order_by("-valid_from_date").first()
        return rate.percent if rate else DEFAULT_VAT_PERCENT


class VatRate(models.Model):
    """The VAT rate from a day on; changed rates touch new orders only (B33)."""

    valid_from_date = models.DateField(unique=True)
    percent = models.PositiveSmallIntegerField()

    objects = VatRateQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(percent__lte=100), name="ordering_vatrate_is_a_percentage")]

    def __str__(self):
        return f"{self.percent}% from {self.valid_from_date}"
