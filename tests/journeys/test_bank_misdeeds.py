"""Whatever the bank does, in a real browser, the receipt ends in the right state and coins come exactly once."""

import pytest

from tests.journeys.conftest import Setting
from tests.journeys.people import press

pytestmark = pytest.mark.browser

SETTINGS = [Setting("fa", 390), Setting("en", 1280, javascript=False)]
CHECKING, PAID, NOT_PAID = "#receipt .b-info", "#receipt .b-ok", "#receipt .b-bad"


def order(page) -> str:
    """Order Essential and go to the bank; return the address of the order."""
    page.goto("/order/essential/")
    press(page, "main form button.btn-p")
    tab = page.context.new_page()
    tab.goto("/orders/")
    address = tab.get_attribute("a[href^='/orders/'].row", "href")
    tab.close()
    return address


@pytest.fixture
def alice(perform):
    return lambda setting: perform("customer", language=setting.language)


@pytest.fixture
def coins_of(perform):
    return lambda someone: perform("coins", organization=someone["organization"])["free"]


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_declining_adds_nothing_and_offers_another_try(setting, alice, open_browser, coins_of):
    alice = alice(setting)
    page = open_browser(setting, alice["session"])
    order(page)

    press(page, "button[value=decline]")

    assert page.locator(NOT_PAID).count() == 1
    assert coins_of(alice) == 0

    press(page, "#receipt form button")
    press(page, "button[value=pay]")

    assert page.locator(PAID).count() == 1
    assert coins_of(alice) == 300


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_calling_back_twice_adds_once(setting, alice, open_browser, coins_of):
    alice = alice(setting)
    page = open_browser(setting, alice["session"])
    order(page)

    press(page, "button[value=twice]")

    assert page.locator(PAID).count() == 1
    assert coins_of(alice) == 300


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
@pytest.mark.parametrize("misdeed", ["close", "slow", "nonsense"])
def test_silence_is_checked_and_becomes_paid_by_itself(misdeed, setting, alice, perform, open_browser, coins_of):
    alice = alice(setting)
    page = open_browser(setting, alice["session"])
    address = order(page)

    press(page, f"button[value={misdeed}]")
    page.goto(address)
    assert page.locator(CHECKING).count() == 1
    assert coins_of(alice) == 0

    perform("ask_the_bank_again")
    page.locator(PAID).wait_for()
    perform("ask_the_bank_again")
    assert coins_of(alice) == 300


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_a_callback_for_another_order_pays_only_its_own(setting, alice, perform, open_browser, coins_of):
    charlie = perform("customer", language=setting.language, name="Charlie")
    other = open_browser(setting, charlie["session"])
    other_address = order(other)
    alice = alice(setting)
    page = open_browser(setting, alice["session"])
    address = order(page)

    press(page, "button[value=elsewhere]")
    perform("ask_the_bank_again")

    page.goto(address)
    assert page.locator(PAID).count() == 1
    other.goto(other_address)
    assert other.locator(PAID).count() == 0
    assert (coins_of(alice), coins_of(charlie)) == (300, 0)
