"""The rules of STYLE.md that a machine can check."""

import ast
import re
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
# Of its body, without the docstring; about fifteen lines is what a view should have.
LONGEST_VIEW = 25


# It is taken back whatever it does, so it is never a part of another one.
REHEARSAL = "rehearse"
OPERATIONS = [path for path in SOURCES if "operations" in str(path.relative_to(ROOT))]
FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def lines_of_body(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def operations_of(path: Path) -> list[ast.FunctionDef]:
    """Return the use cases of a module: its public functions that are one transaction."""
    return [
        node
        for node in parsed(path).body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and any(re.search("atomic|operation", ast.unparse(decorator)) for decorator in node.decorator_list)
    ]


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_source_keeps_the_rules_of_size_and_words(path):
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    too_long = [
        node.name
        for node in ast.walk(tree)
        if isinstance(node, FUNCTION) and node.end_lineno - node.lineno >= LONGEST_FUNCTION
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


@pytest.mark.parametrize("path", [path for path in SOURCES if "views" in str(path.relative_to(ROOT))], ids=named)
def test_views_are_short(path):
    functions = [node for node in ast.walk(parsed(path)) if isinstance(node, FUNCTION)]

    assert [node.name for node in functions if lines_of_body(node) > LONGEST_VIEW] == []


@pytest.mark.parametrize("path", OPERATIONS, ids=named)
def test_operations_have_their_shape(path):
    """In one transaction, told apart by name, annotated; what they raise and record is said above them."""
    for operation in operations_of(path):
        arguments = operation.args.kwonlyargs
        called = " ".join(ast.unparse(node.func) for node in ast.walk(operation) if isinstance(node, ast.Call))
        refusals = {
            ast.unparse(node.exc.func).rpartition(".")[2]
            for node in ast.walk(operation)
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call)
        }

        atomic = "transaction.atomic" in {ast.unparse(decorator) for decorator in operation.decorator_list}

        assert not atomic or operation.name == REHEARSAL, f"{operation.name} is an @operation, without savepoints."
        assert operation.args.args == [], f"{operation.name} takes its arguments by name."
        assert all(argument.annotation for argument in arguments), f"{operation.name} is annotated."
        assert operation.returns, f"{operation.name} says what it returns."
        assert not {"request", "pk"} & {argument.arg for argument in arguments}, f"{operation.name} takes objects."
        # Of a function that makes a refusal, such as `not_allowed()`, the refusal has another name.
        unsaid = [name for name in refusals if name[0].isupper() and name not in (ast.get_docstring(operation) or "")]
        assert unsaid == [], f"{operation.name} says what it raises."
        if "events.record" in called:
            assert "Records" in ast.get_docstring(operation), f"{operation.name} says what it records."


@pytest.mark.parametrize("path", OPERATIONS, ids=named)
def test_every_operation_has_a_file_of_tests_that_begins_with_its_name(path):
    tests = ROOT / "poshtyar" / path.relative_to(ROOT / "poshtyar").parts[0] / "tests"
    files = {operation.name: tests / f"test_{operation.name}.py" for operation in operations_of(path)}

    missing = [name for name, file in files.items() if not file.exists()]
    assert missing == []
    assert [name for name, file in files.items() if not file.read_text(encoding="utf-8").startswith(f'"""{name}')] == []


def test_operations_never_read_the_clock():
    guilty = [
        named(path)
        for path in SOURCES
        if "operations" in str(path.relative_to(ROOT))
        and ("timezone.now" in path.read_text() or ".now(" in path.read_text())
    ]

    assert guilty == []
