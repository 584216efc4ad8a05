"""By keys alone, in a real browser, work is asked for, priced, and approved or declined …"""

import re

import pytest

from tests.journeys.conftest import Setting

pytestmark = pytest.mark.browser

SETTING = Setting("fa", 1280)
MOST_STEPS = 120
# What is drawn for an input by its label alone shows the focus there.
IS_SEEN = """() => [document.activeElement, ...(document.activeElement.labels ?? [])].some(drawn => {
    const { outlineStyle, outlineWidth } = getComputedStyle(drawn);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
})"""


def reach(page, selector: str) -> None:
    """Press Tab until the focus, which is seen at each step, is on what the selector names."""
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        assert page.evaluate(IS_SEEN), page.evaluate("() => document.activeElement.outerHTML.slice(0, 200)")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never reaches {selector}")


def send(page, selector: str) -> None:
    """Reach a button or a link and press Enter, which leads to another page."""
    reach(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_asks_and_is_answered_and_approves_and_declines(perform, open_browser):
    alice = perform("customer", language=SETTING.language, coins=42)
    approved = perform("quote", organization=alice["organization"], fee=12)
    declined = perform("quote", organization=alice["organization"])
    page = open_browser(SETTING, alice["session"])

    page.goto("/tickets/new/")
    reach(page, "[name=subject]")
    page.keyboard.type("A question")
    reach(page, "[name=body]")
    page.keyboard.type("Is it fast?")
    send(page, "main form button.btn-p")
    reach(page, "#reply [name=body]")
    page.keyboard.type("It is not.")
    reach(page, "#reply button.btn-p")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelectorAll('.msg').length === 2")

    page.goto(f"/tickets/{approved['number']}/")
    reach(page, "[name=consent]")
    page.keyboard.press("Space")
    reach(page, "form[action$='/approve/'] button")
    page.keyboard.press("Enter")
    page.locator(".quote .notice-ok:focus").wait_for()

    page.goto(f"/tickets/{declined['number']}/")
    reach(page, "details:has(form[action$='/decline/']) > summary")
    page.keyboard.press("Enter")
    reach(page, "form[action$='/decline/'] button")
    page.keyboard.press("Enter")
    page.locator(".quote .notice-ok:focus").wait_for()
    assert perform("coins", organization=alice["organization"]) == {"free": 30, "set_aside": 12}


def test_staff_quote_and_close(perform, open_browser):
    alice = perform("customer", language=SETTING.language, coins=42)
    ticket = perform("ticket", organization=alice["organization"])
    page = open_browser(SETTING, perform("staff", language=SETTING.language)["session"])

    page.goto(f"/console/tickets/{ticket['number']}/?tab=quote")
    for field, typed in {"title": "Analytics", "lines-0-title": "Analytics", "lines-0-coins": "۱۲"}.items():
        reach(page, f"[name={field}]")
        page.keyboard.type(typed)
    reach(page, "[name=delivery_hours]")
    page.keyboard.type("6")
    send(page, "#quote-composer button.btn-p")
    assert re.search("#quote-", page.url)

    other = perform("ticket", organization=alice["organization"])
    page.goto(f"/console/tickets/{other['number']}/")
    send(page, "form[action$='/close/'] button")
    assert page.locator("form[action$='/reopen/']").count() == 1


def test_buys_and_leaves_the_menu_with_escape(perform, open_browser):
    alice = perform("customer", language=SETTING.language)
    page = open_browser(SETTING, alice["session"])

    page.goto("/order/essential/")
    reach(page, ".top details.menu > summary")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    assert page.evaluate("() => document.activeElement.matches('.top details.menu:not([open]) > summary')")

    send(page, "main form button.btn-p")
    send(page, "button[value=pay]")
    assert page.locator("#receipt .b-ok").count() == 1
    assert perform("coins", organization=alice["organization"])["free"] == 300
