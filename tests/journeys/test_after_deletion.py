"""A deleted row does not take the reader's place with it, in a real browser …"""

import pytest

from tests.journeys.conftest import Setting

pytestmark = pytest.mark.browser

SETTING = Setting("en", 1280)
FOCUSED = "document.activeElement.closest('li')?.id || document.activeElement.tagName"


def rows_of(page):
    return page.eval_on_selector_all("main .rows>li[id]", "rows => rows.map(row => row.id)")


def delete(page, row):
    """Open a row's page and delete it there, which leads back to the list."""
    page.click(f"#{row} .row-acts a")
    page.click("#delete summary")
    with page.expect_navigation(url="**/faq/"):
        page.click("#delete button")


def test_the_focus_goes_to_the_row_that_follows_or_to_the_heading(perform, open_browser):
    page = open_browser(SETTING, perform("staff", language="en", role="manager")["session"])
    perform("questions", many=2)  # The others stay: every journey of this site reads them.
    page.goto("/console/catalog/faq/")
    *_, last_but_one, last = rows_of(page)

    delete(page, last_but_one)
    assert page.evaluate(FOCUSED) == last

    delete(page, last)
    assert page.evaluate(FOCUSED) == "H1"

    page.reload()
    assert page.evaluate(FOCUSED) == "BODY"


def test_the_focus_stays_in_a_list_whose_rows_are_deleted_in_place(perform, open_browser):
    alice = perform("customer", language="en")
    page = open_browser(SETTING, alice["session"])
    page.goto("/members/")
    for mobile in ("09121110001", "09121110002"):
        page.fill("[name=mobile]", mobile)
        with page.expect_navigation():
            page.click("aside form button.btn-p")
    withdraw = page.locator("form[data-deletes] button")
    assert withdraw.count() == 2

    with page.expect_navigation():
        withdraw.first.click()
    assert page.evaluate("document.activeElement.closest('form[data-deletes]') !== null")

    with page.expect_navigation():
        withdraw.first.click()
    assert page.evaluate(FOCUSED) == "H1"
