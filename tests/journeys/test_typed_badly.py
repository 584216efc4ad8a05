"""What is typed badly, in a real browser, gets a clear answer; and nothing that was typed is lost."""

import pytest

from poshtyar.common.persian import to_latin_digits
from tests.journeys.conftest import Setting
from tests.journeys.people import open_all, press, text_of

pytestmark = pytest.mark.browser

SETTINGS = [Setting("fa", 390), Setting("en", 1280, javascript=False)]
MEGABYTE = 2**20


@pytest.fixture
def alice(perform):
    """Alice has 42 coins and a ticket that asks for work."""

    def of(setting: Setting) -> dict:
        owner = perform("customer", language=setting.language, coins=42)
        return owner | perform("ticket", organization=owner["organization"])

    return of


def compose(page, number: int, coins: str) -> None:
    """Fill in the quote composer with these coins, and announce."""
    page.goto(f"/console/tickets/{number}/?tab=quote")
    page.fill("[name=title]", "Two modules")
    page.fill("[name=lines-0-title]", "The conflict of «two» modules")
    page.fill("[name=lines-0-coins]", coins)
    page.fill("[name=delivery_hours]", "۶")
    page.fill("[name=assumptions]", "- PHP 8.1\n- a backup")
    press(page, "#quote-composer button.btn-p")


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
@pytest.mark.parametrize("typed", ["۱۲", " 12 ", "١٢"])
def test_coins_in_any_digits_are_exact(typed, setting, alice, perform, open_browser):
    alice, agnes = alice(setting), perform("staff", language=setting.language)
    page = open_browser(setting, agnes["session"])

    compose(page, alice["number"], typed)

    assert page.locator(".quote .price").count() == 1
    assert to_latin_digits(page.inner_text(".quote .price")).split()[0] == "12"


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
@pytest.mark.parametrize("typed", ["1e3", "-1", str(2**63), "12.5", "دوازده"])
def test_coins_that_are_no_number_are_refused_and_everything_is_kept(typed, setting, alice, perform, open_browser):
    alice, agnes = alice(setting), perform("staff", language=setting.language)
    page = open_browser(setting, agnes["session"])

    compose(page, alice["number"], typed)

    wrong = page.locator("[aria-invalid=true]")
    assert [wrong.nth(i).get_attribute("name") for i in range(wrong.count())] == ["lines-0-coins"]
    assert page.locator("#error-summary a[href='#id_lines-0-coins']").count() == 1
    assert page.input_value("[name=lines-0-coins]") == typed
    assert page.input_value("[name=title]") == "Two modules"
    assert page.input_value("[name=lines-0-title]") == "The conflict of «two» modules"
    assert page.input_value("[name=delivery_hours]") == "۶"
    assert page.input_value("[name=assumptions]") == "- PHP 8.1\n- a backup"

    page.goto(f"/console/tickets/{alice['number']}/")
    assert page.locator(".quote").count() == 0


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_a_megabyte_of_text_is_refused_with_the_limit_and_stays_in_the_form(setting, alice, open_browser):
    alice = alice(setting)
    page = open_browser(setting, alice["session"])
    page.goto(f"/tickets/{alice['number']}/")
    line = "سلام دنیا. " * 50 + "\n"
    text = line * (MEGABYTE // len(line.encode()))
    page.eval_on_selector("#reply [name=body]", "(area, text) => { area.value = text }", text)

    press(page, "#reply button.btn-p")

    assert page.locator("#error-summary").is_visible()
    assert page.input_value("#reply [name=body]") == text
    assert page.locator(".msg").count() == 1


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_a_refused_ticket_keeps_what_was_typed(setting, alice, open_browser):
    page = open_browser(setting, alice(setting)["session"])
    page.goto("/tickets/new/")
    page.fill("[name=body]", "از دیروز\n\nsince 9.0")
    page.check("[name=effect][value=part_broken]")

    press(page, "form:has([name=subject]) button.btn-p")

    assert page.locator("#error-summary a[href='#id_subject']").count() == 1
    assert page.input_value("[name=body]") == "از دیروز\n\nsince 9.0"
    assert page.is_checked("[name=effect][value=part_broken]")
    assert page.evaluate("() => document.activeElement.id") == "error-summary"
    assert page.title().startswith({"fa": "خطا: ", "en": "Error: "}[setting.language])


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_names_can_hide_nothing(setting, alice, perform, open_browser):
    alice, agnes = alice(setting), perform("staff", language=setting.language)
    page, staff = open_browser(setting, alice["session"]), open_browser(setting, agnes["session"])
    page.goto("/settings/")
    page.fill("[name=display_name]", "Ali\u202egpj\u200b\u2066ce")
    press(page, "form:has([name=display_name]) button.btn-p")
    page.goto("/stores/new/")
    page.fill("[name=name]", "\u202eshop\u200f of\u0000 Alice\ufeff")
    page.fill("[name=url]", "https://shop.example.com")
    press(page, "form:has([name=url]) button.btn-p")

    page.goto("/settings/")
    assert page.input_value("[name=display_name]") == "Aligpjce"
    page.goto("/stores/")
    assert "shop of Alice" in page.inner_text("main")
    staff.goto(f"/console/tickets/{alice['number']}/")
    assert not set("\u202e\u200b\u200f\ufeff") & set(staff.inner_text("body"))
    assert "Aligpjce" in staff.inner_text("main")


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_another_organization_s_ticket_is_like_none(setting, alice, perform, open_browser):
    alice = alice(setting)
    charlie = perform("customer", language=setting.language, name="Charlie")
    page = open_browser(setting, charlie["session"])

    said = []
    for number in (alice["number"], 98_765_432):
        answer = page.goto(f"/tickets/{number}/")
        said.append((answer.status, page.title(), text_of(page, "body")))

    assert said[0] == said[1]
    assert said[0][0] == 404


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_a_double_click_sends_one_reply(setting, alice, open_browser):
    alice = alice(setting)
    page = open_browser(setting, alice["session"])
    page.goto(f"/tickets/{alice['number']}/")
    page.fill("#reply [name=body]", "Any news?")

    page.dblclick("#reply button.btn-p")
    page.wait_for_selector("[data-sent]", state="attached")
    page.reload()

    assert page.locator(".msg").count() == 2
    open_all(page)
    assert page.input_value("#reply [name=body]") == ""


def test_what_is_put_right_is_no_longer_red(open_browser):
    page = open_browser(Setting("fa", 390))
    page.goto("/login/")
    press(page, "main form button.btn-p")
    field = page.locator(".field:has([name=mobile])")
    assert "has-error" in field.get_attribute("class")

    page.fill("[name=mobile]", "0912")

    assert "has-error" not in field.get_attribute("class")
    assert page.locator("[name=mobile]").get_attribute("aria-invalid") == "false"
    assert field.locator(".error").is_visible()

    page.fill("[name=mobile]", "")

    assert "has-error" in field.get_attribute("class")
    assert page.locator("[name=mobile]").get_attribute("aria-invalid") == "true"


def test_a_password_in_persian_letters_is_told_and_kept(open_browser):
    page = open_browser(Setting("en", 1280))
    page.goto("/login/password/")
    told = page.locator("[data-persian-layout] span")
    assert told.is_hidden()

    page.fill("[name=password]", "ghvکلمه")

    assert told.is_visible()
    assert page.input_value("[name=password]") == "ghvکلمه"

    page.fill("[name=password]", "a long password")

    assert told.is_hidden()
