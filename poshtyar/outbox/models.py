"""Outgoing e-mail and SMS."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """How a message travels."""

    SMS = "sms", _("SMS")
    EMAIL = "email", _("E-mail")


class OutgoingMessage(models.Model):
    """A message on its way out; a job of its own hands it to the driver."""

    channel = models.CharField(max_length=5, choices=Channel.choices)
    to = models.CharField(max_length=254)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    language = models.CharField(max_length=2, default="fa")
    is_secret = models.BooleanField(default=False, help_text="the body is wiped once it is sent, or too old to send")
    written_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["-id", "channel"], name="outbox_latest")]

    def __str__(self):
        return f"{self.channel} to {self.to}"
