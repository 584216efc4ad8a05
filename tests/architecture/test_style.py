"""The rules of STYLE.md that a machine can check."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(
    path
    for path in [*ROOT.glob("poshtyar/**/*.py"), *ROOT.glob("config/*.py")]
    if not {"migrations", "tests"} & set(path.relative_to(ROOT).parts)
)
FORBIDDEN_NAMES = {"utils.py", "helpers.py", "misc.py", "signals.py"}
LONGEST_FUNCTION, LONGEST_FILE = 70, 400


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_source_keeps_the_rules_of_size_and_words(path):
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    too_long = [
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno >= LONGEST_FUNCTION
    ]

    assert path.name not in FORBIDDEN_NAMES
    assert too_long == []
    assert len(text.splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_public_things_have_docstrings(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    public = [
        node
        for node in tree.body
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_")
    ]

    assert ast.get_docstring(tree) or not tree.body
    assert [node.name for node in public if not ast.get_docstring(node)] == []


def test_operations_never_read_the_clock():
    guilty = [
        named(path)
        for path in SOURCES
        if "operations" in str(path.relative_to(ROOT))
        and ("timezone.now" in path.read_text() or ".now(" in path.read_text())
    ]

    assert guilty == []
