"""`{% field %}`, and the fields that it draws once."""

import pytest
from django import forms
from django.template import Context, engines
from django.utils import translation

from poshtyar.common.forms import Form
from poshtyar.ui.templatetags.ui import field


class Each(Form):
    word = forms.CharField(help_text="It is counted.")


class Once(Each):
    drawn_once = frozenset({"word"})


def drawn(form, name="word") -> str:
    return field(form[name])


@pytest.mark.parametrize("language", ["fa", "en"])
def test_an_empty_field_that_is_drawn_once_is_as_it_is_afresh(language):
    with translation.override(language):
        seen = [drawn(Once()) for _ in range(2)]

        assert seen == [drawn(Each())] * 2
    assert seen[0] is seen[1]


def test_what_somebody_wrote_and_what_was_refused_is_never_kept():
    drawn(Once())
    written, refused = Once(initial={"word": "Mine"}), Once({"word": ""})

    assert 'value="Mine"' in drawn(written)
    assert "has-error" in drawn(refused)
    assert drawn(Once()) == drawn(Each())


def test_what_is_needed_at_times_is_not_called_optional():
    class Free(Form):
        word = forms.CharField(required=False)

    class Sometimes(Free):
        sometimes_needed = ("word",)

    assert ['class="optional"' in drawn(form) for form in (Free(), Sometimes(), Each())] == [True, False, False]


def test_forms_on_one_page_keep_their_ids_apart():
    assert 'id="id_a-word"' in drawn(Once(prefix="a"))
    assert 'id="id_b-word"' in drawn(Once(prefix="b"))
    assert 'id="word_7"' in drawn(Once(auto_id="%s_7"))


def test_nothing_is_summed_up_where_nothing_was_refused():
    template = engines["django"].engine.from_string("<{% error_summary form refusal %}>")

    assert template.render(Context({"form": Each(), "refusal": ""})) == "<>"
    assert 'id="error-summary"' in template.render(Context({"form": Each({}), "refusal": ""}))
    assert "Too late" in template.render(Context({"form": Each(), "refusal": "Too late"}))
