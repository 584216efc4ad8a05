"""Forms of tickets."""

from typing import cast

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from poshtyar.accounts.models import Organization, Store
from poshtyar.common.fields import MobileField, NonceField
from poshtyar.common.forms import Form
from poshtyar.files.fields import FilesForm
from poshtyar.portal.forms.people import OwnNameField
from poshtyar.tickets.fields import DRAFTED, BodyField, DraftVersionField, SubjectField, filled_from
from poshtyar.tickets.models import Draft, Effect
from poshtyar.vault.fields import SecretField

# Anybody may write this form before anything is known of them, so it holds less.
ADVICE_CHARACTERS = 5_000
STORES_OFFERED = 200


class OpenTicketForm(FilesForm):
    """What a customer asks, and how much it hurts."""

    field_order = ("store", "subject", "body", "secret", "files", "effect")
    store = forms.ChoiceField(label=_("Store"), required=False)
    subject = SubjectField()
    body = BodyField(rows=8, help_text=_("What happens, where, and since when. No passwords here."))
    secret = SecretField()
    effect = forms.ChoiceField(label=_("What is it about?"), choices=Effect.choices, widget=forms.RadioSelect)
    nonce = NonceField()
    draft_version = DraftVersionField()

    def __init__(self, *args, organization: Organization, draft: Draft, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.organization = organization
        self.fields["store"].choices = self._store_choices  # type: ignore[attr-defined]  # It is the field above.
        if not self.is_bound:
            usual = {"store": next(iter(self.stores), ""), "effect": Effect.QUESTION}
            self.initial = usual | filled_from(draft)

    @cached_property
    def stores(self) -> dict[str, Store]:
        """The stores that can be chosen; a form that was sent with none does not ask for them."""
        rows = self.organization.stores.in_use().order_by("pk")[:STORES_OFFERED]
        return {store.public_id: store for store in rows}

    def _store_choices(self) -> list[tuple[str, str]]:
        names = [(public_id, store.name) for public_id, store in self.stores.items()]
        return [("", gettext("No particular store")), *names]

    def clean_store(self) -> Store | None:
        """Return the store that was chosen, if one was."""
        chosen = self.cleaned_data["store"]
        return self.stores.get(chosen) if chosen else None


class ReplyForm(FilesForm):
    """An answer in the conversation."""

    field_order = ("body", "secret", "files")
    drawn_once = frozenset({"body", "secret", "files"})
    body = BodyField(label=_("Your reply"), rows=5)
    secret = SecretField()
    nonce = NonceField()
    draft_version = DraftVersionField()


class UploadForm(Form):
    """One file that is uploaded before its message."""

    file = forms.FileField(label=_("File"), allow_empty_file=True)


class DraftForm(Form):
    """What was typed into one of these forms and is not sent; whatever it is, it is kept as it is."""

    draft_version = DraftVersionField()

    def said(self) -> dict[str, str]:
        """Return what was typed, field by field."""
        data = cast("MultiValueDict", self.data)
        return {name: ",".join(data.getlist(name)) for name in DRAFTED if name in data}


class RatingForm(Form):
    """What the customer thinks of the answer."""

    drawn_once = frozenset({"rating", "comment"})
    rating = forms.TypedChoiceField(
        label=_("How was the answer?"),
        coerce=int,
        choices=[
            (5, _("5 – very good")),
            (4, _("4 – good")),
            (3, _("3 – so-so")),
            (2, _("2 – bad")),
            (1, _("1 – very bad")),
        ],
        widget=forms.RadioSelect,
    )
    comment = forms.CharField(
        label=_("In a few words"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"dir": "auto", "rows": 2}),
    )


class AdviceForm(Form):
    """A question before buying."""

    subject = SubjectField(label=_("What is it about?"))
    body = BodyField(label=_("Your question"), rows=6, limit=ADVICE_CHARACTERS)
    nonce = NonceField()


class NamedAdviceForm(AdviceForm):
    """The same, of somebody who has no organization yet: their name becomes its name."""

    field_order = ("name", "mobile", "subject", "body")
    name = OwnNameField()


class AnonymousAdviceForm(NamedAdviceForm):
    """The same, of somebody whom a code to their number makes known."""

    mobile = MobileField(label=_("Mobile number"), help_text=_("We send a code to it, and the answer by SMS."))
