"""The form of a service level."""

from django import forms
from django.utils.translation import gettext_lazy as _

from poshtyar.common.fields import DurationField, IntegerField, NameField
from poshtyar.console.forms.editing import EditForm, NamedChoiceField, english, persian
from poshtyar.sla.limits import HIGHEST_RANK, LONGEST_TARGET_MINUTES
from poshtyar.sla.models import Calendar
from poshtyar.sla.operations import LevelFacts


class ServiceLevelForm(EditForm):
    """On which days a level is served, how soon, and before whom."""

    name_fa = NameField(label=_("Name in Persian"), max_length=80, widget=persian())
    name_en = NameField(label=_("Name in English"), max_length=80, widget=english())
    calendar = NamedChoiceField(
        label=_("Service days"),
        queryset=Calendar.objects.filter(intervals__isnull=False).distinct().order_by("id"),
        empty_label=None,
    )
    general_minutes = DurationField(
        label=_("First answer to a general request, in hours"),
        help_text=_("Counted on the service days: \u206824\u2069, or \u20681:30\u2069 for an hour and a half."),
        max_value=LONGEST_TARGET_MINUTES,
    )
    emergency_minutes = DurationField(
        label=_("First answer to an emergency, in hours"),
        help_text=_("Never later than a general request is answered."),
        max_value=LONGEST_TARGET_MINUTES,
    )
    rank = IntegerField(
        label=_("Rank"),
        help_text=_("Of tickets that are due at the same moment, those of a higher rank come first."),
        min_value=0,
        max_value=HIGHEST_RANK,
        initial=0,
    )
    has_phone = forms.BooleanField(label=_("Telephone support"), required=False)

    def facts(self) -> LevelFacts:
        """Return what the operations take."""
        return LevelFacts(**self.typed)
