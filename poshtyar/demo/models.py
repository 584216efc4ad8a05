"""The demo bank's own books."""

from django.db import models


class BankPayment(models.Model):
    """What the demo bank knows of a payment; the shop's tables never read it, they ask over HTTP."""

    authority = models.CharField(max_length=40, unique=True)
    merchant = models.CharField(max_length=40)
    amount_rial = models.PositiveBigIntegerField()
    description = models.CharField(max_length=500, blank=True)
    callback_url = models.URLField(max_length=500)
    state = models.CharField(max_length=10, default="waiting", help_text="waiting, paid, verified, declined")
    # How the bank answers the shop's verification from now on: honestly, slowly, or nonsense.
    manner = models.CharField(max_length=10, default="honest")
    reference = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return self.authority
