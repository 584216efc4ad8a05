"""Tables for spreadsheets …"""

import csv
from io import StringIO

import pytest

from poshtyar.common.spreadsheet import to_csv


def read(text):
    return list(csv.reader(StringIO(text.removeprefix("\ufeff"))))


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1+cmd",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        "\uff1d1",
        "\uff0b1",
        "\uff0d1",
        "\uff20A1",
        '=HYPERLINK("http://example.com")',
    ],
)
def test_r63_text_like_a_formula_is_text(text):
    assert read(to_csv(["a"], [[text]]))[1] == [f"'{text}"]


@pytest.mark.parametrize("text", ["سلام", "a=b", "1 - 2", "«=»", 'a "quoted", word'])
def test_other_text_stays(text):
    assert read(to_csv(["a"], [[text]]))[1] == [text]


@pytest.mark.parametrize("number", [-12, 0, 300])
def test_r63_numbers_stay_numbers(number):
    assert read(to_csv(["a"], [[number]]))[1] == [str(number)]


def test_begins_with_the_mark_of_its_alphabet():
    assert to_csv(["زمان"], []).startswith("\ufeffزمان")
