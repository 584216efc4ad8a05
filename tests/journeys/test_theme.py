"""A chosen theme, whatever the system prefers …"""

import pytest
from django.urls import reverse

from tests.journeys.conftest import Setting
from tests.journeys.people import press

pytestmark = pytest.mark.browser

SCHEME = "() => getComputedStyle(document.querySelector('input[type=radio]')).colorScheme"


@pytest.mark.parametrize(
    ("system", "chosen", "drawn"),
    [("light", "dark", "dark"), ("dark", "light", "light"), ("dark", "system", "dark"), ("light", "system", "light")],
)
def test_is_that_of_what_the_browser_draws_itself(system, chosen, drawn, perform, open_browser):
    page = open_browser(Setting("en", 1280, theme=system), perform("customer", language="en")["session"])
    page.goto(reverse("portal:open_ticket"))

    press(page, f"button[name=theme][value={chosen}]")
    page.wait_for_selector(f"html[data-theme={chosen}]")

    assert page.evaluate(SCHEME) == drawn
    assert page.evaluate("() => getComputedStyle(document.documentElement).colorScheme") == drawn
