"""Registering with e-mail and password, in a real browser …"""

import re
from itertools import count

import pytest

from tests.journeys.conftest import Setting
from tests.journeys.people import enter_code, new_mobile, newest_code, press, text_of

pytestmark = pytest.mark.browser

SETTINGS = [Setting("fa", 390), Setting("en", 1280), Setting("fa", 1280, javascript=False)]
PASSWORD = "a long sentence of Dana"
_numbers = count(1)


def link_for(page, email: str) -> str:
    """Return the path of the link that was sent to an address, from the demonstration's outbox; a job sends it."""
    tab = page.context.new_page()
    for _ in range(100):
        tab.goto("/demo/outbox/")
        sent = tab.locator("li.row", has_text=email)
        if sent.count():
            break
        tab.wait_for_timeout(100)
    text = sent.first.inner_text()
    tab.close()
    return re.search(r"/register/\S+", text)[0]


def ask_for_link(page, email: str) -> None:
    """Go from the log-in to the page that takes an address, and write one."""
    page.goto("/login/")
    press(page, "main a[href^='/register/']")
    page.fill("[name=email]", email)
    press(page, "main form button")


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_leads_from_the_log_in_to_the_dashboard_and_lets_in_again(setting, open_browser):
    page, email = open_browser(setting), f"dana{next(_numbers)}@example.com"
    ask_for_link(page, email)
    assert "/register/sent/" in page.url

    page.goto(link_for(page, email))
    assert page.url.endswith("/register/password/")
    page.fill("[name=password]", "short")
    press(page, "main form button")
    assert page.locator("#error-summary").is_visible()
    page.fill("[name=password]", PASSWORD)
    press(page, "main form button")
    assert "/organizations/new/" in page.url
    page.fill("[name=owner_name]", "Dana")
    page.fill("[name=name]", "Dana's shops")
    press(page, "main form button")
    assert page.url.endswith("/dashboard/")
    page.goto("/settings/")
    assert email in text_of(page)

    other = open_browser(setting)
    other.goto("/login/password/")
    other.fill("[name=email]", email)
    other.fill("[name=password]", PASSWORD)
    press(other, "main form button")
    assert other.url.endswith("/dashboard/")


def begin(page, link):
    """Make the account of a link, and its organization."""
    page.goto(link)
    page.fill("[name=password]", PASSWORD)
    press(page, "main form button")
    page.fill("[name=owner_name]", "Dana")
    page.fill("[name=name]", "Dana's shops")
    press(page, "main form button")


def test_goes_on_with_the_order_that_was_begun_without_an_account(open_browser):
    page, email = open_browser(Setting("en", 1280)), f"dana{next(_numbers)}@example.com"
    page.goto("/order/essential/")
    press(page, "main a[href^='/register/']")
    page.fill("[name=email]", email)
    press(page, "main form button")

    begin(page, link_for(page, email))

    assert page.url.endswith("/order/essential/")


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_is_followed_by_a_number_that_logs_in_too(setting, open_browser):
    page, email, mobile = open_browser(setting), f"dana{next(_numbers)}@example.com", new_mobile()
    ask_for_link(page, email)
    begin(page, link_for(page, email))

    page.goto("/settings/")
    press(page, "a[href='/settings/mobile/']")
    page.fill("[name=password]", PASSWORD)
    press(page, "main form button")
    page.fill("[name=mobile]", mobile)
    press(page, "main form button")
    enter_code(page, newest_code(page))

    assert page.url.endswith("/settings/")
    assert mobile.replace(" ", "") in text_of(page).replace(" ", "")
