"""What a page is made of, as a parser sees it."""

import re
from html.parser import HTMLParser

ADDRESSES = {
    "action",
    "background",
    "cite",
    "data",
    "formaction",
    "href",
    "hx-get",
    "hx-post",
    "poster",
    "src",
    "srcset",
    "xlink:href",
}
# What richtext may make of a text, whatever else is on the page.
RICH = {
    (tag, name)
    for tag, names in {
        "a": ("", "href", "rel"),
        "bdi": ("", "dir"),
        "blockquote": ("",),
        "br": ("",),
        "code": ("",),
        "em": ("",),
        "li": ("", "dir"),
        "ol": ("", "start"),
        "p": ("", "dir"),
        "pre": ("", "dir", "tabindex"),
        "strong": ("",),
        "ul": ("",),
    }.items()
    for name in names
}
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:")
_IGNORED_BY_BROWSERS = re.compile(r"[\x00-\x20]")


class Page(HTMLParser):
    """A page's elements and attributes, the addresses that it leads to, and its forms."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.markup: set[tuple[str, str]] = set()
        self.addresses: list[tuple[str, str, str]] = []
        self.forms: list[tuple[str, str, list[str]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        """Keep an element."""
        said = {name: value or "" for name, value in attrs}
        self.markup |= {(tag, ""), *((tag, name) for name in said)}
        self.addresses += [(tag, said.get("rel", ""), said[name]) for name in said.keys() & ADDRESSES]
        if tag == "form":
            self.forms.append((said.get("method", "get").lower(), said.get("action", ""), []))
        elif tag in {"input", "textarea", "select", "button"} and self.forms and said.get("name"):
            self.forms[-1][2].append(said["name"])

    handle_startendtag = handle_starttag

    def strange_addresses(self, own: tuple[str, ...]) -> list[str]:
        """Return the addresses that lead out of this site or into a script, but for links that people wrote."""
        return [address for tag, rel, address in self.addresses if not _is_fine(tag, rel, address, own)]


def _is_fine(tag: str, rel: str, address: str, own: tuple[str, ...]) -> bool:
    read = _IGNORED_BY_BROWSERS.sub("", address).replace("\\", "/").lower()
    if read.startswith(own):
        return True
    if tag == "a" and rel == "nofollow noopener":
        return read.startswith(("http://", "https://", "mailto:"))
    return not (read.startswith("//") or _SCHEME.match(read)) or read.startswith("tel:")
