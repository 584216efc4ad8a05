"""The forms of services and their groups."""

from typing import cast

from django import forms
from django.utils.translation import gettext_lazy as _

from poshtyar.catalog.limits import MOST_SERVICE_COINS, MOST_SERVICE_MINUTES
from poshtyar.catalog.models import Obstacle, Right, ServiceGroup
from poshtyar.catalog.operations import GroupFacts, ServiceFacts
from poshtyar.common.fields import DurationField, IntegerField, NameField
from poshtyar.console.forms.editing import EditForm, NamedChoiceField, english, persian


class GroupForm(EditForm):
    """What a group is called."""

    name_fa = NameField(label=_("Name in Persian"), max_length=80, widget=persian())
    name_en = NameField(label=_("Name in English"), max_length=80, widget=english())

    def facts(self) -> GroupFacts:
        """Return what the operations take."""
        return GroupFacts(**self.typed)


class ServiceForm(EditForm):
    """What a service is, what it usually costs, and what it needs."""

    name_fa = NameField(label=_("Name in Persian"), max_length=160, widget=persian())
    name_en = NameField(label=_("Name in English"), max_length=160, widget=english())
    code = forms.RegexField(
        r"\A[A-Za-z0-9]+\Z",
        label=_("Code"),
        help_text=_("For staff: at most ten Latin letters and digits, such as GA4."),
        max_length=10,
        widget=english(),
        error_messages={"invalid": _("The code takes Latin letters and digits only.")},
    )
    group = NamedChoiceField(
        label=_("Group"), queryset=ServiceGroup.objects.order_by("position", "id"), empty_label=None
    )
    coins = IntegerField(label=_("Usual coins"), min_value=0, max_value=MOST_SERVICE_COINS)
    is_starting_price = forms.BooleanField(label=_("These are the least coins: “quote from”"), required=False)
    effort_minutes = DurationField(
        label=_("Usual hours of work, for staff alone"), max_value=MOST_SERVICE_MINUTES, min_value=0, initial=0
    )
    required_right = forms.ChoiceField(
        label=_("The right it needs"), choices=[("", _("none")), *Right.choices], required=False
    )
    needs_backup = forms.BooleanField(label=_("A backup is needed first"), required=False)
    usual_obstacles = forms.MultipleChoiceField(
        label=_("What usually makes it impossible"),
        choices=[choice for choice in Obstacle.choices if choice[0] != Obstacle.OTHER],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    is_listed = forms.BooleanField(label=_("Stands on the public list"), required=False, initial=True)
    is_example = forms.BooleanField(label=_("Stands on the home page as an example of what coins buy"), required=False)

    def said_of(self, row):
        """Return what the service says now, its obstacles one by one."""
        return super().said_of(row) | {"usual_obstacles": list(row.obstacles)}

    def clean_code(self) -> str:
        """Return the code in capitals."""
        return cast(str, self.cleaned_data["code"]).upper()

    def facts(self) -> ServiceFacts:
        """Return what the operations take."""
        typed = self.typed
        usual = [obstacle for obstacle in Obstacle if obstacle in typed["usual_obstacles"]]
        return ServiceFacts(**typed | {"usual_obstacles": ",".join(usual)})
