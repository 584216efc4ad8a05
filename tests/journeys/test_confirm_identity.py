"""Being asked again by a code, in a real browser …"""

import os

import pytest

from tests.journeys.conftest import Setting
from tests.journeys.people import enter_code, newest_code, press, text_of

pytestmark = pytest.mark.browser

SETTINGS = [Setting("fa", 390), Setting("en", 1280, javascript=False), Setting("fa", 1280, theme="dark")]
ASKED = {"fa": "هنوز خودتونید؟", "en": "Is it still you?"}


def picture(page, name: str, setting) -> None:
    """Keep a picture for whoever wants to look."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}-{setting}.png", full_page=True)


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_comes_before_a_first_password_and_leads_on_to_it(setting, open_browser, perform):
    page = open_browser(setting, perform("customer", language=setting.language)["session"])
    page.goto("/settings/password/")
    assert "/settings/identity/" in page.url
    picture(page, "ask", setting)

    press(page, "main form button")
    picture(page, "sent", setting)
    enter_code(page, "1")
    picture(page, "wrong", setting)
    assert page.input_value("[name=code]") == ""
    enter_code(page, newest_code(page))

    assert page.url.endswith("/settings/password/")
    page.fill("[name=password]", "a sentence of several words")
    press(page, "main form button")
    assert page.url.endswith("/settings/")


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_loses_nothing_of_the_form_that_was_sent(setting, open_browser, perform):
    page = open_browser(setting, perform("customer", language=setting.language)["session"])
    page.goto("/members/")
    page.fill("[name=mobile]", "09121110000")
    page.check("[name=role][value=owner]")
    press(page, "main form:has([name=mobile]) button")
    assert page.inner_text("h1") == ASKED[setting.language]

    press(page, "main form button")
    enter_code(page, newest_code(page))

    assert page.url.endswith("/members/")
    assert "111 0000" in text_of(page)
