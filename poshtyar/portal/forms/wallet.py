"""Which lines of the statement are asked for; it stands in the address, so that a link or a file shows the same."""

from collections import Counter
from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from poshtyar.common.fields import DayField
from poshtyar.common.forms import Form
from poshtyar.common.jalali import end_of_day, format_date, format_moment, last_day_before, start_of_day
from poshtyar.common.localised import localised
from poshtyar.common.words import listed
from poshtyar.wallet import queries as wallet

# What a customer calls the lines of several kinds of entries.
KINDS = {
    "bought": (_("Bought"), ("purchase",)),
    "gift": (_("Gifts"), ("gift",)),
    "set-aside": (_("Set aside"), ("hold", "replace")),
    "used": (_("Used"), ("capture",)),
    "released": (_("Released"), ("release",)),
    "expired": (_("Expired"), ("expire",)),
    "corrected": (_("Corrected or given back"), ("adjust", "reinstate", "undo", "extend")),
    "money": (_("Refunds and disputed payments"), ("refund", "chargeback", "won")),
}


class StatementForm(Form):
    """A period, a kind of lines and a lot, each or none of them."""

    since = DayField(label=_("From day"), required=False)
    until = DayField(label=_("To day"), help_text=_("That day is counted."), required=False)
    kind = forms.ChoiceField(
        label=_("What happened"),
        required=False,
        choices=[("", _("Everything")), *((name, label) for name, (label, _kinds) in KINDS.items())],
    )
    lot = forms.ChoiceField(label=_("Package"), required=False)

    def __init__(self, data, *, organization) -> None:
        super().__init__(data)
        lots = wallet.lots_on_statement(organization)
        names = names_apart([(_name_of(lot), lot.credited_at) for lot in lots])
        choices = [(str(lot.pk), name) for lot, name in zip(lots, names, strict=True)]
        self.fields["lot"].choices = [("", _("All packages")), *choices]  # type: ignore[attr-defined]

    def clean(self):
        """Refuse a period that ends before it begins."""
        said = super().clean() or {}
        since, until = said.get("since"), said.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day is before the first one."))
        return said

    @property
    def narrowing(self) -> wallet.Narrowing:
        """What was asked for; of a form with errors, everything."""
        if not self.is_valid():
            return wallet.Narrowing()
        said = self.cleaned_data
        return wallet.Narrowing(
            since=said["since"] and start_of_day(said["since"]),
            until=said["until"] and end_of_day(said["until"]),
            kinds=KINDS[said["kind"]][1] if said["kind"] else (),
            lot=int(said["lot"]) if said["lot"] else None,
        )

    @property
    def asked(self) -> list[tuple[str, str]]:
        """What was asked for, in words: the name of each filled-in field, and what stands there."""
        said = self.cleaned_data if self.is_valid() else {}
        days = [(name, format_date(said[name])) for name in ("since", "until") if said.get(name)]
        choices = [(name, dict(self.fields[name].choices)[said[name]]) for name in ("kind", "lot") if said.get(name)]  # type: ignore[attr-defined]
        return [(self.name_of(name), str(words)) for name, words in days + choices]


def names_apart(named: list[tuple[str, datetime]]) -> list[str]:
    """Return the names, with its moment behind each that others have too."""
    often = Counter(name for name, _moment in named)
    return [listed([name, format_moment(moment)]) if often[name] > 1 else name for name, moment in named]


def _name_of(lot) -> str:
    name = localised(lot, "label")
    return f"{name} ({format_date(last_day_before(lot.expires_at))})" if lot.expires_at else name
