"""Django's tags that a page has by the dozen, with what they say found once in a process, and not at every use.

The text of a literal depends on the language alone, the address of a page on nothing, that of a numbered thing on its
number, the name of a static file on the release. Whatever else these tags can do is left to Django's own.
"""

from functools import lru_cache

from django import template
from django.conf import settings
from django.template.base import Variable
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as url_as_django
from django.templatetags.i18n import do_translate
from django.templatetags.static import StaticNode
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.html import conditional_escape
from django.utils.translation import get_language

register = template.Library()

# Stands in an address where a number will; no address holds it otherwise.
SOME_NUMBER = 987_654_321


class Fixed(template.Node):
    """Says what depends on the reader's language alone."""

    child_nodelists = ()

    def __init__(self, *nodes: template.Node) -> None:
        self.nodes = template.NodeList(nodes)
        self.said: dict[str | None, str] = {}

    def render(self, context):
        """Write the text, which is composed once in each language."""
        language = get_language()
        said = self.said.get(language)
        if said is None:
            said = self.said[language] = self.nodes.render(context)
        return said

    # Nothing in it fails at one reader and not at the next, so there is nothing to annotate.
    render_annotated = render


class Named(template.Node):
    """Keeps what is fixed under a name."""

    child_nodelists = ()

    def __init__(self, node: Fixed, name: str) -> None:
        self.node, self.name = node, name

    def render(self, context):
        """Write nothing yet."""
        context[self.name] = self.node.render(context)
        return ""


def once(compile_tag):
    """Let a simple tag that is given nothing but literals draw once in each language."""

    def compile_once(parser, token):
        node = compile_tag(parser, token)
        given = [*node.args, *node.kwargs.values()]
        is_fixed = node.target_var is None and not any(one.is_var or one.filters for one in given)
        return Fixed(node) if is_fixed else node

    return compile_once


@register.tag
def translate(parser, token):
    """Translate a literal once for each language; anything else as Django does."""
    node = do_translate(parser, token)
    expression = node.filter_expression
    is_literal = isinstance(expression.var, Variable) and isinstance(expression.var.literal, str)
    if not is_literal or expression.filters or node.noop or node.message_context:
        return node
    name, node.asvar = node.asvar, None
    return Named(Fixed(node), name) if name else Fixed(node)


class FixedAddress(URLNode):
    """Writes the address of a page, of a thing with a number, or of one that the template names itself."""

    def render(self, context):
        """Write the address, or keep it under a name; Django reports one that does not exist."""
        # No request has a table of addresses of its own here, so the settings' is the one that counts.
        site = settings.ROOT_URLCONF, get_script_prefix()
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
            return _page(name, (), *site)
        expression, value = self.args[0], self.args[0].resolve(context)
        if type(value) is int and value >= 0:
            before, after = _around_a_number(name, *site)
            return f"{before}{value}{after}"
        if expression.is_var or expression.filters:
            raise NoReverseMatch
        return _page(name, (value,), *site)


@register.tag
def url(parser, token):
    """Find the address of a page once; one with a name in it, or with several values, as Django does."""
    node = url_as_django(parser, token)
    is_plain = len(node.args) < 2 and not node.kwargs
    return FixedAddress(node.view_name, node.args, node.kwargs, node.asvar) if is_plain else node


# Each namespace has one instance here, so the page that asks makes no difference.
@lru_cache(maxsize=512)
def _page(name: str, literals: tuple, urlconf: str, prefix: str) -> str:
    return reverse(name, urlconf, args=literals)


@lru_cache(maxsize=512)
def _around_a_number(name: str, urlconf: str, prefix: str) -> tuple[str, str]:
    before, _, after = reverse(name, urlconf, args=[SOME_NUMBER]).partition(str(SOME_NUMBER))
    return before, after


@register.tag
def static(parser, token):
    """Find the address of a static file once."""
    node = StaticNode.handle_token(parser, token)
    return node if node.varname or node.path.is_var else Fixed(node)
