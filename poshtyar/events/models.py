"""The append-only facts."""

from django.db import models


class AppendOnly(TypeError):
    """Somebody's code wants to change or delete a fact; what was wrong is put right by a new fact."""


class EventQuerySet(models.QuerySet["Event"]):
    """Reads of events."""

    def of_ticket(self, ticket):
        """Keep the timeline of one ticket."""
        return self.filter(ticket=ticket)

    def update(self, **kwargs):
        """Refuse: a fact is never changed."""
        raise AppendOnly("Events are never changed.")

    def delete(self):
        """Refuse: a fact is never deleted."""
        raise AppendOnly("Events are never deleted.")

    def bulk_update(self, objs, fields, batch_size=None):
        """Refuse: a fact is never changed."""
        raise AppendOnly("Events are never changed.")


class Event(models.Model):
    """Something that happened; never changed, never deleted."""

    kind = models.CharField(max_length=80)
    happened_at = models.DateTimeField()
    actor = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, null=True, related_name="+")
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, null=True, related_name="+")
    data = models.JSONField(default=dict)

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["ticket", "id"], name="events_event_timeline"),
            models.Index(fields=["organization", "id"], name="events_event_organization"),
        ]

    def __str__(self):
        return f"{self.kind} #{self.pk}"

    def save(self, **kwargs):
        """Write a new fact; refuse to change one."""
        if not self._state.adding:
            raise AppendOnly("Events are never changed.")
        super().save(**kwargs)

    def delete(self, using=None, keep_parents=False):
        """Refuse: a fact is never deleted."""
        raise AppendOnly("Events are never deleted.")
