"""A one-time code, in a real browser …"""

import pytest

from tests.journeys.conftest import Setting
from tests.journeys.people import ask_for_code, enter_code, new_mobile, newest_code

pytestmark = pytest.mark.browser

SETTINGS = [Setting("fa", 390), Setting("en", 1280, javascript=False)]
REFUSED = {
    "fa": "این کد اشتباهه یا وقتش تموم شده",
    "en": "This code is wrong, or its time is over.",
}


def is_refused(page, setting) -> bool:
    """Return whether the code page says so, marks the field and stays where it is."""
    summary = page.inner_text("#error-summary")
    return "/login/code/" in page.url and REFUSED[setting.language] in summary


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_lets_in_after_a_wrong_one_and_never_again(setting, open_browser):
    page, mobile = open_browser(setting), new_mobile()
    ask_for_code(page, mobile)
    code = newest_code(page)

    enter_code(page, "999999" if code != "999999" else "999998")
    assert is_refused(page, setting)

    enter_code(page, code)
    assert "/organizations/new/" in page.url

    other = open_browser(setting)
    other.goto("/login/")
    ask_for_code(other, mobile)
    enter_code(other, code)
    assert is_refused(other, setting)


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_is_refused_for_another_number(setting, open_browser):
    page, other = open_browser(setting), open_browser(setting)
    ask_for_code(page, new_mobile())
    code = newest_code(page)
    ask_for_code(other, new_mobile())

    enter_code(other, code)

    assert is_refused(other, setting)


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_is_refused_after_its_time(setting, open_browser, perform):
    page = open_browser(setting)
    ask_for_code(page, new_mobile())
    code = newest_code(page)
    perform("let_login_codes_expire")

    enter_code(page, code)

    assert is_refused(page, setting)
