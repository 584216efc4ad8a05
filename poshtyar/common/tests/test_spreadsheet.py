"""Tables for spreadsheets …"""

import csv
import re
import shutil
import subprocess
from io import StringIO
from itertools import product

import pytest

from poshtyar.common.spreadsheet import to_csv


def read(text):
    return list(csv.reader(StringIO(text.removeprefix("\ufeff"))))


SIGNS = ["=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"]
CALLS = ["1+1", "SUM(A1)", "cmd|' /C calc'!A0", 'HYPERLINK("http://evil.example")', "DDE(a;b;c)"]
FORMULAS = [*(sign + call for sign, call in product(SIGNS, CALLS)), "  =1", "==1", "=", "-", "\t", "\r", "\n1", "\t=1"]


def starts_of(text: str) -> list[str]:
    """Return what may stand first in a cell, whichever of the usual signs parts the cells."""
    return [part.lstrip(" ")[:1] for part in re.split(r"[;\t\r\n]", text)]


@pytest.mark.parametrize("before", ["", "a;", "a; ", "a\n", "a\t", "a;;"])
def test_r63_text_like_a_formula_is_text_wherever_a_cell_may_begin(before):
    assert len(FORMULAS) > 40
    for formula in FORMULAS:
        cell = read(to_csv(["a"], [[before + formula]]))[1][0]

        assert not set(starts_of(cell)) & set(SIGNS)
        assert cell.replace("'", "") == (before + formula).replace("'", "")


def test_r63_puts_an_apostrophe_before_it():
    assert read(to_csv(["a"], [["=1"], ["  =1"], ["a;=1"]]))[1:] == [["'=1"], ["'  =1"], ["a;'=1"]]


@pytest.mark.parametrize("parted_by", ["44", "44/59/9"], ids=["commas", "commas, semicolons and tabs"])
def test_r63_libreoffice_computes_none_of_it_and_counts_with_the_numbers(parted_by, tmp_path):
    if not shutil.which("soffice"):
        pytest.skip("NO TEST IN A SPREADSHEET: LibreOffice is not installed (apt-get install libreoffice-calc-nogui)")
    rows = [[before + formula, -12] for before in ("", "a;") for formula in FORMULAS]
    bare = StringIO()
    csv.writer(bare).writerows(rows)
    (tmp_path / "ours.csv").write_text(to_csv(["a", "b"], rows), encoding="utf-8", newline="")
    (tmp_path / "bare.csv").write_text(bare.getvalue(), encoding="utf-8", newline="")

    office = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "fods"]
    reading = [f"--infilter=CSV:{parted_by},34,76,1", "--outdir", str(tmp_path), "ours.csv", "bare.csv"]
    call = [*office, *reading]
    subprocess.run(call, cwd=tmp_path, check=True, capture_output=True, timeout=120)  # noqa: S603 (our own words)

    ours, theirs = ((tmp_path / f"{name}.fods").read_text(encoding="utf-8") for name in ("ours", "bare"))
    assert "table:formula=" in theirs  # Without us it does.
    assert "table:formula=" not in ours
    assert ours.count('office:value="-12"') == len(rows)


@pytest.mark.parametrize("text", ["سلام", "a=b", "a; b", "1 - 2", "«=»", 'a "quoted", word'])
def test_other_text_stays(text):
    assert read(to_csv(["a"], [[text]]))[1] == [text]


@pytest.mark.parametrize("number", [-12, 0, 300])
def test_r63_numbers_stay_numbers(number):
    assert read(to_csv(["a"], [[number]]))[1] == [str(number)]


def test_begins_with_the_mark_of_its_alphabet():
    assert to_csv(["زمان"], []).startswith("\ufeffزمان")
