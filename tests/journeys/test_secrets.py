"""Log-in details in a real browser: typed into the text, moved to their own field, kept nowhere else, shown once."""

import pytest

from tests.journeys.conftest import Setting
from tests.journeys.people import press

pytestmark = pytest.mark.browser
OFFER, BODY, FIELD = "[data-secret-offer]", "[name=body]", "[name=secret]"


@pytest.fixture
def page(perform, open_browser):
    return lambda setting: open_browser(setting, perform("customer", language=setting.language)["session"])


@pytest.mark.parametrize(
    ("typed", "stays", "moves"),
    [
        (
            "The cart is empty.\nuser: shop\npassword: x1y2\nThanks",
            "The cart is empty.\nThanks",
            "user: shop\npassword: x1y2",
        ),
        ("سلام\nآدرس: ftp.shop.ir\nرمز عبور: ۱۲ab\nممنون", "سلام\nممنون", "آدرس: ftp.shop.ir\nرمز عبور: ۱۲ab"),
        ("Password is: Secret#99zz\nHello", "Hello", "Password is: Secret#99zz"),
        ("رمزش Gol!2026Xy هست", "", "رمزش Gol!2026Xy هست"),
        ("رمز ورود: x\nReport: the cart is empty", "Report: the cart is empty", "رمز ورود: x"),
        ("See ftp://shop:x1@shop.example", "", "See ftp://shop:x1@shop.example"),
    ],
    ids=["en", "fa", "is", "without a colon", "another word", "address"],
)
def test_a_password_in_the_text_is_offered_a_better_place(page, typed, stays, moves):
    tab = page(Setting("en", 1280))
    tab.goto("/tickets/new/")
    tab.fill(BODY, typed)

    tab.click(f"{OFFER} button")

    assert (tab.input_value(BODY), tab.input_value(FIELD)) == (stays, moves)
    assert not tab.locator(f"{OFFER} .notice").count()
    assert tab.evaluate("document.activeElement.name") == "secret"


@pytest.mark.parametrize(
    "typed",
    [
        "I forgot my password, what now?",
        "password reset for all customers",
        "رمز عبورم رو عوض کردم و حالا وارد نمی‌شه.",
        "Total: 12",
    ],
)
def test_a_text_about_passwords_is_left_alone(page, typed):
    tab = page(Setting("en", 1280))
    tab.goto("/tickets/new/")

    tab.fill(BODY, typed)

    assert not tab.locator(f"{OFFER} .notice").count()


@pytest.mark.parametrize("setting", [Setting("fa", 390), Setting("en", 1280)], ids=str)
def test_are_in_no_draft_and_are_shown_to_one_of_the_staff(perform, page, open_browser, setting):
    tab = page(setting)
    tab.goto("/tickets/new/")
    tab.fill("[name=subject]", "The cart")
    tab.click("[data-secret] summary")
    tab.fill(FIELD, "canary")
    version = tab.input_value("[name=draft_version]")
    tab.fill(BODY, "It is empty.")
    tab.wait_for_function("before => document.querySelector('[name=draft_version]').value !== before", arg=version)
    assert "canary" not in tab.evaluate("JSON.stringify(localStorage)")

    press(tab, "main form button.btn-p")
    assert "canary" not in tab.inner_text("#thread")
    number = tab.url.rstrip("/").rpartition("/")[2].partition("#")[0]

    desk = open_browser(setting, perform("staff", language=setting.language)["session"])
    desk.goto(f"/console/tickets/{number}/")
    press(desk, "form[action$='/reveal/'] button")
    assert desk.inner_text("main pre") == "canary"
    press(desk, "main form button.btn-p")
    assert desk.locator("form[action$='/reveal/']").count() == 0


def test_r86_no_draft_keeps_a_password_of_the_text_while_the_offer_waits(page):
    tab, sent = page(Setting("en", 1280)), []
    tab.on("request", lambda request: sent.append(request.post_data or ""))
    tab.goto("/tickets/new/")
    version = tab.input_value("[name=draft_version]")
    tab.fill(BODY, "It is empty.\npassword: canary1\nThanks")
    tab.wait_for_function("before => document.querySelector('[name=draft_version]').value !== before", arg=version)
    assert "canary1" not in tab.evaluate("JSON.stringify(localStorage)")
    tab.click(f"{OFFER} button")
    tab.locator(FIELD).blur()

    tab.reload()

    assert tab.input_value(BODY) == "It is empty.\nThanks"
    assert [data for data in sent if "canary1" in data] == []
    assert any("draft_version" in data for data in sent)


def test_a_password_in_a_refused_form_is_offered_it_too(page):
    tab = page(Setting("en", 1280))
    tab.goto("/tickets/new/")
    tab.fill(BODY, "password: x1")

    press(tab, "main form button.btn-p")

    assert tab.input_value(BODY) == "password: x1"
    assert tab.locator(f"{OFFER} .notice").is_visible()


def test_are_handed_over_without_javascript(page):
    tab = page(Setting("fa", 390, javascript=False))
    tab.goto("/tickets/new/")
    tab.fill("[name=subject]", "The cart")
    tab.fill(BODY, "It is empty.")
    tab.click("[data-secret] summary")
    tab.fill(FIELD, "canary")

    press(tab, "main form button.btn-p")

    assert tab.locator("form[action$='/erase/']").count() == 1
