"""What the forms of rows that managers edit share: the version they were opened with, and texts in both languages."""

from collections.abc import Iterator
from typing import Any, cast

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext

from poshtyar.common.editing import Edited
from poshtyar.common.fields import IntegerField, VersionField
from poshtyar.common.forms import Form
from poshtyar.common.localised import localised
from poshtyar.common.words import listed


def persian(widget: type[forms.Widget] = forms.TextInput, **attrs) -> forms.Widget:
    """Return a widget for Persian text, on a page of any language."""
    return widget(attrs={"lang": "fa", "dir": "rtl", "autocomplete": "off", **attrs})


def english(widget: type[forms.Widget] = forms.TextInput, **attrs) -> forms.Widget:
    """Return a widget for English text, on a page of any language."""
    return widget(attrs={"lang": "en", "dir": "ltr", "autocomplete": "off", **attrs})


class NamedChoiceField(forms.ModelChoiceField):
    """A row by its name in the reader's language."""

    def label_from_instance(self, row) -> str:
        """Return the name."""
        return localised(row, "name")


class EditForm(Form):
    """A form of a new row, or of one that somebody else may change meanwhile."""

    version = VersionField()

    def __init__(self, data=None, *, row: Edited | None = None, **kwargs) -> None:
        super().__init__(data, initial=self.said_of(row) if row else None, **kwargs)
        if row is None:
            del self.fields["version"]

    def said_of(self, row: Edited) -> dict[str, Any]:
        """Return what the row says now, field by field."""
        return {name: getattr(row, name) for name in self.base_fields}

    def facts(self) -> Any:
        """Return what the operations take."""
        raise NotImplementedError

    @property
    def typed(self) -> dict[str, Any]:
        """What was typed, cleaned, without the version."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    @property
    def version_seen(self) -> int:
        """The version that the form was opened with."""
        return self.cleaned_data["version"]

    def catch_up(self, row: Edited) -> list[tuple[str, str]]:
        """Take the row's newer version, keep what was typed, and return in words what stands now where it differs.

        Whoever saves again has read it.
        """
        said, typed = self.said_of(row), self.typed
        differing = [bound for bound in self.visible_fields() if said.get(bound.name) != typed.get(bound.name)]
        data = cast("MultiValueDict", self.data).copy()
        data[self.add_prefix("version")] = str(row.version)
        self.data = data
        return [(str(bound.label), _in_words(bound, said.get(bound.name))) for bound in differing]


def _in_words(bound: forms.BoundField, value: Any) -> str:
    """Return a stored value as its field would show it to a reader."""
    field = bound.field
    if isinstance(value, bool):
        return gettext("ticked") if value else gettext("not ticked")
    if isinstance(field, forms.ChoiceField):
        prepared = field.prepare_value(value)
        chosen = {str(one) for one in (prepared if isinstance(prepared, (list, tuple)) else [prepared])}
        labels = [str(label) for key, label in _flat(field.choices) if str(key) in chosen]
        return listed(labels) or "–"
    return str(field.prepare_value(value)) or "–"


def _flat(choices: Any) -> Iterator[tuple[Any, Any]]:
    """Yield the choices of a field, without their groups."""
    for key, label in choices:
        if isinstance(label, (list, tuple)):
            yield from label
        else:
            yield key, label


class VersionForm(Form):
    """The version that a page was opened with."""

    version = VersionField()


class PlaceForm(Form):
    """Where a row shall stand; the page draws its buttons itself."""

    place = IntegerField(min_value=1)
