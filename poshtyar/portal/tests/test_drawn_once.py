"""The fields of customers' pages that are drawn once."""

import pytest
from django.utils import translation

from poshtyar.common.numbers import digits_choice
from poshtyar.portal.forms.tickets import RatingForm, ReplyForm
from poshtyar.ui.templatetags.ui import field


@pytest.mark.parametrize("form", [RatingForm, lambda: ReplyForm(writer=None)])
def test_each_language_and_each_script_of_digits_has_its_own(form):
    def page():
        return [field(form()[name]) for name in form().drawn_once]

    seen = {}
    for language, digits in [("fa", "auto"), ("en", "auto"), ("en", "persian"), ("fa", "auto")]:
        token = digits_choice.set(digits)
        with translation.override(language):
            seen.setdefault((language, digits), []).append(page())
        digits_choice.reset(token)

    assert seen["fa", "auto"][0] == seen["fa", "auto"][1] != seen["en", "auto"][0]
    assert "۰" not in str(seen["en", "auto"])
