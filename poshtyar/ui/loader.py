"""Templates whose unchanging pieces are joined."""

from collections.abc import Iterator
from itertools import groupby

from django.template.base import Node, NodeList, TextNode
from django.template.defaulttags import IfNode
from django.template.loaders import base, cached

from poshtyar.ui.templatetags.fixed import Fixed


class _Joining(base.Loader):
    def get_template(self, template_name, skip=None):
        """Return a template that was just read."""
        template = super().get_template(template_name, skip)
        join(template.nodelist)
        return template


class Loader(cached.Loader, _Joining):
    """Django's, which keeps what it has read; of texts and translations that stand side by side it makes one piece."""


def join(nodes: NodeList) -> None:
    """Join what is fixed in these nodes, and in those within them."""
    joined: list[Node] = []
    for is_fixed, run in groupby(nodes, lambda node: isinstance(node, Fixed | TextNode)):
        piece = list(run)
        joined += [Fixed(*piece)] if is_fixed and len(piece) > 1 else piece
    nodes[:] = joined
    for node in joined:
        for within in _lists_in(node):
            join(within)


def _lists_in(node: Node) -> Iterator[NodeList]:
    if isinstance(node, IfNode):
        # What it gives as its list is a copy.
        yield from (nodes for _condition, nodes in node.conditions_nodelists)
    else:
        yield from (getattr(node, name) for name in node.child_nodelists if getattr(node, name, None))
