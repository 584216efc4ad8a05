"""What is typed and chosen is not lost: drafts and files in a real browser."""

import re

import pytest

from tests.journeys.conftest import Setting
from tests.journeys.people import log_in_as_staff, press, register

pytestmark = pytest.mark.browser

NEW, BODY, SAVED = "/tickets/new/", "[name=body]", {"fa": "پیش‌نویس ذخیره شد", "en": "Draft saved"}


def type_into(page, text):
    """Type, and wait until the page says that it is kept."""
    before = page.input_value("[name=draft_version]")
    page.fill(BODY, text)
    page.wait_for_function("before => document.querySelector('[name=draft_version]').value !== before", arg=before)


def kept_here(page):
    """Return how many drafts wait in this browser alone."""
    return page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('draft:')).length")


@pytest.mark.parametrize("setting", [Setting("fa", 390), Setting("en", 1280)], ids=str)
def test_a_text_outlives_the_window_a_failing_send_and_an_older_window(open_browser, setting):
    page = open_browser(setting)
    register(page, name="Parisa", shops="Parisa's shops")
    page.goto(NEW)
    type_into(page, "It is empty.")
    assert SAVED[setting.language] in page.inner_text("[data-draft-words]")

    other = page.context.new_page()
    other.goto(NEW)
    assert other.input_value(BODY) == "It is empty."
    type_into(page, "It is empty since Monday.")
    other.fill(BODY, "It is full.")
    other.wait_for_selector("[data-draft-take]")
    assert other.input_value(BODY) == "It is full."
    other.click("[data-draft-take]")
    assert other.input_value(BODY) == "It is empty since Monday."
    other.close()

    page.context.route(
        "**/tickets/new/", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    page.context.route("**/drafts/**", lambda route: route.abort())
    page.fill("[name=subject]", "The cart")
    page.fill(BODY, "It is empty since Monday, in every browser.")
    with page.expect_event("requestfailed", lambda request: request.url.endswith(NEW)):
        page.click("main form button.btn-p")
    page.context.unroute_all()
    page.goto(NEW)
    assert page.input_value(BODY) == "It is empty since Monday, in every browser."
    assert page.input_value("[name=subject]") == "The cart"

    press(page, "main form button.btn-p")
    assert re.search(r"/tickets/\d+/", page.url)
    assert kept_here(page) == 0
    page.goto(NEW)
    assert page.input_value(BODY) == ""


@pytest.mark.parametrize("is_kept_by_the_browser", [True, False], ids=["from the cache", "asked anew"])
def test_a_text_that_was_sent_does_not_come_back_with_the_button_back(open_browser, is_kept_by_the_browser):
    page = open_browser(Setting("en", 1280))
    register(page, name="Parisa", shops="Parisa's shops")
    page.goto(NEW)
    if not is_kept_by_the_browser:
        page.evaluate("addEventListener('unload', () => {})")
    page.fill("[name=subject]", "The cart")
    type_into(page, "It is empty.")
    press(page, "main form button.btn-p")

    page.go_back()
    page.wait_for_timeout(1500)
    left = [page.input_value(field) for field in ("[name=subject]", BODY)]
    page.fill("[name=subject]", "Another thing")
    page.wait_for_selector("[data-draft-words]:not(:empty)")
    page.goto(NEW)

    assert left == ["", ""]
    assert [page.input_value(field) for field in ("[name=subject]", BODY)] == ["Another thing", ""]


def test_the_composer_keeps_its_lines_in_the_browser_until_the_offer_is_announced(open_browser):
    owner, agent = open_browser(Setting("en", 1280)), open_browser(Setting("en", 1280))
    register(owner, name="Negar", shops="Negar's shops")
    owner.goto(NEW)
    owner.fill("[name=subject]", "Set up Google Analytics")
    owner.fill(BODY, "Please.")
    press(owner, "main form button.btn-p")
    number = re.search(r"/tickets/(\d+)/", owner.url)[1]
    log_in_as_staff(agent, "agent@example.com")

    agent.goto(f"/console/tickets/{number}/?tab=quote")
    agent.fill("[name=title]", "Google Analytics")
    agent.fill("[name=lines-1-title]", "The second line")
    agent.fill("[name=lines-1-coins]", "12")
    agent.wait_for_function("Object.keys(localStorage).some(key => key.startsWith('draft:'))")
    agent.goto(f"/console/tickets/{number}/?tab=quote")

    assert agent.input_value("[name=lines-1-title]") == "The second line"
    agent.fill("[name=delivery_hours]", "6")
    press(agent, "#quote-composer button.btn-p")
    assert f"/console/tickets/{number}/" in agent.url
    assert kept_here(agent) == 0


def test_files_go_up_before_the_ticket_and_are_tried_again(open_browser, tmp_path):
    page = open_browser(Setting("fa", 390))
    register(page, name="Hamed", shops="Hamed's shops")
    page.goto(NEW)
    log = tmp_path / "error.log"
    log.write_text("PHP Fatal error")

    page.route("**/uploads/**", lambda route: route.abort())
    page.set_input_files("[name=files]", [log])
    page.wait_for_selector("[data-upload-retry]:visible")
    page.fill("[name=subject]", "The cart")
    page.fill(BODY, "It is empty.")
    page.click("main form button.btn-p")
    assert page.url.endswith(NEW)

    page.unroute("**/uploads/**")
    page.click("[data-upload-retry]")
    page.wait_for_selector("[name=kept_files]:enabled")
    press(page, "main form button.btn-p")
    page.wait_for_url(re.compile(r"/tickets/\d+/"))
    assert "error.log" in page.inner_text(".files")


def test_files_of_a_refused_form_stay_without_scripts(open_browser, tmp_path):
    page = open_browser(Setting("en", 1280, javascript=False))
    register(page, name="Maryam", shops="Maryam's shops")
    page.goto(NEW)
    log = tmp_path / "error.log"
    log.write_text("PHP Fatal error")

    page.set_input_files("[name=files]", [log])
    page.fill(BODY, "It is empty.")
    press(page, "main form button.btn-p")
    assert page.title().startswith("Error: ")
    assert page.is_checked("[name=kept_files]")
    page.fill("[name=subject]", "The cart")
    press(page, "main form button.btn-p")

    assert "error.log" in page.inner_text(".files")
