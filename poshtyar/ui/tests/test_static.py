"""What browsers load: its size, its origin and its rules."""

import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parents[1] / "static" / "ui"
POSHTYAR = STATIC.parents[2]
VENDOR = STATIC / "vendor"
VENDORED = json.loads((VENDOR / "vendor.json").read_text())
MOST_SCRIPT_BYTES, MOST_STYLE_BYTES = 45 * 1024, 20 * 1024

SHEETS = sorted(path for path in POSHTYAR.glob("*/static/**/*.css") if path.name != "tokens.css")
# What the policy would not block but the kit forbids: a raw colour, and a physical side.
RAW_COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|rgba|hsl|hsla|oklch|color)\(", re.IGNORECASE)
PHYSICAL = re.compile(
    r"(?:^|[;{\s])(?:(?:margin|padding|border)-(?:left|right)|left|right)\b[\w-]*\s*:"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right)",
    re.IGNORECASE,
)
# Digits and code run left to right in every language (brief: numeric columns, code). The logical side of a title is
# that of its own language, and no word of all browsers says where its page begins: that is said by direction.
MEANT_PHYSICAL = {"td.n,th.n", "pre"} | {f"html[dir={page}] :is(.title,.row .l2)" for page in ("ltr", "rtl")}


def zipped(paths) -> int:
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in paths)


def rules(sheet: Path):
    """Yield each innermost rule outside print as its selector and its declarations."""
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
    screen = re.sub(r"@media print\{(?:[^{}]|\{[^{}]*\})*\}", "", text)
    for selector, declarations in re.findall(r"([^{};]+)\{([^{}]*)\}", screen):
        yield selector.strip(), declarations


def named(path: Path) -> str:
    return str(path.relative_to(POSHTYAR))


def test_scripts_and_styles_stay_small():
    assert zipped(STATIC.rglob("*.js")) <= MOST_SCRIPT_BYTES
    assert zipped(STATIC.rglob("*.css")) <= MOST_STYLE_BYTES


def test_each_kind_of_notice_has_its_colours_and_its_use():
    templates = "".join(path.read_text(encoding="utf-8") for path in POSHTYAR.glob("*/templates/**/*.html"))
    drawn = {selector for sheet in SHEETS for selector, _ in rules(sheet) if selector.startswith(".notice-")}

    assert drawn == {f".{kind}" for kind in re.findall(r"notice-\w+", templates)}


@pytest.mark.parametrize("name", VENDORED)
def test_a_vendored_script_is_the_published_one(name):
    assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == VENDORED[name]["sha256"]


def test_every_vendored_script_is_written_down():
    assert {path.name for path in VENDOR.glob("*.js")} == set(VENDORED)


# The demo bank is another house and has colours of its own.
@pytest.mark.parametrize("sheet", [sheet for sheet in SHEETS if sheet.name != "bank.css"], ids=named)
def test_colours_come_from_tokens(sheet):
    guilty = [selector for selector, text in rules(sheet) if RAW_COLOUR.search(text)]

    assert guilty == []


def test_dark_is_one_set_of_colours_whether_chosen_or_asked_by_the_system():
    tokens = dict(rules(STATIC / "tokens.css"))

    assert tokens[":root[data-theme=dark]"] == tokens[":root:not([data-theme=light])"]


@pytest.mark.parametrize("sheet", SHEETS, ids=named)
def test_sides_are_logical(sheet):
    guilty = [selector for selector, text in rules(sheet) if PHYSICAL.search(text) and selector not in MEANT_PHYSICAL]

    assert guilty == []


@pytest.mark.parametrize(
    ("rule", "pattern", "caught"),
    [
        ("color:#fff", RAW_COLOUR, True),
        ("background:RGB(0 0 0)", RAW_COLOUR, True),
        ("color:var(--text)", RAW_COLOUR, False),
        ("margin-left:4px", PHYSICAL, True),
        ("top:0;right:0", PHYSICAL, True),
        ("border-right-color:red", PHYSICAL, True),
        ("text-align: right", PHYSICAL, True),
        ("margin-inline-end:4px;text-align:start", PHYSICAL, False),
    ],
)
def test_the_check_itself_sees_what_it_forbids(rule, pattern, caught):
    assert bool(pattern.search(rule)) is caught


TEMPLATES = sorted(
    path for path in POSHTYAR.glob("*/templates/**/*.html") if "email" not in path.parts and "mail" not in path.name
)


@pytest.mark.parametrize("template", TEMPLATES, ids=named)
def test_templates_hold_nothing_that_the_policy_blocks(template):
    text = template.read_text(encoding="utf-8")

    assert not re.search(r"""\s(?:style|on[a-z]+)\s*=\s*["']|<style\b|<script(?![^>]*\bsrc=)|javascript:""", text)
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", text)
