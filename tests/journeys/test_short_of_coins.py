"""A quote for which one coin is missing, in a real browser …"""

import pytest

from tests.journeys.conftest import Setting
from tests.journeys.people import act_on_quote, press, text_of

pytestmark = pytest.mark.browser

SHORT = {
    "fa": "این کار 301 سکه می‌خواد و 300 سکهٔ آزاد دارید؛ 1 سکه کمه",
    "en": "This needs 301 coins; 300 are free: 1 coin short.",
}


@pytest.mark.parametrize("setting", [Setting("fa", 390), Setting("en", 1280, javascript=False)], ids=str)
def test_says_how_many_and_is_approved_after_buying(setting, perform, open_browser):
    """B12: the missing number, a way to buy, and the quote again after the payment."""
    alice = perform("customer", language=setting.language, coins=300)
    quote = perform("quote", organization=alice["organization"], coins=301)
    page = open_browser(setting, alice["session"])
    page.goto(f"/tickets/{quote['number']}/")
    card = f"#quote-{quote['pk']}"

    assert SHORT[setting.language] in text_of(page, card)
    assert page.locator(f"{card} form[action$='/approve/']").count() == 0

    press(page, f"{card} a[href*='/order/']")
    press(page, "main form button.btn-p")
    press(page, "button[value=pay]")
    page.wait_for_url(f"**/tickets/{quote['number']}/{card}")
    act_on_quote(page, "approve")

    coins = perform("coins", organization=alice["organization"])
    assert coins["set_aside"] == 301
    assert coins["free"] in {299, 549, 899}  # What is left of the 300 and of the package that was offered.
