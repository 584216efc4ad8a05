"""Acts that wait for a second person."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from poshtyar.treasury.acts import Act, act_of


class RequestState(models.TextChoices):
    """Where a request stands."""

    OPEN = "open", _("Waiting for a second person")
    APPROVED = "approved", _("Approved and done")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")


REQUEST_MOVES = {
    RequestState.OPEN: {RequestState.APPROVED, RequestState.REJECTED, RequestState.WITHDRAWN},
    RequestState.APPROVED: set(),
    RequestState.REJECTED: set(),
    RequestState.WITHDRAWN: set(),
}


class CoinRequestQuerySet(models.QuerySet["CoinRequest"]):
    """Reads of requests."""

    def open(self):
        """Keep the requests that wait."""
        return self.filter(state=RequestState.OPEN)


class CoinRequest(models.Model):
    """An act that is too large for one person: exactly what was asked, and what a second person decided."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="coin_requests")
    act_name = models.CharField(max_length=20)
    terms = models.JSONField(help_text="of the act, as they were asked")
    coins = models.PositiveBigIntegerField(help_text="how many coins it would have moved when it was asked")
    earlier_coins = models.PositiveBigIntegerField(
        default=0, db_default=0, help_text="that who asked had moved alone shortly before"
    )
    reason = models.TextField(help_text="the customer reads it")
    # The key of the ledger's entry too, so that the act is done once whatever happens.
    nonce = models.CharField(max_length=64, unique=True)
    asked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=RequestState.choices, default=RequestState.OPEN)
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.TextField(blank=True)
    entry = models.OneToOneField("wallet.Entry", on_delete=models.PROTECT, null=True, related_name="+")

    objects = CoinRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", decided_by__isnull=True, decided_at__isnull=True)
                | Q(~Q(state="open"), decided_by__isnull=False, decided_at__isnull=False),
                name="treasury_coinrequest_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "rejected"]) | ~Q(decided_by=F("asked_by")),
                name="treasury_coinrequest_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state="approved", entry__isnull=False) | Q(~Q(state="approved"), entry__isnull=True),
                name="treasury_coinrequest_approved_has_its_entry",
            ),
            models.CheckConstraint(
                condition=~Q(state="rejected") | ~Q(decision_reason=""),
                name="treasury_coinrequest_rejected_has_its_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(state="open"), name="treasury_coinrequest_open"),
            models.Index(fields=["organization", "-id"], name="treasury_coinrequest_list"),
        ]

    def __str__(self):
        return f"request {self.pk}"

    @property
    def act(self) -> Act:
        """What was asked."""
        return act_of(self.act_name, self.terms)
