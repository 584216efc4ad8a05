"""What must be true of every page, whoever made it: `inspect` returns what is not."""

import re
from collections.abc import Iterator

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from poshtyar.ui.units import ENDINGS, UNITS

DESKTOP, PHONE, SMALLEST = 1280, 390, 320
HEIGHT = 900
EVERYTHING = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# A language is asked every rule in its first look, and at its other width the rules of colours, of what looks otherwise
# there. What has both languages, as every page has, is seen whole at both widths, and its colours in all four looks.
OF_COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
LOOKS = {"fa": ("light", (DESKTOP, PHONE, SMALLEST)), "en": ("dark", (PHONE, SMALLEST, DESKTOP))}
FIRST_LETTER = {"fa": r"[آ-ی]", "en": r"[A-Za-z]"}
DIRECTION = {"fa": "rtl", "en": "ltr"}

RUN_AXE = """async runOnly => {
    const look = part => {
        const { color, backgroundColor } = getComputedStyle(part);
        return part.checkVisibility() && color + backgroundColor;
    };
    const before = window.looks;
    const looks = window.looks = new Map([...document.body.querySelectorAll("*")].map(part => [part, look(part)]));
    const differing = [...looks.keys()].filter(part => looks.get(part) && looks.get(part) !== before?.get(part));
    if (!differing.length) return [];
    const { violations } = await axe.run(before ? differing : document, { runOnly, resultTypes: ["violations"] });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(" ")}`));
}"""
# A menu covers what lies under it, so it is opened by a visit of its own.
HEAD = "() => [document.documentElement.lang, document.documentElement.dir, document.title]"
OPEN_FOLDED_PARTS = """() => document.querySelectorAll("main details").forEach(part => { part.open = true })"""
# Tables and code may scroll by themselves; a page may not, nor may anything else in it.
FIND_SCROLLS = """() => {
    const root = document.documentElement;
    const name = element => element.tagName.toLowerCase() + (element.id && "#" + element.id)
        + [...element.classList].map(word => "." + word).join("");
    const wide = [...document.body.querySelectorAll("*")].filter(element => {
        const scrolls = ["auto", "scroll"].includes(getComputedStyle(element).overflowX);
        return scrolls && element.scrollWidth > element.clientWidth + 1 && !element.matches("pre,.tbl,textarea");
    });
    const out = root.scrollWidth <= innerWidth ? [] : [...document.body.querySelectorAll("*")].filter(element => {
        const { left, right } = element.getBoundingClientRect();
        return (left < -1 || right > innerWidth + 1) && !element.closest("pre,.tbl,.vh,.skip");
    });
    if (root.scrollWidth > innerWidth && !out.length) out.push(root);
    return [...wide, ...out.slice(-3)].map(name);
}"""

# A word of usual length is never broken; addresses, versions and the numbers of orders are no words.
FIND_TORN_WORDS = r"""() => {
    const torn = [], range = document.createRange();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text; text = walker.nextNode();) {
        if (!text.parentElement.checkVisibility() || text.parentElement.closest(".ltr,.vh,pre,code,option")) continue;
        for (const { 0: word, index } of text.data.matchAll(/\S+/g)) {
            if (word.length > 24 || !/^[\p{L}\p{M}\p{Nd}\u200c\u2066-\u2069.,:;!?،؛؟٬()«»“”…]+$/u.test(word)) continue;
            range.setStart(text, index);
            range.setEnd(text, index + word.length);
            const [first, ...others] = range.getClientRects();
            if (others.some(rect => Math.abs(rect.top - first.top) > first.height / 2)) torn.push(word);
        }
    }
    return torn;
}"""
# A number, what is between it and its unit, and the unit.
PAIRS = {
    language: rf"([0-9۰-۹٬,.٫]*[0-9۰-۹])(\u2069?\s+)(?:{units}){ENDINGS[language]}(?![\p{{L}}\u200c])"
    for language, units in UNITS.items()
}
# What people have typed, and a message as it was sent, has a direction of its own; there nobody joins anything.
# Blocks are parted by a NUL.
FIND_TORN_PAIRS = r"""pattern => {
    const blockOf = element => {
        while (getComputedStyle(element).display.startsWith("inline")) element = element.parentElement;
        return element;
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), pieces = [];
    let text = "", last = null;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        if (node.parentElement.closest("script,style,template,textarea,body [dir]")) continue;
        const block = blockOf(node.parentElement);
        if (block !== last) text += "\0";
        last = block;
        pieces.push([text.length, node]);
        text += node.data;
    }
    const placeOf = index => {
        const [start, node] = pieces.findLast(([start]) => start <= index), range = new Range();
        range.setStart(node, index - start);
        range.setEnd(node, index - start + 1);
        return range.getClientRects()[0];
    };
    return [...text.matchAll(new RegExp(pattern, "gu"))].filter(({ index, 1: number, 2: space }) => {
        const end = placeOf(index + number.length - 1), unit = placeOf(index + number.length + space.length);
        return end && unit && (end.bottom <= unit.top || unit.bottom <= end.top);
    }).map(([pair]) => pair.replace(/\s+/g, " "));
}"""


class Listener:
    """Writes down what a page complains of; the browser reports each breach of the content policy as an error."""

    def __init__(self, page: Page, site: str):
        self.page, self.site, self.heard = page, site, []
        page.on("console", self._take_message)
        page.on("pageerror", lambda error: self.heard.append(f"script: {error}"))
        page.on("request", self._take_request)

    def _take_message(self, message) -> None:
        # A page of an error is itself answered with its status, of which the browser complains too.
        about_the_page = message.location.get("url") == self.page.url and "the server responded with" in message.text
        if message.type in {"error", "warning"} and not about_the_page:
            self.heard.append(f"console: {message.text}")

    def _take_request(self, request) -> None:
        if not request.url.startswith((self.site, "data:")):
            self.heard.append(f"another host: {request.url}")


def inspect(page: Page, listener: Listener, *, language: str) -> list[str]:
    """Return what is wrong with the page that is open, in the theme and at the widths of its language."""
    theme, widths = LOOKS[language]
    page.emulate_media(color_scheme=theme)
    faults = list(_faults_of_the_head(page, language))
    page.evaluate(OPEN_FOLDED_PARTS)
    page.evaluate(AXE_SCRIPT)
    for width in widths:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        if width != SMALLEST:
            rules = EVERYTHING if width == widths[0] else OF_COLOURS
            faults += [f"{width} {theme}: {fault}" for fault in page.evaluate(RUN_AXE, rules)]
        if width != DESKTOP:
            faults += [f"{width} scrolls sideways: {name}" for name in page.evaluate(FIND_SCROLLS)]
            faults += [f"{width} tears a word: {word}" for word in page.evaluate(FIND_TORN_WORDS)]
        if width == PHONE:  # On the smallest one the name of a service, which managers write, is torn.
            faults += [f"{width} tears apart: {pair}" for pair in page.evaluate(FIND_TORN_PAIRS, PAIRS[language])]
    page.set_viewport_size({"width": widths[0], "height": HEIGHT})
    faults += listener.heard
    listener.heard.clear()
    return faults


def _faults_of_the_head(page: Page, language: str) -> Iterator[str]:
    # Asked at once, and not by locators: those bring a large script of Playwright's into the page.
    lang, direction, title = page.evaluate(HEAD)
    if (lang, direction) != (language, DIRECTION[language]):
        yield f"lang={lang} dir={direction}"
    # The first strong letter gives the direction in which browsers draw a title.
    if not re.match(FIRST_LETTER[language], title):
        yield f"title: {title!r}"
