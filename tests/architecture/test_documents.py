"""The documents name what is there: layers, applications, decisions, and each other."""

import re
import tomllib
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.core.management import get_commands
from django.urls import is_valid_path

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def test_architecture_shows_the_layers_that_are_enforced():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    enforced = next(contract["layers"] for contract in contracts if contract["containers"] == ["poshtyar"])

    shown = ARCHITECTURE.split("## Layers")[1].split("```")[1].split("\n")

    assert [line for line in shown if line] == enforced


def test_architecture_says_what_each_application_is_for():
    applications = {path.parent.name for path in ROOT.glob("poshtyar/*/__init__.py")}

    described = set(re.findall(r"[├└]── (\w+)/", ARCHITECTURE))

    assert applications - described == set()


def test_the_life_of_an_approved_quote_is_in_the_four_files_that_are_named():
    steps = re.findall(r"^\d\. `([^`]+)`: (.+)$", ARCHITECTURE, re.MULTILINE)
    texts = [(ROOT / path).read_text(encoding="utf-8") for path, _ in steps]

    assert len(steps) == 4
    for (path, told), text in zip(steps, texts, strict=True):
        step = re.search(r"`(approve_quote|hold_coins)`", told)[1]
        assert f"def {step}(" in text or f'name="{step}"' in text, path
    # Each leads to the next one.
    assert "quote_views.approve_quote" in texts[0]
    assert "quotes.approve_quote" in texts[1]
    assert "wallet.hold_coins" in texts[2]


def test_decisions_are_numbered_once():
    numbers = [int(path.name[:4]) for path in sorted(ROOT.glob("docs/decisions/*.md"))]

    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_to_what_is_there(path):
    links = re.findall(r"\]\(([^)#\s]+)", path.read_text(encoding="utf-8"))

    assert [link for link in links if ":" not in link and not (path.parent / link).exists()] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_commands_and_files_that_are_named_are_there(path):
    text = path.read_text(encoding="utf-8")
    commands, modules = re.findall(r"manage\.py ([a-z_]+)", text), re.findall(r"python -m ([\w.]+)", text)
    files = re.findall(r"`((?:poshtyar|config|tests|benchmarks|docs|requirements)/[\w./-]+)(?:::\w+)?`", text)

    assert [name for name in commands if name not in get_commands()] == []
    assert [name for name in modules if find_spec(name) is None] == []
    assert [name for name in files if not (ROOT / name).exists()] == []


@pytest.mark.urls("tests.demo_urls")
@pytest.mark.parametrize("path", sorted(ROOT.glob("README*.md")), ids=lambda path: path.name)
def test_the_readme_names_pages_that_are_there(path):
    pages = re.findall(r"`(/[^`\s]*/)`", path.read_text(encoding="utf-8"))

    assert "/demo/outbox/" in pages
    assert [page for page in pages if not is_valid_path(page)] == []
