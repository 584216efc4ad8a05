"""tests/mutants: the table of seeded bugs stays true without being run (docs/mutants.md)."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

from tests.mutants import MUTANTS

ROOT = Path(__file__).resolve().parents[2]
ROWS = re.findall(r"^\| [a-z].*\|$", (ROOT / "docs" / "mutants.md").read_text(encoding="utf-8"), re.MULTILINE)
each_mutant = pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)


def test_the_page_and_the_script_name_the_same():
    assert ROWS[1:] == [mutant.row for mutant in MUTANTS]


def test_there_are_enough_in_every_subject_of_the_coin():
    subjects = Counter(mutant.file.split("/")[1] for mutant in MUTANTS)

    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS)
    assert set(subjects) == {"wallet", "quotes", "ordering"}
    assert min(subjects.values()) >= 20


@each_mutant
def test_its_text_stands_in_the_code_once_and_its_bug_is_still_python(mutant):
    text = (ROOT / mutant.file).read_text(encoding="utf-8")

    assert text.count(mutant.old) == 1
    assert ast.dump(ast.parse(text.replace(mutant.old, mutant.new))) != ast.dump(ast.parse(text))


@each_mutant
def test_the_test_that_must_find_it_exists(mutant):
    path, name = mutant.test.split("::")

    assert re.search(rf"^(?:async )?def {name}\(", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)
