"""What a page says at its edge when something was done …"""

import pytest

from tests.journeys.conftest import Setting
from tests.journeys.people import add_store

pytestmark = pytest.mark.browser

FINISH = "() => document.getAnimations().forEach(one => one.finish())"


@pytest.mark.parametrize("setting", [Setting("fa", 390, javascript=False), Setting("en", 1280)], ids=str)
def test_is_there_to_be_read_and_leaves_by_itself(perform, open_browser, setting):
    page = open_browser(setting, perform("customer", language=setting.language)["session"])
    add_store(page, name="Shoes", url="https://shoes.example.com")
    toast = page.locator("#messages .toast")
    assert toast.is_visible()

    if not setting.javascript:  # The style alone counts the seconds.
        page.evaluate(FINISH)

    toast.wait_for(state="hidden")


def test_stays_under_the_pointer_and_says_errors_for_good(perform, open_browser):
    page = open_browser(Setting("en", 1280, javascript=False), perform("customer", language="en")["session"])
    add_store(page, name="Hats", url="https://hats.example.com")
    page.hover("#messages .toast")
    page.evaluate(FINISH)
    assert page.locator("#messages .toast").is_visible()

    page.mouse.move(0, 0)
    page.evaluate("() => document.querySelector('.toast').classList.add('toast-error')")
    page.evaluate(FINISH)

    assert page.locator("#messages .toast").is_visible()
