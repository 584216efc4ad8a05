"""The list of kinds, the code that records them, and the document agree …"""

import ast
import re
from pathlib import Path

import pytest
from django.utils import translation

from poshtyar.events.kinds import KINDS, Audience
from poshtyar.events.registry import subscribers_of

ROOT = Path(__file__).resolve().parents[3]
APPS = ROOT / "poshtyar"
ROW = re.compile(r"^\| `([a-z_.]+)` \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)


def sources():
    """Give the subject and the tree of each source file of the project."""
    for path in sorted(APPS.rglob("*.py")):
        parts = path.relative_to(APPS).parts
        if not {"tests", "migrations"} & set(parts):
            yield parts[0], path, ast.parse(path.read_text(encoding="utf-8"))


def said():
    """Return every kind that a string may mean, with its subject or without it, where facts are recorded."""
    kinds = set()
    for app, path, tree in sources():
        # These name kinds to read them, not to record them.
        if path.name in {"kinds.py", "words.py", "subscribers.py"}:
            continue
        strings = {each.value for each in ast.walk(tree) if isinstance(each, ast.Constant)}
        kinds |= strings | {f"{app}.{string}" for string in strings}
    return kinds


def recorded():
    """Return the kinds given to a `record…` function as its first argument."""
    found = set()
    for app, _path, tree in sources():
        for call in ast.walk(tree):
            if not isinstance(call, ast.Call) or not call.args:
                continue
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            first = call.args[0]
            if name.startswith("record") and isinstance(first, ast.Constant):
                found.add(first.value if "." in first.value else f"{app}.{first.value}")
    return found


def documented():
    """Return the rows of the document: kind, when, data, subscribers."""
    return ROW.findall((ROOT / "docs" / "events.md").read_text(encoding="utf-8"))


def kept_data():
    """Return the names of the data that each kind keeps."""
    data = {row[0]: row[2] for row in documented()}
    announced = data["quotes.quote_announced"]
    return {
        kind: set(re.findall(r"`([a-z_]+)`", text.replace("as announced", announced))) for kind, text in data.items()
    }


def test_every_kind_that_is_recorded_is_listed():
    kinds = recorded()

    assert "tickets.ticket_opened" in kinds
    assert kinds - set(KINDS) == set()


def test_every_kind_that_is_listed_is_said_where_its_subject_works():
    assert set(KINDS) - said() == set()


def test_every_kind_is_documented_once_in_the_order_of_the_code_and_nothing_else():
    kinds = [kind for kind, *_rest in documented()]

    assert kinds == list(KINDS)


@pytest.mark.parametrize(("kind", "subscribers"), [(row[0], row[3]) for row in documented()])
def test_the_document_names_the_subscribers(kind, subscribers):
    registered = {name.removeprefix("poshtyar.").replace(".subscribers.", ".") for name in subscribers_of(kind)}
    named = set(re.findall(r"`([a-z_.]+)`", subscribers))

    assert named == registered


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize("kind", [kind for kind in KINDS if KINDS[kind].audience != Audience.NOBODY])
def test_a_sentence_needs_only_what_its_kind_keeps(kind, language):
    with translation.override(language):
        needed = set(re.findall(r"%\((\w+)\)s", str(KINDS[kind].sentence)))

    # What was freed is said of all that is kept of it.
    names = {"released" if name == "freed" else name.removesuffix("_in_words") for name in needed}
    kept = kept_data()[kind]
    # Of a person the number is kept, and the name is asked for when it is said.
    people = {"actor"} | {name for name in names if f"{name}_id" in kept}
    assert names - people <= kept
