"""The form field of log-in details, for every door."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import lazystr
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from poshtyar.common.errors import DomainError
from poshtyar.common.numbers import format_number
from poshtyar.vault.operations import clean_secret


class _Promise:
    """What becomes of the details, in the reader's language."""

    def __str__(self) -> str:
        return gettext(
            "Only here, never in the text: encrypted, shown once to one of us, then erased; "
            "after %(days)s days in any case."
        ) % {"days": format_number(settings.SECRET_DAYS)}


class SecretField(forms.CharField):
    """Log-in details, which no draft keeps; a refused form gives them back to whoever typed them."""

    def __init__(self, **kwargs) -> None:
        attributes = {"dir": "auto", "rows": 3, "autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}
        widget = forms.Textarea(attrs=attributes)
        super().__init__(
            help_text=lazystr(_Promise()),
            **{"label": _("Log-in details"), "required": False, "strip": False, "widget": widget, **kwargs},
        )

    def clean(self, value) -> str:
        """Return the text as it is kept, with a refusal of one that is too long."""
        try:
            return clean_secret(super().clean(value))
        except DomainError as refusal:
            raise ValidationError(refusal.message, code=refusal.code) from None
