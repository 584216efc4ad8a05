"""Notices inside the application, and the warnings already given."""

from django.db import models
from django.db.models import Q


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Reads of notices."""

    def visible_to(self, user):
        """Keep the person's own notices; of a customer's, those of organizations that they are still in."""
        return self.filter(user=user) if user.is_staff_member else self.of_customer(user)

    def of_customer(self, user):
        """Keep a customer's own notices of organizations that they are still in."""
        return self.filter(user=user, event__organization__memberships__user=user)

    def unread(self):
        """Keep the notices that were not read yet."""
        return self.filter(read_at__isnull=True)


class Notice(models.Model):
    """A line in a person's bell; its words are made from the event when it is shown, in the reader's language."""

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="notices")
    event = models.ForeignKey("events.Event", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "event"], name="notifications_notice_once")]
        indexes = [
            models.Index(fields=["user", "-id"], name="notifications_list"),
            models.Index(fields=["user", "-id"], condition=Q(read_at__isnull=True), name="notifications_unread"),
        ]

    def __str__(self):
        return f"notice {self.pk}"


class ExpiryWarning(models.Model):
    """One rung of the ladder of warnings before coins expire, given once for each lot."""

    lot_id = models.BigIntegerField(help_text="of the wallet, whose tables nobody else reads")
    days = models.PositiveSmallIntegerField()
    given_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lot_id", "days"], name="notifications_expirywarning_once")]

    def __str__(self):
        return f"lot {self.lot_id}, {self.days} days before"


class OldHoldReport(models.Model):
    """Coins that have been set aside for long, reported to staff once for each hold."""

    reference = models.CharField(max_length=80, unique=True, help_text="of the hold in the wallet")
    reported_at = models.DateTimeField()

    def __str__(self):
        return self.reference
