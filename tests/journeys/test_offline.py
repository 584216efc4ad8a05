"""Without a connection the page says so, in a real browser …"""

import pytest

from tests.journeys.conftest import Setting

pytestmark = pytest.mark.browser

WORDS = {
    "fa": "اینترنت قطعه. نوشته‌هاتون همین‌جا می‌مونه.",
    "en": "No connection. What you wrote stays here.",
}


@pytest.mark.parametrize("setting", [Setting("fa", 390), Setting("en", 1280, theme="dark")], ids=str)
def test_a_bar_stands_on_top_until_the_connection_is_back(perform, open_browser, setting):
    alice = perform("customer", language=setting.language)
    page = open_browser(setting, alice["session"])
    page.goto("/tickets/new/")
    bar = page.locator("#offline")
    assert bar.bounding_box()["height"] == 0
    page.fill("[name=body]", "It is empty.\n" * 9)

    page.context.set_offline(True)
    page.wait_for_function("document.getElementById('offline').textContent")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")

    assert bar.inner_text() == WORDS[setting.language]
    assert bar.bounding_box()["y"] == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    page.context.set_offline(False)
    page.wait_for_function("!document.getElementById('offline').textContent")
    assert page.input_value("[name=body]").startswith("It is empty.")
