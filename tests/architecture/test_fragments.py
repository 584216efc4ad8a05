"""What htmx swaps has an id, by which the next answer finds it again."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = {path: path.read_text(encoding="utf-8") for path in sorted(ROOT.glob("poshtyar/*/templates/**/*.html"))}
IDS = {found for text in TEMPLATES.values() for found in re.findall(r'\bid="([^"]+)"', text)}
# An element that is swapped itself: by its own request without another target, or out of band.
SWAPPED = re.compile(r"<\w+(?P<attributes>[^<>]*\bhx-(?:get|post|swap-oob)=[^<>]*)>")


@pytest.mark.parametrize(
    "path", [path for path, text in TEMPLATES.items() if "hx-" in text], ids=lambda path: path.name
)
def test_what_is_swapped_has_an_id(path):
    text = TEMPLATES[path]
    targets = re.findall(r'\bhx-target="#([^"]+)"', text)
    themselves = [swapped["attributes"] for swapped in SWAPPED.finditer(text) if "hx-target" not in swapped[0]]

    assert [target for target in targets if target not in IDS] == []
    assert [attributes for attributes in themselves if ' id="' not in attributes] == []
