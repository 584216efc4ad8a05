"""persian …"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poshtyar.common.persian import (
    clean_name,
    direct,
    fold,
    normalise,
    parse_integer,
    to_latin_digits,
    to_persian_digits,
)

ZWNJ, RLO, LRM, RLI, PDI, ZWSP, ZWJ = "\u200c", "\u202e", "\u200e", "\u2067", "\u2069", "\u200b", "\u200d"


def test_digits_of_both_scripts_become_latin():
    assert to_latin_digits("۰۱۲۳۴۵۶۷۸۹ ٠١٢٣٤٥٦٧٨٩ 0a") == "0123456789 0123456789 0a"


def test_digits_of_both_scripts_become_persian():
    assert to_persian_digits("0123456789 ٤٥٦ a۱") == "۰۱۲۳۴۵۶۷۸۹ ۴۵۶ a۱"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("علي كريمي", "علی کریمی"),
        (f"می{ZWNJ}خوام", f"می{ZWNJ}خوام"),
        (f"a{RLO}b{LRM}c{RLI}d{PDI}", "abcd"),
        ("one\r\ntwo\rthree\n", "one\ntwo\nthree\n"),
        ("tab\tstays\x00", "tab\tstays"),
        ("e\u0301", "é"),
        ("family 👨\u200d👩", "family 👨\u200d👩"),
        ("۱۲ و 12", "۱۲ و 12"),
    ],
)
def test_normalise_keeps_what_persian_needs_and_drops_what_reorders(typed, stored):
    assert normalise(typed) == stored


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("  پشتيبان   ارشد ", "پشتیبان ارشد"),
        (f"{RLO}admin{PDI}", "admin"),
        (f"ad{ZWSP}min{ZWJ}", "admin"),
        (f"نیم{ZWNJ}فاصله", f"نیم{ZWNJ}فاصله"),
        (f"{ZWNJ}{ZWNJ}نام{ZWNJ}", "نام"),
        (f"نام{ZWNJ}{ZWNJ}خوب", f"نام{ZWNJ}خوب"),
        (f"نام {ZWNJ} خوب", "نام خوب"),
        ("two\nlines\tand\u00a0space", "two lines and space"),
        (f"{ZWSP}{RLI}", ""),
        ("\u00adsoft\ufeff", "soft"),
    ],
)
def test_clean_name_hides_nothing(typed, name):
    assert clean_name(typed) == name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("علي", "علی"),
        ("كتاب", "کتاب"),
        ("مدرسة", "مدرسه"),
        ("خانۀ ما", "خانه ما"),
        ("خانهٔ ما", "خانه ما"),
        (f"خانه{ZWNJ}ی ما", "خانهٔ ما"),
        ("۱۲۳", "123"),
        ("١٢٣", "۱۲۳"),
        (f"می{ZWNJ}شود", "میشود"),
        ("ســـلام", "سلام"),
        ("سَلامٌ", "سلام"),
        ("آب", "اب"),
        ("مسئول", "مسیول"),
        ("PrestaShop", "prestashop"),
        ("Café", "cafe"),
        ("  two   spaces ", "two spaces"),
        (f"a{LRM}b", "ab"),
        ("ﻻ", "لا"),
    ],
)
def test_fold_makes_equal_what_people_read_as_equal(one, other):
    assert fold(one) == fold(other)


def test_fold_keeps_different_words_apart():
    assert len({fold(word) for word in ["سکه", "سکو", "کیف", f"خانه{ZWNJ}یاب", "خانه"]}) == 5


@given(st.text())
def test_fold_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_clean_name_twice_changes_nothing(text):
    assert clean_name(clean_name(text)) == clean_name(text)


@given(st.text())
def test_normalise_twice_changes_nothing(text):
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("12", 12),
        (" ۱۲ ", 12),
        ("١٢", 12),
        ("۱2", 12),
        ("۱٬۲۵۰", 1250),
        ("1,250,000", 1_250_000),
        ("۱۲ ۵۰۰", 12_500),
        ("-۵", -5),
        ("−۵", -5),
        ("+5", 5),
        ("007", 7),
        (f"{LRM}۱۲{PDI}", 12),
        ("9223372036854775808", 2**63),
    ],
)
def test_parse_integer_reads_what_people_type(typed, number):
    assert parse_integer(typed) == number


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "  ",
        "1e3",
        "1.5",
        "۱٫۵",
        "1,5",
        "12,34",
        "۱٬۲",
        "--1",
        "0x10",
        "1_000",
        "½",
        "²",
        "12 coins",
        "१२",
        "9" * 5000,
    ],
)
def test_parse_integer_refuses_everything_else(typed):
    with pytest.raises(ValueError):
        parse_integer(typed)


@pytest.mark.parametrize(
    ("line", "is_marked"),
    [
        ("PHP 8.3 لازم داریم.", True),
        ("https://parisa.example/admin باز نمی‌شه", True),
        ("راه‌اندازی Google Analytics", False),
        ("The module «پشتیار» is slow", False),
        ("Google Analytics", False),
        ("12", False),
        ("", False),
    ],
)
def test_a_persian_line_that_begins_with_latin_is_marked(line, is_marked):
    assert direct(line) == ("\u200f" if is_marked else "") + line
