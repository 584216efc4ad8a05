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


def test_what_cannot_be_sent_is_said_once(perform, open_browser):
    alice = perform("customer", language="en", coins=42)
    quote = perform("quote", organization=alice["organization"])
    page = open_browser(Setting("en", 1280), alice["session"])
    page.goto(f"/tickets/{quote['number']}/")

    page.context.set_offline(True)
    page.wait_for_function("document.getElementById('offline').textContent")
    with page.expect_event("requestfailed"):
        page.click("form[action$='/approve/'] button")

    page.wait_for_function("!document.querySelector('form[data-sending]')")
    assert page.get_by_text(WORDS["en"]).count() == 1
