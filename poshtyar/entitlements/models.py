"""Packages that organizations own."""

from django.db import models


class OwnedPackage(models.Model):
    """A bought package: the rights and the service level it gives, frozen when it was activated."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="owned_packages")
    package = models.ForeignKey("catalog.Package", on_delete=models.PROTECT, related_name="+")
    service_level = models.ForeignKey("sla.ServiceLevel", on_delete=models.PROTECT, related_name="+")
    rights = models.JSONField(default=list, help_text="codes of catalog.Right")
    lot_reference = models.CharField(max_length=80, unique=True, help_text="the wallet's lot that this package is")
    activated_at = models.DateTimeField()
    expires_at = models.DateTimeField(help_text="exclusive, as the lot's")

    def __str__(self):
        return f"{self.package} of {self.organization}"
