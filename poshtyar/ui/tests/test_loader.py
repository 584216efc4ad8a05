"""Templates whose unchanging pieces are joined."""

from itertools import pairwise

import pytest
from django.template import Context, engines
from django.template.base import TextNode
from django.utils import translation

from poshtyar.ui.loader import join
from poshtyar.ui.templatetags.fixed import Fixed

SOURCE = """
<p>{% translate "Tickets" %} {% icon "clock" %}{{ word }}</p>
{% if word %}<b>{% translate "Wallet" %}</b>{% elif other %}{% static "ui/app.css" %}.{% else %}none{% endif %}
{% for each in word %}<i>{{ each }}</i>{% empty %}<i>{% icon "clock" 16 %}</i>{% endfor %}
{% with word as name %}{% translate "Dashboard" as said %}{% icon name %}{{ said }}{% endwith %}
"""


def read(source: str):
    return engines["django"].engine.from_string(source)


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize("values", [{"word": "coins"}, {"word": "", "other": True}, {"word": ""}])
def test_says_what_it_said_before(language, values):
    source = SOURCE if values["word"] else SOURCE.partition("{% with")[0]
    plain, joined = read(source), read(source)
    join(joined.nodelist)

    with translation.override(language):
        expected = plain.render(Context(values))

        assert [joined.render(Context(values)) for _ in range(2)] == [expected] * 2


def test_what_stands_side_by_side_is_one_piece_wherever_it_stands():
    template = read('<p>{% translate "Tickets" %}</p>{% if word %}<b>{% icon "clock" %}</b>{% endif %}')
    join(template.nodelist)

    first, condition = template.nodelist
    assert isinstance(first, Fixed)
    assert [type(node) for node in condition] == [Fixed]


def test_what_depends_on_more_than_the_language_stays_apart():
    template = read('{% icon name %}<a href="{% url "portal:tickets" %}">{% translate word %}</a>{% csrf_token %}')
    join(template.nodelist)

    assert [node for node in template.nodelist if isinstance(node, Fixed)] == []
    assert sum(isinstance(node, TextNode) for node in template.nodelist) == 3


def test_the_templates_of_the_site_are_joined():
    nodes = engines["django"].get_template("ui/base.html").template.nodelist

    kinds = [isinstance(node, Fixed | TextNode) for node in nodes]
    assert any(isinstance(node, Fixed) for node in nodes)
    assert not any(one and other for one, other in pairwise(kinds))
