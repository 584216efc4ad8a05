"""The form of a question that is asked often."""

from django import forms
from django.utils.translation import gettext_lazy as _

from poshtyar.common.fields import NameField, ProseField
from poshtyar.console.forms.editing import EditForm, english, persian
from poshtyar.knowledge.limits import LONGEST_ANSWER, LONGEST_QUESTION
from poshtyar.knowledge.operations import FaqFacts


class FaqForm(EditForm):
    """A question and its answer in both languages."""

    question_fa = NameField(label=_("Question in Persian"), max_length=LONGEST_QUESTION, widget=persian())
    answer_fa = ProseField(
        label=_("Answer in Persian"),
        help_text=_("Lists, **weight**, code and links may be written in Markdown."),
        max_length=LONGEST_ANSWER,
        widget=persian(forms.Textarea, rows=8),
    )
    question_en = NameField(label=_("Question in English"), max_length=LONGEST_QUESTION, widget=english())
    answer_en = ProseField(
        label=_("Answer in English"), max_length=LONGEST_ANSWER, widget=english(forms.Textarea, rows=8)
    )
    is_published = forms.BooleanField(label=_("Published"), required=False, initial=True)

    def facts(self) -> FaqFacts:
        """Return what the operations take."""
        return FaqFacts(**self.typed)
