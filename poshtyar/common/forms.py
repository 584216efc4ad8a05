"""The base of every form: what it says of a wrong field names that field, in the reader's words and digits."""

from typing import Any

from django import forms
from django.core import validators
from django.core.exceptions import ValidationError
from django.forms.utils import pretty_name
from django.utils.translation import gettext_lazy as _

from poshtyar.common.fields import OUT_OF_DATE
from poshtyar.common.numbers import format_number

INVALID = _("“%(field)s” is not written as it should be; look at the example or the label once more.")
# Django's own sentences name no field, and their Persian is a letter's. Beside each stands ours.
SENTENCES = [
    (forms.Field.default_error_messages["required"], _("“%(field)s” is empty; please write it.")),
    (
        forms.ChoiceField.default_error_messages["invalid_choice"],
        _("“%(field)s” has no such choice; choose one of those that are shown."),
    ),
    (
        forms.ModelChoiceField.default_error_messages["invalid_choice"],
        _("“%(field)s” has no such choice; choose one of those that are shown."),
    ),
    (
        forms.IntegerField.default_error_messages["invalid"],
        _("“%(field)s” takes a whole number in digits."),
    ),
    (validators.MinValueValidator.message, _("“%(field)s” must be %(limit_value)s or more.")),
    (validators.MaxValueValidator.message, _("“%(field)s” may be at most %(limit_value)s.")),
    (
        validators.MaxLengthValidator.message,
        _("“%(field)s” holds at most %(limit_value)s characters; you wrote %(show_value)s."),
    ),
    (validators.EmailValidator.message, _("“%(field)s” is not an address, such as name@example.com.")),
    (
        forms.URLField.default_error_messages["invalid"],
        _("“%(field)s” is not an address of a site, such as https://shop.example.com."),
    ),
    (validators.RegexValidator.message, INVALID),
    (validators.ProhibitNullCharactersValidator.message, INVALID),
]
NOTHING_CHOSEN = _("Nothing is chosen for “%(field)s”.")
PASSWORDS = {
    "password_too_short": _("“%(field)s” is too short: it needs at least %(min_length)s characters."),
    "password_too_common": _("“%(field)s” is one that many people use; choose another."),
}


class NamesFields(forms.BaseForm):
    """Makes the errors of a form name their fields, so that a list of them above the form can be understood."""

    def add_error(self, field, error):
        """Keep an error of a field in our words."""
        if field in self.fields:
            error = [self._named(field, one) for one in _single(error)]
        super().add_error(field, error)

    def name_of(self, field: str) -> str:
        """Return what people call a field: its label."""
        return str(self.fields[field].label or pretty_name(field))

    def _named(self, name: str, error: ValidationError) -> ValidationError:
        """Return our sentence in place of Django's; any other error as it is."""
        sentence = self._sentence(name, error)
        if not sentence:
            return error
        numbers = {key: _written(value) for key, value in (error.params or {}).items()}
        return ValidationError(sentence, code=error.code, params=numbers | {"field": self.name_of(name)})

    def _sentence(self, name: str, error: ValidationError):
        """Return our sentence for an error of Django's, or nothing."""
        field = self.fields[name]
        sentence = next((ours for djangos, ours in SENTENCES if error.message is djangos), "")
        if sentence and field.widget.is_hidden:
            # Nobody has typed there: the page is old, or somebody plays with it.
            return OUT_OF_DATE
        if sentence and error.code == "required" and isinstance(field, forms.ChoiceField):
            return NOTHING_CHOSEN
        return sentence or PASSWORDS.get(error.code or "", "")


class Form(NamesFields, forms.Form):
    """The base of our own forms."""

    # The fields that look the same to everybody as long as nothing is in them: pages draw each once in a language.
    drawn_once: frozenset[str] = frozenset()


class ChangeForm(Form):
    """A form of what stands already. It carries what it showed, and says what was changed in it and nothing else.

    So an old window takes back nothing that was changed elsewhere meanwhile.
    """

    def __init__(self, data=None, **kwargs) -> None:
        super().__init__(data, **kwargs)
        for name, field in self.fields.items():
            # What was sent without it, as by a program, is compared with what stands.
            is_carried = not self.is_bound or self.add_initial_prefix(name) in self.data
            field.show_hidden_initial = bool(self.initial) and is_carried

    @property
    def changes(self) -> dict[str, Any]:
        """What was changed in a valid form, cleaned."""
        return {name: self.cleaned_data[name] for name in self.changed_data}


def _single(error) -> list[ValidationError]:
    """Return the single errors of whatever a field was refused with."""
    return ValidationError(error).error_list


def _written(value):
    """Return a number as people read it; a name stays a name."""
    return format_number(value) if isinstance(value, int) and not isinstance(value, bool) else value
