"""A form names its fields …"""

import pytest
from django import forms
from django.utils.translation import override

from poshtyar.common.fields import IntegerField, NonceField
from poshtyar.common.forms import Form


class Everything(Form):
    name = forms.CharField(label="Name", max_length=3)
    age = IntegerField(label="Age", min_value=1, max_value=12, required=False)
    email = forms.EmailField(label="E-mail", required=False)
    site = forms.URLField(label="Site", required=False, assume_scheme="https")
    kind = forms.ChoiceField(label="Kind", choices=[("a", "A")])
    nonce = NonceField()


def errors_of(form=Everything, **data):
    """Return the errors of a form in which all but this is right."""
    data = {"name": "abc", "kind": "a", "nonce": "a-form-of-this-test"} | data
    return {field: list(errors) for field, errors in form(data).errors.items()}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "“Name” is empty; please write it."),
        ({"name": "abcdef"}, "“Name” holds at most 3 characters; you wrote 6."),
        ({"name": "\x00"}, "“Name” is not written as it should be; look at the example or the label once more."),
        ({"age": "x"}, "“Age” takes a whole number in digits."),
        ({"age": "0"}, "“Age” must be 1 or more."),
        ({"age": "13"}, "“Age” may be at most 12."),
        ({"email": "x"}, "“E-mail” is not an address, such as name@example.com."),
        ({"site": "a b"}, "“Site” is not an address of a site, such as https://shop.example.com."),
        ({"kind": ""}, "Nothing is chosen for “Kind”."),
        ({"kind": "b"}, "“Kind” has no such choice; choose one of those that are shown."),
        ({"nonce": ""}, "This page is out of date; load it again and send the form."),
    ],
)
def test_in_place_of_every_sentence_of_django(wrong, said):
    with override("en"):
        assert errors_of(**wrong) == {next(iter(wrong)): [said]}


def test_in_persian_with_persian_digits():
    with override("fa"):
        assert errors_of(name="ب" * 1234) == {"name": ["«Name» حداکثر ۳ نویسه جا داره و شما ۱٬۲۳۴ نویسه نوشتید."]}


def test_but_lets_a_field_say_it_in_its_own_words():
    class Own(Form):
        name = forms.CharField(error_messages={"required": "How are you called?"})

    assert errors_of(Own, name="") == {"name": ["How are you called?"]}


def test_by_another_name_where_the_form_knows_one():
    class Numbered(Everything):
        def name_of(self, field):
            return f"{super().name_of(field)} of line 2"

    with override("en"):
        assert errors_of(Numbered, name="") == {"name": ["“Name of line 2” is empty; please write it."]}


def test_without_a_number_for_yes_and_no():
    class Odd(Form):
        def clean(self):
            self.add_error("name", forms.ValidationError("It is %(so)s.", params={"so": True}))

        name = forms.CharField()

    assert errors_of(Odd) == {"name": ["It is True."]}
