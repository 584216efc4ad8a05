"""docs/promises.md: every rule and row stands there once, and every test that it names exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "promises.md").read_text(encoding="utf-8")
TABLES = PAGE.partition("## Longer runs")[0]
ROWS = re.findall(r"^\| ([BR])(\d+)(?:–[BR](\d+))? \|(.*)\|$", TABLES, re.MULTILINE)
NAMED = sorted(set(re.findall(r"`((?:poshtyar|tests)/[\w/.]+\.py)::(\w+)`", PAGE)))


@pytest.mark.parametrize(("letter", "last"), [("B", 33), ("R", 88)])
def test_every_rule_and_row_stands_there_once(letter, last):
    numbers = []
    for kind, first, until, _ in ROWS:
        if kind == letter:
            numbers += range(int(first), int(until or first) + 1)

    assert numbers == list(range(1, last + 1))


@pytest.mark.parametrize(("path", "name"), NAMED, ids="::".join)
def test_every_test_that_is_named_exists(path, name):
    assert re.search(rf"^(?:async )?def {name}\(", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)


def test_what_holds_has_a_test_and_what_has_none_has_a_reason():
    for kind, number, _, row in ROWS:
        promise, tests, state = (cell.strip() for cell in row.split(" | "))
        assert (f"{kind}{number}", bool(promise and state)) == (f"{kind}{number}", True)
        assert "::" in tests or not state.startswith("holds"), f"{kind}{number}"


def test_what_is_promised_now_is_tested_under_its_own_name():
    nameless = []
    for kind, number, _, row in ROWS:
        _, tests, state = (cell.strip() for cell in row.split(" | "))
        named = re.search(rf"::test_(?:\w+_)?{kind.lower()}{number}_", tests)
        nameless += [f"{kind}{number}"] * (not named and not state.startswith("later"))

    assert nameless == []
