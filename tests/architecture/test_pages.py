"""Subjects name the pages of the doors, through one module, and every page that they name is there."""

import ast
import re

import pytest

from poshtyar.notifications.words import TELLINGS
from tests.architecture.routes import routes
from tests.architecture.test_style import ROOT, SOURCES, named, parsed

DOORS = ("portal", "console", "demo", "ui")
BELOW = [
    path
    for path in SOURCES
    if path.is_relative_to(ROOT / "poshtyar") and path.relative_to(ROOT / "poshtyar").parts[0] not in DOORS
]
PAGE = re.compile("(portal|console|demo):[a-z_]+")


def imported(tree: ast.Module) -> set[str]:
    return {
        f"{node.module}.{name.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for name in node.names
    }


def texts(tree: ast.Module) -> set[str]:
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_subjects_name_pages_through_one_module_alone():
    names = {named(path) for path in BELOW if "django.urls.reverse" in imported(parsed(path))}

    assert names == {"poshtyar/common/links.py"}


def test_every_page_that_a_subject_names_is_there():
    pages = {text for path in BELOW for text in texts(parsed(path)) if PAGE.fullmatch(text)}

    assert len(pages) > 5
    assert pages - set(routes()) == set()


@pytest.mark.parametrize(("door", "side"), [("portal", "customers"), ("console", "staff")])
def test_every_page_that_a_notice_leads_to_is_there(door, side):
    pages = {f"{door}:{telling.page}" for telling in TELLINGS.values() if getattr(telling, side)}

    assert len(pages) > 2
    assert pages - set(routes()) == set()
