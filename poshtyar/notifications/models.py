"""Notices inside the application."""

from django.db import models
from django.db.models import Q


class Notice(models.Model):
    """A line in a person's bell; its words are made from the event when it is shown, in the reader's language."""

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="notices")
    event = models.ForeignKey("events.Event", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "event"], name="notifications_notice_once")]
        indexes = [models.Index(fields=["user", "-id"], condition=Q(read_at__isnull=True), name="notifications_unread")]

    def __str__(self):
        return f"notice {self.pk}"
