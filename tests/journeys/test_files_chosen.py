"""Whoever chooses files without JavaScript reads the page's own language, and what was chosen …"""

import pytest

from tests.journeys.conftest import Setting
from tests.journeys.people import send_reply

pytestmark = pytest.mark.browser

INPUT, WORDS, BUTTON = "#reply [name=files]", "#reply .files-none", "#reply .files-input label"
NOTHING, CHOOSE = {"fa": "فایلی انتخاب نشده", "en": "No file chosen"}, {"fa": "انتخاب فایل", "en": "Choose files"}
SETTINGS = [Setting("fa", 390, javascript=False), Setting("en", 1280, javascript=False)]


@pytest.fixture
def page_of(perform, open_browser):
    """Give the page of a ticket, to its owner."""

    def of(setting: Setting):
        alice = perform("customer", language=setting.language)
        ticket = perform("ticket", organization=alice["organization"])
        page = open_browser(setting, alice["session"])
        page.goto(f"/tickets/{ticket['number']}/")
        return page

    return of


def width_of(page) -> float:
    return page.locator(INPUT).bounding_box()["width"]


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_is_told_that_nothing_is_chosen_and_then_what(setting, page_of, tmp_path):
    page = page_of(setting)
    (tmp_path / "error.log").write_text("PHP Fatal error")
    assert page.inner_text(WORDS) == NOTHING[setting.language]
    assert page.inner_text(BUTTON).strip() == CHOOSE[setting.language]
    assert width_of(page) == 1

    with page.expect_file_chooser() as chooser:
        page.click(BUTTON)
    chooser.value.set_files(tmp_path / "error.log")

    assert page.is_hidden(WORDS)
    # The browser shows the name in the input, which has its room again.
    assert width_of(page) > 150
    page.fill("#reply [name=body]", "Look at this.")
    send_reply(page)
    assert page.locator("a.file bdi").all_inner_texts() == ["error.log"]


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_may_send_without_a_file(setting, page_of):
    page = page_of(setting)
    page.fill("#reply [name=body]", "No file.")

    send_reply(page)

    assert "No file." in page.inner_text("#thread")


def test_reaches_the_button_by_keys_and_sees_where_the_focus_is(page_of):
    page = page_of(SETTINGS[0])
    page.focus("#reply [data-secret] summary")

    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.name") == "files"
    assert page.locator(BUTTON).evaluate("label => getComputedStyle(label).outlineStyle") == "solid"


def test_is_not_told_by_a_screen_reader_with_scripts_that_a_file_must_be_chosen(page_of):
    page = page_of(Setting("en", 1280))

    assert page.locator(INPUT).evaluate("input => [input.required, input.validity.valid]") == [False, True]
