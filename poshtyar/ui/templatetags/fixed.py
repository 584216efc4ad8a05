"""Django's tags that a page has by the dozen, with what they say found once in a process, and not at every use.

The text of a literal depends on the language alone, the address of a page on nothing, that of a numbered thing on its
number, the name of a static file on the release. Whatever else these tags can do is left to Django's own.
"""

from functools import lru_cache
from typing import cast

from django import template
from django.conf import settings
from django.template.base import Variable
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as url_as_django
from django.templatetags.i18n import TranslateNode, do_translate
from django.templatetags.static import StaticNode
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.html import conditional_escape
from django.utils.translation import get_language

register = template.Library()

# Stands in an address where a number will; no address holds it otherwise.
SOME_NUMBER = 987_654_321


class FixedTranslation(template.Node):
    """Says a literal in the reader's language."""

    child_nodelists = ()

    def __init__(self, node: TranslateNode) -> None:
        self.name, node.asvar = node.asvar, None
        self.node = node
        self.said: dict[str | None, str] = {}

    def render(self, context):
        """Write the text, or keep it under a name."""
        language = get_language()
        said = self.said.get(language)
        if said is None:
            said = self.said[language] = self.node.render(context)
        if self.name is None:
            return said
        context[self.name] = said
        return ""


@register.tag
def translate(parser, token):
    """Translate a literal once for each language; anything else as Django does."""
    node = do_translate(parser, token)
    expression = node.filter_expression
    is_literal = isinstance(expression.var, Variable) and isinstance(expression.var.literal, str)
    is_plain = is_literal and not expression.filters and not node.noop and not node.message_context
    return FixedTranslation(node) if is_plain else node


class FixedAddress(URLNode):
    """Writes the address of a page, or of a thing with a number."""

    def render(self, context):
        """Write the address, or keep it under a name; Django reports one that does not exist."""
        site = (get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())
        try:
            address = self._address(context, *site)
        except NoReverseMatch:
            return super().render(context)
        if self.asvar is None:
            return conditional_escape(address) if context.autoescape else address
        context[self.asvar] = address
        return ""

    def _address(self, context, *site) -> str:
        name = self.view_name.resolve(context)
        if not self.args:
            return _page(name, *site)
        number = self.args[0].resolve(context)
        if type(number) is not int or number < 0:
            raise NoReverseMatch
        before, after = _around_a_number(name, *site)
        return f"{before}{number}{after}"


@register.tag
def url(parser, token):
    """Find the address of a page once; one with a name in it, or with several values, as Django does."""
    node = url_as_django(parser, token)
    is_plain = len(node.args) < 2 and not node.kwargs
    return FixedAddress(node.view_name, node.args, node.kwargs, node.asvar) if is_plain else node


# Each namespace has one instance here, so the page that asks makes no difference.
@lru_cache(maxsize=512)
def _page(name: str, urlconf: str, prefix: str) -> str:
    return reverse(name, urlconf)


@lru_cache(maxsize=512)
def _around_a_number(name: str, urlconf: str, prefix: str) -> tuple[str, str]:
    before, _, after = reverse(name, urlconf, args=[SOME_NUMBER]).partition(str(SOME_NUMBER))
    return before, after


class FixedStatic(StaticNode):
    """Writes the address of a static file, whose name holds its hash."""

    @classmethod
    def handle_simple(cls, path):
        """Return the address."""
        return _static(path)


@lru_cache(maxsize=256)
def _static(path: str) -> str:
    return cast(str, StaticNode.handle_simple(path))


@register.tag
def static(parser, token):
    """Find the address of a static file once."""
    return FixedStatic.handle_token(parser, token)
