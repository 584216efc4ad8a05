"""Secrets: what is kept sealed until it was shown once, or its time is over."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from poshtyar.accounts.models import User
from poshtyar.common.ids import public_id
from poshtyar.common.sealing import seal, unseal


class SecretQuerySet(models.QuerySet["Secret"]):
    """Reads of secrets."""

    def of_ticket(self, ticket):
        """Keep what the messages of a ticket hand over; who may read the ticket may know of it."""
        return self.filter(ticket=ticket)

    def without_text(self):
        """Read what a message says of its secret, which is not what it hides."""
        columns = ("public_id", "shown_at", "erase_at", "erased_at", *User.name_columns("shown_to"))
        return self.select_related("shown_to").only(*columns)

    def erase(self, now):
        """Leave nothing of them but who handed them over and who saw them; return how many there were."""
        return self.update(sealed="", erased_at=now)

    def to_erase(self, now):
        """Keep what is still there though its time is over."""
        return self.filter(erased_at__isnull=True, erase_at__lte=now)


class Secret(models.Model):
    """Log-in details of a customer's store, sealed with the site's key (`bar.md` R86).

    One of the staff sees it, for some minutes; then nothing is left of it but who saw it, and when.
    """

    public_id = models.CharField(max_length=16, unique=True, default=public_id, editable=False)
    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    written_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    sealed = models.TextField(help_text="common.sealing.seal of the text; empty once it is erased")
    kept_at = models.DateTimeField()
    erase_at = models.DateTimeField(
        help_text="SECRET_DAYS after it was kept, or SECRET_SHOWN_MINUTES after it was shown, whichever is sooner"
    )
    shown_to = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    shown_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    objects = SecretQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) & ~Q(sealed="") | Q(erased_at__isnull=False, sealed=""),
                name="vault_secret_erased_is_empty",
            ),
            models.CheckConstraint(
                condition=Q(shown_to__isnull=True, shown_at__isnull=True)
                | Q(shown_to__isnull=False, shown_at__isnull=False),
                name="vault_secret_shown_has_its_moment",
            ),
        ]
        indexes = [models.Index(fields=["erase_at"], condition=Q(erased_at__isnull=True), name="vault_secret_to_erase")]

    def __str__(self):
        return f"secret {self.public_id}"

    def take(self, text: str) -> None:
        """Keep the text, sealed for this row alone."""
        self.sealed = seal(text, purpose=self._purpose)

    def text(self) -> str:
        """Return what it says; raises SealBroken."""
        return unseal(self.sealed, purpose=self._purpose)

    @property
    def _purpose(self) -> str:
        return f"vault:{self.public_id}"

    @property
    def ended_at(self) -> datetime:
        """When it ended, or will: it was erased before its time, or its time was over."""
        return min(self.erased_at or self.erase_at, self.erase_at)

    def is_kept(self, now: datetime) -> bool:
        """Whether there is something to show: neither erased nor, though no job has come by yet, over."""
        return self.erased_at is None and now < self.erase_at
