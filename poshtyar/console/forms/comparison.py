"""The form of a row of the comparison, with a cell for each package."""

from collections.abc import Iterator, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from poshtyar.catalog.models import ComparisonCell, ComparisonRow, Package, Right
from poshtyar.catalog.operations import CellFacts, RowFacts
from poshtyar.common.fields import NameField, ProseField
from poshtyar.common.localised import localised
from poshtyar.console.forms.editing import EditForm, english, persian

MOST_EXPLANATION = 1000
MOST_WORDS = 60


class RowForm(EditForm):
    """What a row says, what it means, and what each package gives in it."""

    label_fa = NameField(label=_("Label in Persian"), max_length=160, widget=persian())
    label_en = NameField(label=_("Label in English"), max_length=160, widget=english())
    explanation_fa = ProseField(
        label=_("What it means, in Persian"),
        max_length=MOST_EXPLANATION,
        required=False,
        widget=persian(forms.Textarea, rows=3),
    )
    explanation_en = ProseField(
        label=_("What it means, in English"),
        max_length=MOST_EXPLANATION,
        required=False,
        widget=english(forms.Textarea, rows=3),
    )
    right = forms.ChoiceField(
        label=_("The right that a tick gives"),
        help_text=_("Work that needs the right is quoted to customers whose package has it."),
        choices=[("", _("none")), *Right.choices],
        required=False,
    )
    shows_coins = forms.BooleanField(label=_("Shows the package's coins in place of the tick"), required=False)

    def __init__(self, data=None, *, packages: Sequence[Package], row: ComparisonRow | None = None) -> None:
        self.packages = packages
        super().__init__(data, row=row)
        for package in packages:
            name = localised(package, "name")
            self.fields[f"included_{package.pk}"] = forms.BooleanField(
                label=_("%(package)s: included") % {"package": name}, required=False
            )
            self.fields[f"text_fa_{package.pk}"] = NameField(
                label=_("%(package)s: words in Persian") % {"package": name},
                max_length=MOST_WORDS,
                required=False,
                widget=persian(),
            )
            self.fields[f"text_en_{package.pk}"] = NameField(
                label=_("%(package)s: words in English") % {"package": name},
                max_length=MOST_WORDS,
                required=False,
                widget=english(),
            )

    def said_of(self, row):
        """Return what the row says now, with its cells."""
        kept = {cell.package_id: cell for cell in ComparisonCell.objects.filter(row=row)}
        said = super().said_of(row)
        for package in self.packages:
            cell = kept.get(package.pk) or ComparisonCell()
            said[f"included_{package.pk}"] = cell.is_included
            said[f"text_fa_{package.pk}"], said[f"text_en_{package.pk}"] = cell.text_fa, cell.text_en
        return said

    @property
    def cells(self) -> Iterator[tuple[Package, forms.BoundField, forms.BoundField, forms.BoundField]]:
        """Each package with its three fields."""
        for package in self.packages:
            included, text_fa, text_en = (self[f"{name}_{package.pk}"] for name in ("included", "text_fa", "text_en"))
            yield package, included, text_fa, text_en

    def facts(self) -> RowFacts:
        """Return what the operations take."""
        typed = self.typed
        cells = {
            package: CellFacts(*(typed.pop(f"{name}_{package.pk}") for name in ("included", "text_fa", "text_en")))
            for package in self.packages
        }
        return RowFacts(**typed, cells=cells)
