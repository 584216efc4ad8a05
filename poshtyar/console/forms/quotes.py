"""Forms of the quote composer and of the work that follows."""

from typing import cast

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from poshtyar.catalog.models import Obstacle, Service
from poshtyar.common.fields import IntegerField, NonceField
from poshtyar.common.forms import Form
from poshtyar.common.localised import localised
from poshtyar.common.numbers import format_number
from poshtyar.common.words import coins_in_words
from poshtyar.files.fields import FilesField
from poshtyar.quotes.limits import LONGEST_LINE_TITLE, LONGEST_TEXT, LONGEST_TITLE, MOST_COINS, MOST_LINES
from poshtyar.quotes.models import Quote, QuoteKind
from poshtyar.tickets.fields import BodyField
from poshtyar.ui.forms import CardForm

MOST_HOURS = 24 * 365
VALIDITIES = [(24, _("24 hours")), (48, _("48 hours")), (72, _("72 hours")), (168, _("7 days"))]


class InvestigationField(forms.ModelChoiceField):
    """An approved investigation, by its title."""

    def label_from_instance(self, quote: Quote) -> str:
        """Return the title that the customer knows."""
        return quote.agreed_version.title


class OfferForm(Form):
    """What is offered, but for its lines."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[(QuoteKind.WORK, _("Work")), (QuoteKind.INVESTIGATION, _("Investigation first"))],
        initial=QuoteKind.WORK,
    )
    title = forms.CharField(
        label=_("Title"), max_length=LONGEST_TITLE, widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"})
    )
    delivery_hours = IntegerField(label=_("Working hours until delivery"), min_value=1, max_value=MOST_HOURS)
    validity = forms.TypedChoiceField(label=_("Valid for"), choices=VALIDITIES, coerce=int, initial=72)
    fee = IntegerField(
        label=_("Coins if it proves impossible"),
        min_value=0,
        max_value=settings.INVESTIGATION_FEE_COINS,
        initial=settings.INVESTIGATION_FEE_COINS,
        help_text=_("0 when you are sure that it is possible; then the customer is not asked for consent."),
    )
    assumptions = forms.CharField(
        label=_("We assume"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    investigation = InvestigationField(
        label=_("Follows the investigation"), queryset=Quote.objects.none(), required=False
    )
    override_reason = forms.CharField(
        label=_("Reason to quote without the right"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=_("As a lead you may quote work that the customer's packages do not include."),
    )
    nonce = NonceField()

    def __init__(self, *args, investigations, is_lead: bool, is_revision: bool, **kwargs):
        super().__init__(*args, **kwargs)
        field = cast(forms.ModelChoiceField, self.fields["investigation"])
        field.queryset = investigations
        if is_revision or not investigations:
            del self.fields["investigation"]
        if is_revision:
            del self.fields["kind"]
        if not is_lead:
            del self.fields["override_reason"]


class LineForm(Form):
    """One line: a service with its usual price unless other coins are typed, or free text with coins.

    A service is named in the `language` of the customer, who approves these words.
    """

    service = forms.TypedChoiceField(label=_("Service"), required=False)
    title = forms.CharField(
        label=_("Or in your words"),
        required=False,
        max_length=LONGEST_LINE_TITLE,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    coins = IntegerField(label=_("Coins"), required=False, min_value=0, max_value=MOST_COINS)
    effort_minutes = IntegerField(label=_("Minutes"), required=False, min_value=0)

    def __init__(self, *args, services: dict[str, Service], choices: list, language: str, number: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.number, self.language = number, language
        field = cast(forms.TypedChoiceField, self.fields["service"])
        field.choices, field.coerce, field.empty_value = choices, services.get, None

    def name_of(self, field: str) -> str:
        """Return the label with the number of the line: each of these names stands on the page many times."""
        return gettext("Line %(number)s, %(field)s") % {
            "number": format_number(self.number),
            "field": super().name_of(field),
        }

    def clean(self):
        """Fill what the service says, and ask for what is missing."""
        line, here = super().clean() or {}, {"number": format_number(self.number)}
        service = line.get("service")
        if service:
            line["title"] = line.get("title") or localised(service, "name", self.language)[:LONGEST_LINE_TITLE]
            line["effort_minutes"] = line.get("effort_minutes") or service.effort_minutes
            if line.get("coins") is None and "coins" not in self.errors:
                line["coins"] = service.coins
        if line.get("title") and line.get("coins") is None and "coins" not in self.errors:
            self.add_error("coins", _("Write the coins of line %(number)s.") % here)
        if not line.get("title") and line.get("coins") is not None:
            self.add_error(
                "title",
                _("Choose a service for line %(number)s, or write what it is.") % here,
            )
        line["effort_minutes"] = line.get("effort_minutes") or 0
        return line


class BaseLines(forms.BaseFormSet):
    """The lines of an offer; empty rows do not count."""

    def get_form_kwargs(self, index):
        """Tell each line its number."""
        return super().get_form_kwargs(index) | {"number": (index or 0) + 1}

    def clean(self):
        """Ask for a line where there is none, in the place where the first is written."""
        # Where the count of lines itself is broken, that has been said already.
        if self.non_form_errors() or any(self.errors) or self.filled:
            return
        if not self.forms:
            raise forms.ValidationError(_("Write at least one line."))
        self.forms[0].add_error("title", _("Write at least one line."))

    @property
    def filled(self) -> list[dict]:
        """The cleaned lines that say something."""
        return [line for line in self.cleaned_data if line.get("title")]


Lines = forms.formset_factory(
    LineForm, formset=BaseLines, extra=MOST_LINES, max_num=MOST_LINES, absolute_max=MOST_LINES
)


class CancelForm(CardForm):
    """A reason that the customer reads."""

    action = "cancel"
    reason = BodyField(
        label=_("Reason, which the customer reads"),
        rows=3,
        limit=LONGEST_TEXT,
        error_messages={"required": _("Please write the reason; the customer reads it.")},
    )


class LineCoinsForm(CardForm):
    """The coins used of each approved line."""

    def __init__(self, *args, lines, **kwargs):
        super().__init__(*args, **kwargs)
        for line in lines:
            self.fields[f"line_{line.position}"] = IntegerField(
                label=line.title,
                help_text=_("of %(coins)s") % {"coins": coins_in_words(line.coins)},
                min_value=0,
                max_value=line.coins,
                initial=line.coins,
            )
        self.positions = [line.position for line in lines]

    def line_fields(self) -> list:
        """Return the fields of the lines, as they are drawn."""
        return [self[f"line_{position}"] for position in self.positions]

    def clean(self):
        """Gather the coins by position of the line."""
        said = super().clean() or {}
        return said | {"line_coins": {position: said.pop(f"line_{position}", None) for position in self.positions}}


class DeliverForm(LineCoinsForm):
    """What was done, and the coins used of each line."""

    action = "deliver"
    sometimes_needed = ("note",)
    note = BodyField(
        label=_("What was done"),
        help_text=_("Needed when fewer coins are used: the customer reads why."),
        rows=3,
        limit=LONGEST_TEXT,
        required=False,
    )


class SettleForm(LineCoinsForm, CancelForm):
    """A lead's decision: the coins used of each line, and why."""

    action = "settle"


class ImpossibleForm(CardForm):
    """Why the work cannot be done."""

    action = "impossible"
    obstacle = forms.ChoiceField(label=_("Because of"), choices=Obstacle.choices)
    evidence = FilesField(label=_("Evidence"))
    explanation = BodyField(
        label=_("Explanation, which the customer reads"),
        rows=3,
        limit=LONGEST_TEXT,
        error_messages={"required": _("Please write the reason; the customer reads it.")},
    )


class ReworkForm(CardForm):
    """What is not right with delivered work."""

    action = "rework"
    reason = BodyField(
        label=_("What is not right?"),
        rows=2,
        limit=LONGEST_TEXT,
        error_messages={"required": _("Please write what is not right; the customer reads it.")},
    )
    nonce = NonceField()


FORMS = {form.action: form for form in (CancelForm, DeliverForm, SettleForm, ImpossibleForm, ReworkForm)}


def quote_form(action: str, quote: Quote, lines=(), data=None, files=None) -> CardForm:
    """Return the form of an action on a quote; its fields have ids that no other card's have."""
    more = {"lines": lines} if issubclass(FORMS[action], LineCoinsForm) else {}
    return FORMS[action](data, files, auto_id=f"{action}-{quote.pk}-%s", **more)
