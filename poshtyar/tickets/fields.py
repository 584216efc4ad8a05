"""Form fields of tickets, for every door."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from poshtyar.common.persian import clean_name
from poshtyar.tickets.limits import MAX_BODY, MAX_SUBJECT, too_long
from poshtyar.tickets.models import Draft

# The fields whose contents a draft keeps; never a token, a nonce or a password.
DRAFTED = ("store", "subject", "body", "effect", "kept_files")


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

    def __init__(self, *, limit: int = MAX_BODY, rows: int = 6, **kwargs) -> None:
        widget = forms.Textarea(attrs={"dir": "auto", "rows": rows})
        super().__init__(**{"label": _("Text"), "widget": widget, **kwargs})
        self.limit = limit

    def validate(self, value):
        """Refuse a text that is too long, with both numbers; only a whole message may be a file instead."""
        super().validate(value)
        if self.limit < MAX_BODY:
            MaxLengthValidator(self.limit)(value)
        elif len(value) > self.limit:
            raise ValidationError(too_long(len(value), self.limit), code="text_too_long")


class DraftVersionField(forms.CharField):
    """The version of the draft that a form was filled from; what is no version counts as none, and refuses nothing."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs) -> None:
        super().__init__(**{"required": False, "initial": 0, **kwargs})

    def clean(self, value) -> int:
        """Return the version, or 0."""
        text = str(value or "")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def filled_from(draft: Draft) -> dict:
    """Return what a form starts with: what its writer typed the last time."""
    return {**draft.said, "draft_version": draft.version}
