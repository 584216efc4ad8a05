"""The inputs of forms: Jinja2 draws what Django's own templates draw."""

import re
from datetime import date

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates, get_default_renderer

from poshtyar.files.fields import FilesInput

NASTY = "\"><script>'&amp;"
CHOICES = [("", "–"), ("a", NASTY), ("More", [("b", "B"), (3, "سه")])]


@pytest.mark.parametrize(
    "widget, value",
    [
        (forms.TextInput({"dir": "ltr", "class": NASTY}), NASTY),
        (forms.TextInput(), None),
        (forms.Textarea({"rows": 2, "required": True, "disabled": False}), NASTY),
        (forms.Select(choices=CHOICES), 3),
        (forms.SelectMultiple(choices=CHOICES), ["a", "b"]),
        (forms.RadioSelect({"class": "x"}, choices=CHOICES), "a"),
        (forms.CheckboxSelectMultiple(choices=CHOICES), ["b"]),
        (forms.CheckboxInput(), True),
        (forms.PasswordInput(), NASTY),
        (forms.HiddenInput(), 12),
        (forms.MultipleHiddenInput(), [NASTY, 2]),
        (forms.DateInput(), date(2026, 11, 27)),
        (FilesInput({"data-limit": 50}), None),
    ],
    ids=lambda one: type(one).__name__ if isinstance(one, forms.Widget) else "",
)
def test_draws_what_django_draws_but_for_the_spaces(widget, value):
    attrs = {"id": "id_it", "aria-describedby": "id_it_helptext"}

    ours = widget.render("it", value, attrs, get_default_renderer())
    theirs = widget.render("it", value, attrs, DjangoTemplates())

    assert _parts(ours) == _parts(theirs)
    assert "<script>" not in ours


def _parts(markup: str) -> list[str]:
    """Return tags and texts, without the spaces around them, and quotes written in one way."""
    same = markup.replace("&#34;", "&quot;").replace("&#39;", "&#x27;")
    return [part.strip() for part in re.split(r"(<[^>]*>)", same) if part.strip()]
