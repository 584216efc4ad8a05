"""Who decides on a quote second, in a real browser, is told the first decision; and no coin moves twice."""

import re

import pytest

from tests.journeys.conftest import Setting
from tests.journeys.people import act_on_quote, text_of

pytestmark = pytest.mark.browser

SETTINGS = [Setting("fa", 390), Setting("en", 1280, javascript=False)]
# Midnight may pass between the two.
TIME = {"fa": r"(?:امروز|دیروز) \d\d?:\d\d", "en": r"(?:today|yesterday) \d\d?:\d\d"}
TOLD = {
    "approved it yourself": {
        "fa": f"این پیشنهاد رو {TIME['fa']} خودتون تأیید کردید. دوباره سکه‌ای کنار نذاشتیم.",
        "en": f"You approved this at {TIME['en']}. Nothing was set aside twice.",
    },
    "bob approved": {
        "fa": f"Bob این پیشنهاد رو {TIME['fa']} تأیید کرده. 12 سکه کنار گذاشته شده.",
        "en": f"Bob approved this at {TIME['en']}. 12 coins are set aside.",
    },
    "bob declined": {
        "fa": f"Bob این پیشنهاد رو {TIME['fa']} رد کرده. سکه‌ای کنار گذاشته نشد.",
        "en": f"Bob declined this at {TIME['en']}. No coins were set aside.",
    },
    "changed": {
        "fa": "Agnes همین الان قیمت رو عوض کرد: 12 سکه شد 9 سکه. لطفاً نسخهٔ تازه رو ببینید.",
        "en": "Agnes just changed the price from 12 to 9 coins. Please look at the new version.",
    },
    "expired": {
        "fa": "مهلت این پیشنهاد تموم شده و سکه‌ای کم نشده.",
        "en": "This quote has expired; nothing was charged.",
    },
}


def says(page, what: str, setting: Setting) -> bool:
    """Return whether the page tells this."""
    return re.search(TOLD[what][setting.language], text_of(page, "body")) is not None


@pytest.fixture
def alice(perform):
    """Alice has 42 coins and a quote of 12, in the language that is asked for."""

    def of(setting: Setting) -> dict:
        owner = perform("customer", language=setting.language, coins=42)
        return owner | perform("quote", organization=owner["organization"])

    return of


@pytest.fixture
def coins_of(perform):
    return lambda alice: perform("coins", organization=alice["organization"])


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_a_second_tab_is_told_the_first_approval(setting, alice, open_browser, coins_of):
    alice = alice(setting)
    first = open_browser(setting, alice["session"])
    second = first.context.new_page()
    for tab in (first, second):
        tab.goto(f"/tickets/{alice['number']}/")

    act_on_quote(first, "approve")
    act_on_quote(second, "approve")

    assert says(second, "approved it yourself", setting)
    assert coins_of(alice) == {"free": 30, "set_aside": 12}


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
@pytest.mark.parametrize(("first", "second"), [("approve", "decline"), ("decline", "approve")])
def test_the_second_of_two_people_is_told_who_decided_what_and_when(
    first, second, setting, alice, perform, open_browser, coins_of
):
    alice = alice(setting)
    bob = perform("colleague", organization=alice["organization"], language=setting.language)
    quick, slow = open_browser(setting, bob["session"]), open_browser(setting, alice["session"])
    for page in (quick, slow):
        page.goto(f"/tickets/{alice['number']}/")

    act_on_quote(quick, first)
    act_on_quote(slow, second)

    assert says(slow, f"bob {first}d", setting)
    held = 12 if first == "approve" else 0
    assert coins_of(alice) == {"free": 42 - held, "set_aside": held}


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_an_old_version_is_refused_and_the_new_one_shown_and_approved(setting, alice, perform, open_browser, coins_of):
    alice = alice(setting)
    page = open_browser(setting, alice["session"])
    page.goto(f"/tickets/{alice['number']}/")
    perform("revise", pk=alice["pk"], coins=9)

    with page.expect_response("**/approve/") as answer:
        act_on_quote(page, "approve")

    assert answer.value.status == 409
    assert says(page, "changed", setting)
    assert coins_of(alice) == {"free": 42, "set_aside": 0}

    act_on_quote(page, "approve")

    assert coins_of(alice) == {"free": 33, "set_aside": 9}


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_a_quote_that_expired_on_the_open_page_is_refused_and_asked_for_again(
    setting, alice, perform, open_browser, coins_of
):
    alice = alice(setting)
    page = open_browser(setting, alice["session"])
    page.goto(f"/tickets/{alice['number']}/")
    perform("let_quote_expire", pk=alice["pk"])

    act_on_quote(page, "approve")

    assert says(page, "expired", setting)
    assert coins_of(alice) == {"free": 42, "set_aside": 0}

    act_on_quote(page, "ask-fresh")

    assert page.locator("[role=status]", has_text=re.compile("تازه|fresh")).count()


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_a_double_click_approves_once(setting, alice, open_browser, coins_of):
    alice = alice(setting)
    page = open_browser(setting, alice["session"])
    page.goto(f"/tickets/{alice['number']}/")

    page.dblclick("form[action$='/approve/'] button")
    page.locator("form[action$='/approve/']").wait_for(state="detached")

    assert coins_of(alice) == {"free": 30, "set_aside": 12}
    assert page.locator(".quote [role=status], #messages").count()
