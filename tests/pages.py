"""A page as a screen reader finds it: its title, its elements by id, and what they say."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass
class Element:
    """An element with its attributes and all the text inside it."""

    tag: str
    attrs: dict[str, str]
    text: str = ""
    inside: list["Element"] = field(default_factory=list)

    def all(self, tag: str) -> list["Element"]:
        """Return the elements of this name inside it."""
        return [element for element in self.inside if element.tag == tag]


def text_of(answer) -> str:
    """Return what was answered, as it was sent."""
    return answer.content.decode()


def line_of(answer) -> str:
    """Return what was answered on one line, so that sentences can be looked for."""
    return " ".join(answer.content.decode().split())


def nonce_of(answer) -> str:
    """Return the value by which the form of a page is known when it is sent twice."""
    return re.search(r'name="nonce" value="([^"]+)"', text_of(answer))[1]


class Page(HTMLParser):
    """A page that was read."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        """Keep the element, in itself and in those that hold it."""
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        for holder in self._open:
            holder.inside.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag, attrs):
        """Keep an element of a drawing."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        """Close the innermost element of this name."""
        while self._open and self._open.pop().tag != tag:
            pass

    def handle_data(self, data):
        """Add the text to every element that holds it."""
        for holder in self._open:
            holder.text += data

    @property
    def title(self) -> str:
        """What the window is called."""
        return next(element.text for element in self.elements if element.tag == "title")

    @property
    def ids(self) -> list[str]:
        """Every id, in order."""
        return [element.attrs["id"] for element in self.elements if "id" in element.attrs]

    def by_id(self, name: str) -> Element | None:
        """Return the first element with this id."""
        return next((element for element in self.elements if element.attrs.get("id") == name), None)

    def holder_of(self, name: str, tag: str) -> Element | None:
        """Return the innermost element of a kind that holds the one with this id."""
        holders = [
            one for one in self.elements if one.tag == tag and any(i.attrs.get("id") == name for i in one.inside)
        ]
        return holders[-1] if holders else None
