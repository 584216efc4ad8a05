"""Forms that stand in the cards of a page: several of one kind, and at most one that was refused."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms

from poshtyar.common.errors import DomainError
from poshtyar.common.forms import Form


class CardForm(Form):
    """A form of a card; `action` says which one, in its ids and to the card's template."""

    action = ""


@dataclass
class CardForms:
    """The forms of a page's cards: fresh ones made when they are drawn, and the refused one with what was typed."""

    make: Callable[[str, Any], CardForm]
    form: CardForm | None = None
    refusal: str = ""
    is_drawn: bool = False

    def refusing(self, form: CardForm, refusal: DomainError | None = None, *, field: str = "") -> "CardForms":
        """Show this form again with what was typed; a refusal stands above it, or beside the field that it is about."""
        self.form = form
        if refusal and field:
            form.add_error(field, refusal.message)
        elif refusal:
            self.refusal = refusal.message
        return self

    def of(self, action: str, card: Any) -> CardForm:
        """Return the form of an action on a card; only one card is shown after a refusal."""
        if self.form is None or action != self.form.action:
            return self.make(action, card)
        self.is_drawn = True
        return self.form

    def left_over(self) -> list[str]:
        """Return what was typed into a refused form that the card no longer offers, so that nothing is lost."""
        if self.form is None or self.is_drawn:
            return []
        areas = [field for field in self.form if isinstance(field.field.widget, forms.Textarea)]
        return [text for area in areas if (text := (area.value() or "").strip())]
