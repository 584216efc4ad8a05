"""Form fields of tickets, for every door."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from poshtyar.common.persian import clean_name
from poshtyar.tickets.limits import MAX_BODY, MAX_SUBJECT, too_long


class SubjectField(forms.CharField):
    """A title that can hide nothing."""

    widget = forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"})
    default_error_messages = {"required": _("Give it a title of a few words.")}

    def __init__(self, **kwargs) -> None:
        super().__init__(**{"label": _("Title"), "max_length": MAX_SUBJECT, **kwargs})

    def to_python(self, value):
        """Return the title without controls and doubled spaces."""
        return clean_name(super().to_python(value) or "")


class BodyField(forms.CharField):
    """The text of a message.

    It has no `maxlength` attribute: browsers cut a pasted text there without a word, and nothing may be lost.
    """

    default_error_messages = {"required": _("Write your message first.")}

    def __init__(self, *, limit: int = MAX_BODY, rows: int = 6, draft: str = "", **kwargs) -> None:
        attrs = {"dir": "auto", "rows": rows}
        if draft:
            attrs["data-draft"] = draft
        super().__init__(**{"label": _("Text"), "widget": forms.Textarea(attrs=attrs), **kwargs})
        self.limit = limit

    def validate(self, value):
        """Refuse a text that is too long, with both numbers; only a whole message may be a file instead."""
        super().validate(value)
        if self.limit < MAX_BODY:
            MaxLengthValidator(self.limit)(value)
        elif len(value) > self.limit:
            raise ValidationError(too_long(len(value), self.limit), code="text_too_long")
