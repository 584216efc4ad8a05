"""On a second engine (`-p tests.second_engine`) …"""

import re
from pathlib import Path

import pytest
from django.db import connection

from tests.second_engine import depends_on_engine

ROOT = Path(__file__).resolve().parents[1]
REASONS = ROOT / "docs" / "decisions" / "0023-what-no-engine-can-change-is-tested-once.md"


@pytest.fixture
def given(store):
    """A thing from the database."""
    return store


def test_what_uses_no_database_is_left_out_and_cannot_have_used_one(request):
    assert not depends_on_engine(request.node)
    with pytest.raises(RuntimeError, match="Database access not allowed"):
        connection.cursor()


@pytest.mark.once
def test_what_is_marked_so_is_left_out(request, given):
    assert not depends_on_engine(request.node)


def test_what_asks_for_one_by_a_fixture_of_a_fixture_is_run(request, given):
    assert depends_on_engine(request.node)


@pytest.mark.django_db
def test_what_asks_for_one_by_its_mark_is_run(request):
    assert depends_on_engine(request.node)


@pytest.mark.sqlite
def test_what_is_for_one_engine_is_run_there(request):
    assert depends_on_engine(request.node)


def test_what_is_marked_so_has_its_reason():
    files = [*ROOT.glob("poshtyar/*/tests/test_*.py"), *ROOT.glob("tests/**/test_*.py")]
    sources = {path.name: path.read_text(encoding="utf-8") for path in files}
    marked = {name for name, text in sources.items() if "pytest.mark.once" in text} - {Path(__file__).name}
    rows = re.findall(r"^\| (`.*?) \|", REASONS.read_text(encoding="utf-8"), re.MULTILINE)

    assert marked == {name for row in rows for name in re.findall(r"test_\w+\.py", row)}
