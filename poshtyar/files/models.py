"""Stored files."""

from django.db import models

from poshtyar.common.ids import public_id


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    """Reads of files."""

    def waiting_of(self, user):
        """Keep the files that a person has uploaded and that nothing carries yet."""
        return self.filter(uploaded_by=user, attached_at__isnull=True)

    def in_order(self):
        """Put files as they were sent; a database left alone may give the last one first."""
        return self.order_by("id")


class StoredFile(models.Model):
    """A file that a person attached; its name is only data and its place on disk is random."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id, editable=False)
    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    uploaded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255, help_text="as shown and offered for download, cleaned")
    content_type = models.CharField(max_length=100, help_text="by magic number, never the sender's word")
    bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=100, unique=True, help_text="below MEDIA_ROOT, random")
    stored_at = models.DateTimeField()
    # Kept by whoever uses the file; what nobody uses within a day is removed.
    attached_at = models.DateTimeField(null=True, blank=True)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["stored_at"], condition=models.Q(attached_at__isnull=True), name="files_storedfile_orphans"
            )
        ]

    def __str__(self):
        return self.name
