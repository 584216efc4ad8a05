"""Django's tags whose answers are found once."""

import pytest
from django.template import Context, Engine
from django.test import override_settings
from django.urls import NoReverseMatch, reverse, set_script_prefix
from django.utils import translation

OURS = ["django.templatetags.i18n", "poshtyar.ui.templatetags.fixed"]
DJANGOS = ["django.templatetags.i18n", "django.templatetags.static"]


def drawn(source: str, builtins=OURS, **values) -> str:
    return Engine(builtins=builtins).from_string(source).render(Context(values))


@pytest.mark.parametrize(
    "source",
    [
        '{% translate "Tickets" %}',
        '{% translate "Tickets" as said %}<{{ said }}>',
        """{% translate "It's <b>" as said %}<{{ said }}>""",
        '{% translate "Tickets"|upper %}',
        '{% translate "100%% <b>" %}',
        "{% translate word %}",
        '{% translate "Tickets" noop %}',
        '{% translate "May" context "month" %}',
        '{% url "portal:tickets" %}',
        '{% url "portal:tickets" as address %}<{{ address }}>',
        '{% url "portal:none" as address %}<{{ address }}>',
        '{% url "portal:ticket" number %}',
        '{% url "portal:ticket" number=number %}',
        '{% url "portal:ticket" -3 as address %}<{{ address }}>',
        '{% url "portal:ticket" "x" as address %}<{{ address }}>',
        '{% url "portal:file" word %}',
        '{% url "portal:file" "Tickets" %}',
        '{% url "portal:file" "Tickets" as address %}<{{ address }}>',
        "{% url name number as address %}<{{ address }}>",
        '{% static "ui/app.css" %}',
        '{% static "ui/app.css" as address %}<{{ address }}>',
        "{% static path %}",
    ],
)
@pytest.mark.parametrize("language", ["fa", "en", None])
def test_says_what_django_says(source, language):
    values = {"word": "Tickets", "number": 12, "name": "portal:ticket", "path": "ui/app.css"}

    with translation.override(language):
        seen = [drawn(source, **values) for _ in range(2)]
        expected = drawn(source, DJANGOS, **values)

    assert seen == [expected, expected]


def test_one_template_says_each_language_in_turn():
    template = Engine(builtins=OURS).from_string('{% translate "Tickets" %}')

    seen = []
    for language in ("fa", "en", "fa"):
        with translation.override(language):
            seen.append(template.render(Context()))

    assert seen == ["تیکت‌ها", "Tickets", "تیکت‌ها"]


def test_an_address_follows_the_site_it_stands_in():
    source = '{% url "portal:ticket" 7 %} {% url "portal:tickets" %}'
    before = drawn(source)
    try:
        set_script_prefix("/help/")
        below = drawn(source)
    finally:
        set_script_prefix("/")

    assert before == "/tickets/7/ /tickets/"
    assert below == "/help/tickets/7/ /help/tickets/"
    with override_settings(ROOT_URLCONF="tests.demo_urls"):
        assert drawn('{% url "demo:outbox" %}') == reverse("demo:outbox")
    with pytest.raises(NoReverseMatch):
        drawn('{% url "demo:outbox" %}')


def test_an_address_that_is_none_fails_as_with_django():
    for source in ('{% url "portal:none" %}', '{% url "portal:ticket" "x" %}', '{% url "portal:tickets" 3 %}'):
        with pytest.raises(NoReverseMatch):
            drawn(source)
