"""What people write in messages: a small, safe part of Markdown.

Lists, emphasis, quotations, code and links. Headings, images, tables and HTML stay the text that they are, because
a customer who pastes an error message means its characters, not our markup.
"""

import html
import re

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from poshtyar.common.persian import direct, has_persian

SCHEMES = {"http", "https", "mailto"}
# Nested lists and open brackets cost six microseconds a character, and a page shows fifty messages; so long a log is no
# prose.
LONGEST_MARKDOWN = 10_000
_ADDRESS = re.compile(r"https?://[^\s<>\"'`«»،؛؟]+", re.ASCII | re.IGNORECASE)
_WHOLE_ADDRESS = re.compile(r"https?://|mailto:", re.IGNORECASE)
# A version or a product with its number, as in «نسخهٔ 9.0.2-rc1 (PHP 8.3)»: without an island of its own, the pieces of
# one that begins with a digit change places; a phrase keeps its commas and quotes, or its halves do.
_WORD = r"[A-Za-z0-9][A-Za-z0-9._/@+#=&%~:'’-]*"
_LATIN_RUN = re.compile(rf"{_WORD}(?: ?\({_WORD}(?: {_WORD})*\)|[,;!?'\"]{{0,2}} [\"']?{_WORD})*")
_TRAILING = re.compile(r"[.,:;!?)\]}*_]+$")
_RULES = ["newline", "emphasis", "backticks", "link", "autolink", "escape", "fence", "list", "blockquote"]


def render(text: str) -> SafeString:
    """Return the text as HTML that is safe to show, each paragraph with its own direction and each line kept."""
    made = _markdown.render(text) if len(text) <= LONGEST_MARKDOWN else _plain(text)
    return mark_safe(cleaner.clean(made))  # noqa: S308 (nh3 has just cleaned it)  # nosec B703


def _plain(text: str) -> str:
    """Return long text as paragraphs and lines only."""
    lines = map(direct, text.replace("\r\n", "\n").strip("\n").split("\n"))
    paragraphs = re.split(r"\n\s*\n", "\n".join(lines))
    return "".join(
        f'<p dir="auto">{html.escape(part, quote=False).replace(chr(10), "<br>")}</p>' for part in paragraphs
    )


class _Renderer(RendererHTML):
    """Writes code as a left-to-right box that the keyboard can scroll."""

    def fence(self, tokens, idx, options, env) -> str:
        """Write a block of code."""
        return f'<pre dir="ltr" tabindex="0"><code>{html.escape(tokens[idx].content, quote=False)}</code></pre>\n'


def _give_directions(state) -> None:
    """Let each paragraph and list item find its own direction from its own first letter, or from our mark."""
    for token in state.tokens:
        if token.type in {"paragraph_open", "list_item_open"}:
            token.attrSet("dir", "auto")
        elif token.type == "inline":
            token.children = [each for line in _lines(token.children or []) for each in _directed(line)]


def _lines(tokens: list[Token]):
    """Yield the lines of a paragraph, each with the break that ends it."""
    line: list[Token] = []
    for token in tokens:
        line.append(token)
        if token.type in {"softbreak", "hardbreak"}:
            yield line
            line = []
    yield line


def _directed(line: list[Token]) -> list[Token]:
    """Return one line, with the mark that its direction needs before it."""
    said = "".join(token.content for token in line)
    mark = direct(said).removesuffix(said)
    if has_persian(said):
        line = list(_with_islands(line))
    return [_text(mark), *line] if mark else line


def _with_islands(line: list[Token]):
    """Yield the tokens of a Persian line with its Latin runs as islands; links and code are left as they are."""
    depth = 0
    for token in line:
        depth += token.nesting if token.type in {"link_open", "link_close"} else 0
        if token.type != "text" or depth:
            yield token
            continue
        end = 0
        for match in _LATIN_RUN.finditer(token.content):
            run = match[0].rstrip("._/:-&='’")
            if (run.isalnum() and run[0].isalpha()) or not re.search("[A-Za-z]", run):
                continue
            yield _text(token.content[end : match.start()])
            yield Token("html_inline", "", 0, content='<bdi dir="ltr">')
            yield _text(run)
            yield Token("html_inline", "", 0, content="</bdi>")
            end = match.start() + len(run)
        yield _text(token.content[end:])


def _link_addresses(state) -> None:
    """Turn bare addresses into links."""
    for block in state.tokens:
        if block.type == "inline" and "://" in block.content:
            block.children = list(_linked(block.children or []))


def _linked(tokens: list[Token]):
    """Yield the tokens with bare addresses as links, but those inside a link untouched."""
    depth = 0
    for token in tokens:
        depth += token.nesting if token.type in {"link_open", "link_close"} else 0
        if token.type == "text" and not depth:
            yield from _linked_text(token)
        else:
            yield token


def _linked_text(token: Token):
    """Yield one text token cut at its addresses."""
    end = 0
    for match in _ADDRESS.finditer(token.content):
        address = _TRAILING.sub("", match[0])
        yield _text(token.content[end : match.start()])
        yield Token("link_open", "a", 1, attrs={"href": address})
        yield _text(address)
        yield Token("link_close", "a", -1)
        end = match.start() + len(address)
    yield _text(token.content[end:])


def _text(content: str) -> Token:
    """Return a text token."""
    return Token("text", "", 0, content=content)


class _Parser(MarkdownIt):
    """Takes whole addresses for links; anything shorter would lead to a page of this site, or nobody knows where."""

    def validateLink(self, url: str) -> bool:
        """Whether this is an address that may become a link."""
        return _WHOLE_ADDRESS.match(url) is not None


def _parser() -> MarkdownIt:
    """Return a parser of our part of Markdown."""
    parser = _Parser("zero", {"html": False, "breaks": True}, renderer_cls=_Renderer).enable(_RULES)
    parser.core.ruler.push("addresses", _link_addresses)
    parser.core.ruler.push("directions", _give_directions)
    return parser


_markdown = _parser()
cleaner = nh3.Cleaner(
    tags={"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "code", "pre", "a", "bdi"},
    attributes={
        "p": {"dir"},
        "bdi": {"dir"},
        "li": {"dir"},
        "ol": {"start"},
        "pre": {"dir", "tabindex"},
        "a": {"href"},
    },
    url_schemes=SCHEMES,
    url_relative="deny",
    link_rel="nofollow noopener",
)
