"""The form of a package."""

from typing import cast

from django import forms
from django.utils.translation import gettext_lazy as _

from poshtyar.catalog.limits import MOST_PACKAGE_COINS, MOST_PRICE_RIAL, MOST_VALIDITY_DAYS
from poshtyar.catalog.models import ComparisonRow
from poshtyar.catalog.operations import PackageFacts
from poshtyar.common.fields import IntegerField, NameField, TomanField
from poshtyar.common.localised import localised
from poshtyar.console.forms.editing import EditForm, NamedChoiceField, english, persian
from poshtyar.sla.models import ServiceLevel


class RowsField(forms.ModelMultipleChoiceField):
    """Rows of the comparison by their labels."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, row: ComparisonRow) -> str:
        """Return the label in the reader's language."""
        return localised(row, "label")


class PackageForm(EditForm):
    """What a package sells, for how much, and what is ticked for it in the comparison."""

    name_fa = NameField(label=_("Name in Persian"), max_length=80, widget=persian())
    name_en = NameField(label=_("Name in English"), max_length=80, widget=english())
    code = forms.SlugField(
        label=_("Code"),
        help_text=_("It stands in the address of the order page: small Latin letters, digits and hyphens."),
        error_messages={"invalid": _("The code takes Latin letters, digits and hyphens only.")},
        max_length=50,
        widget=english(),
    )
    coins = IntegerField(label=_("Coins"), min_value=1, max_value=MOST_PACKAGE_COINS)
    price_rial = TomanField(label=_("Price in toman, before VAT"), most_rial=MOST_PRICE_RIAL)
    validity_days = IntegerField(
        label=_("Validity in days"), min_value=1, max_value=MOST_VALIDITY_DAYS, initial=PackageFacts.validity_days
    )
    service_level = NamedChoiceField(
        label=_("Service level"), queryset=ServiceLevel.objects.order_by("rank", "id"), empty_label=None
    )
    summary_fa = NameField(label=_("For whom, in Persian"), max_length=200, required=False, widget=persian())
    summary_en = NameField(label=_("For whom, in English"), max_length=200, required=False, widget=english())
    rows = RowsField(
        label=_("What it includes"),
        help_text=_("The ticks of the comparison. Packages that are bought from now on have these rights."),
        queryset=ComparisonRow.objects.order_by("position", "id"),
        required=False,
    )
    is_on_sale = forms.BooleanField(label=_("On sale"), required=False, initial=True)

    def said_of(self, row):
        """Return what the package says now, with its ticks."""
        ticked = ComparisonRow.objects.filter(cells__package=row, cells__is_included=True).order_by("position", "id")
        return {name: getattr(row, name) for name in self.base_fields if name != "rows"} | {"rows": list(ticked)}

    def clean_code(self) -> str:
        """Return the code in small letters."""
        return cast(str, self.cleaned_data["code"]).lower()

    def clean_rows(self) -> list[ComparisonRow]:
        """Return the ticked rows."""
        return list(self.cleaned_data["rows"])

    def facts(self) -> PackageFacts:
        """Return what the operations take."""
        return PackageFacts(**{**self.typed, "rows": tuple(self.typed["rows"])})
