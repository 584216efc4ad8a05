"""Forms of tickets, for staff."""

from django import forms
from django.utils.translation import gettext_lazy as _

from poshtyar.accounts.models import Role, User
from poshtyar.common.fields import NonceField
from poshtyar.common.forms import Form
from poshtyar.files.fields import FilesForm
from poshtyar.tickets.fields import BodyField, DraftVersionField
from poshtyar.tickets.models import SEVERITY_RANK, Severity, Ticket


class MessageForm(FilesForm):
    """A reply or a note; each has a draft of its own, so that one never becomes the other."""

    field_order = ("body", "files")
    body = BodyField(rows=6)
    nonce = NonceField()
    draft_version = DraftVersionField()

    def __init__(self, *args, tab: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].label = _("Note for staff alone") if tab == "note" else _("Reply to the customer")


class AssignForm(Form):
    """Who looks after the ticket."""

    assignee = forms.ChoiceField(label=_("Looked after by"))

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        staff = User.objects.exclude(role=Role.CUSTOMER).filter(is_active=True).order_by("display_name", "pk")
        self.staff = {person.public_id: person for person in staff}
        choices = [(public_id, str(person)) for public_id, person in self.staff.items()]
        self.fields["assignee"].choices = choices  # type: ignore[attr-defined]  # It is the field above.

    def clean_assignee(self) -> User:
        """Return the person who was chosen."""
        return self.staff[self.cleaned_data["assignee"]]


class SeverityForm(Form):
    """A lower severity, and why."""

    severity = forms.ChoiceField(label=_("Lower to"), choices=[])
    reason = forms.CharField(
        label=_("Reason, which the customer reads"),
        max_length=500,
        widget=forms.Textarea(attrs={"dir": "auto", "rows": 2}),
    )

    def __init__(self, *args, ticket: Ticket, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        below = SEVERITY_RANK[Severity(ticket.severity)]
        self.fields["severity"].choices = [  # type: ignore[attr-defined]  # It is the field above.
            (severity.value, severity.label) for severity, rank in SEVERITY_RANK.items() if rank < below
        ]
