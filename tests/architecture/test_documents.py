"""The documents name what is there: layers, applications, decisions, and each other."""

import re
import tomllib
from pathlib import Path

import pytest

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


def test_decisions_are_numbered_once():
    numbers = [int(path.name[:4]) for path in sorted(ROOT.glob("docs/decisions/*.md"))]

    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_to_what_is_there(path):
    links = re.findall(r"\]\(([^)#\s]+)", path.read_text(encoding="utf-8"))

    assert [link for link in links if ":" not in link and not (path.parent / link).exists()] == []
