"""The form field of log-in details, for every door."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from poshtyar.common.errors import DomainError
from poshtyar.vault.limits import announced
from poshtyar.vault.operations import clean_secret


class SecretField(forms.CharField):
    """Log-in details, which no draft keeps; a refused form gives them back to whoever typed them."""

    def __init__(self, **kwargs) -> None:
        attributes = {"dir": "auto", "rows": 3, "autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}
        widget = forms.Textarea(attrs=attributes)
        super().__init__(
            **{"label": _("Log-in details"), "required": False, "strip": False, "widget": widget, **kwargs},
        )

    def get_bound_field(self, form, field_name):
        """Announce what becomes of them, in the reader's language."""
        self.help_text = announced()
        return super().get_bound_field(form, field_name)

    def clean(self, value) -> str:
        """Return the text as it is kept, with a refusal of one that is too long."""
        try:
            return clean_secret(super().clean(value))
        except DomainError as refusal:
            raise ValidationError(refusal.message, code=refusal.code) from None
