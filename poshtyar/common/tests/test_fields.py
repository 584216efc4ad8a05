"""fields …"""

import pytest
from django import forms
from django.core.exceptions import ValidationError

from poshtyar.common.fields import (
    DurationField,
    IntegerField,
    MobileField,
    NonceField,
    ProseField,
    TomanField,
    VersionField,
    new_nonce,
)
from poshtyar.common.mobile import format_mobile


@pytest.mark.parametrize("typed", ["12", " 12 ", "۱۲", "١٢", "\u200e۱۲"])
def test_an_integer_is_read_in_three_scripts(typed):
    assert IntegerField(min_value=0).clean(typed) == 12


@pytest.mark.parametrize(
    "typed", ["1e3", "1.5", "twelve", "-1", "−۱", "9223372036854775808", "2147483648", "۱ ۲", "nan"]
)
def test_an_integer_that_is_none_or_out_of_bounds_is_refused(typed):
    with pytest.raises(ValidationError):
        IntegerField(min_value=0).clean(typed)


def test_an_integer_may_be_larger_where_the_column_is():
    assert IntegerField(max_value=2**63 - 1).clean("9223372036854775807") == 2**63 - 1
    with pytest.raises(ValidationError):
        IntegerField(max_value=2**63 - 1).clean("9223372036854775808")


def test_an_empty_integer_is_nothing_or_refused():
    assert IntegerField(required=False).clean("  ") is None
    with pytest.raises(ValidationError):
        IntegerField().clean("  ")


def test_a_stored_integer_is_shown_in_the_readers_digits_and_a_typed_one_as_typed():
    class Form(forms.Form):
        coins = IntegerField()

    assert 'value="۱۲"' in str(Form(initial={"coins": 12})["coins"])
    assert 'value="1e3"' in str(Form({"coins": "1e3"})["coins"])
    assert 'type="number"' not in str(Form()["coins"])


@pytest.mark.parametrize(
    "typed",
    [
        "09123456789",
        "۰۹۱۲۳۴۵۶۷۸۹",
        "٠٩١٢٣٤٥٦٧٨٩",
        "0912 345 6789",
        "9123456789",
        "+989123456789",
        "00989123456789",
        "0912-345-6789",
        "\u2066۰۹۱۲۳۴۵۶۷۸۹\u2069",
    ],
)
def test_a_mobile_number_is_read_in_every_usual_way(typed):
    assert MobileField().clean(typed) == "+989123456789"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "02188776655",
        "0912345678",
        "091234567890",
        "abc",
        "+14155552671",
        "09420000000",
        "09123456789 ext 5",
        "0" * 41,
    ],
)
def test_a_landline_or_a_slip_is_refused(typed):
    with pytest.raises(ValidationError):
        MobileField().clean(typed)


def test_a_mobile_number_is_shown_in_groups():
    class Form(forms.Form):
        mobile = MobileField()

    assert 'value="۰۹۱۲ ۳۴۵ ۶۷۸۹"' in str(Form(initial={"mobile": "+989123456789"})["mobile"])
    assert format_mobile("+14155552671") == "+14155552671"


def test_a_nonce_is_made_with_the_form_and_differs_each_time():
    class Form(forms.Form):
        nonce = NonceField()

    assert str(Form()["nonce"]) != str(Form()["nonce"])
    assert NonceField().clean(new_nonce())


@pytest.mark.parametrize("sent", ["", "short", "a" * 65, "a b c d e f g h i j", "../../../../etc/passwd"])
def test_a_nonce_not_of_ours_is_refused(sent):
    with pytest.raises(ValidationError):
        NonceField().clean(sent)


@pytest.mark.parametrize("typed", ["9900000", "۹۹۰۰۰۰۰", " 9,900,000 ", "۹٬۹۰۰٬۰۰۰"])
def test_toman_is_typed_and_rials_are_kept(typed):
    assert TomanField(most_rial=10**12).clean(typed) == 99_000_000


@pytest.mark.parametrize("typed", ["0", "-1", "1e3", "0.5", "۰٫۱", "100000000001", "9223372036854775808"])
def test_an_amount_that_is_none_or_out_of_bounds_is_refused(typed):
    with pytest.raises(ValidationError):
        TomanField(most_rial=10**12).clean(typed)


def test_stored_rials_are_shown_in_toman_and_a_rest_is_not_rounded_away():
    field = TomanField(most_rial=10**12)

    assert (field.prepare_value(99_000_000), field.prepare_value(5), field.prepare_value("12x")) == (
        "۹٬۹۰۰٬۰۰۰",
        "۰٫۵",
        "12x",
    )


@pytest.mark.parametrize(("typed", "minutes"), [("24", 1440), ("۱:۳۰", 90), (" 0:05 ", 5), ("\u200e1:00", 60)])
def test_a_duration_is_typed_in_hours_and_kept_in_minutes(typed, minutes):
    assert DurationField(max_value=1440).clean(typed) == minutes


@pytest.mark.parametrize("typed", ["", "0", "0:00", "24:01", "1:60", "1:5", ":30", "1.5", "1e3", "-1", "2" * 19, "x"])
def test_a_duration_that_is_none_or_out_of_bounds_is_refused(typed):
    with pytest.raises(ValidationError):
        DurationField(max_value=1440).clean(typed)


def test_stored_minutes_are_shown_in_hours_and_typed_ones_as_typed():
    field = DurationField(max_value=1440)

    assert [field.prepare_value(value) for value in (1440, 66, "1:5", None)] == ["۲۴", "۱:۰۶", "1:5", None]


@pytest.mark.parametrize("typed", ["", "x", "0", "-1", "9223372036854775808"])
def test_a_version_that_no_page_carries_is_out_of_date(typed):
    with pytest.raises(ValidationError) as refusal:
        VersionField().clean(typed)

    assert refusal.value.messages == ["این صفحه قدیمی شده؛ دوباره بازش کنید و فرم رو بفرستید."]


def test_prose_is_kept_in_one_spelling_with_its_lines():
    assert ProseField().clean(" كار\r\nي\u202e ") == "کار\nی"
    assert "maxlength" not in str(type("F", (forms.Form,), {"a": ProseField(max_length=5)})()["a"])
