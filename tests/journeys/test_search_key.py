"""The key / leads into the search of a page, in a real browser …"""

import pytest

from tests.journeys.conftest import Setting

pytestmark = pytest.mark.browser

SEARCH = "input[type=search]"
FOCUSED = "document.activeElement.name || document.activeElement.tagName"


def press_key(page, key="/", code="Slash", **more):
    """Press the key as a layout types it: Playwright knows the American one alone."""
    pressed = {"key": key, "code": code, "bubbles": True, "cancelable": True, **more}
    page.evaluate("key => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', key))", pressed)


@pytest.mark.parametrize("setting", [Setting("fa", 390), Setting("en", 1280)], ids=str)
def test_leads_into_it_and_chooses_what_stands_there(perform, open_browser, setting):
    page = open_browser(setting, perform("staff", language=setting.language)["session"])
    for path in ("/console/", "/console/organizations/"):
        page.goto(f"{path}?q=cart")

        page.keyboard.press("/")

        assert page.evaluate(FOCUSED) == "q"
        page.keyboard.type("a/b")
        assert page.input_value(SEARCH) == "a/b"


def test_is_known_by_its_place_and_is_no_other_key(perform, open_browser):
    page = open_browser(Setting("fa", 1280), perform("customer", language="fa")["session"])
    page.goto("/tickets/")
    for key in ({"ctrlKey": True}, {"altKey": True}, {"key": "?", "shiftKey": True}, {"key": "a", "code": "KeyA"}):
        press_key(page, **key)
        assert page.evaluate(FOCUSED) == "BODY"

    press_key(page, key="ظ")

    assert page.evaluate(FOCUSED) == "q"


def test_is_switched_off_in_the_settings(perform, open_browser):
    page = open_browser(Setting("en", 1280), perform("customer", language="en")["session"])
    page.goto("/settings/")
    page.uncheck("[name=uses_keys]")
    with page.expect_navigation():
        page.click("main form button.btn-p")

    page.goto("/tickets/")
    page.keyboard.press("/")

    assert page.evaluate(FOCUSED) == "BODY"
