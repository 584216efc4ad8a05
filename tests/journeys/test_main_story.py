"""The main story of docs/product.md, section 3, in a real browser: steps 1 to 7."""

import pytest

from tests.journeys.conftest import Setting
from tests.journeys.people import (
    act,
    add_store,
    announce,
    approve,
    ask,
    buy,
    log_in_as_staff,
    open_all,
    press,
    register,
    text_of,
)

pytestmark = pytest.mark.browser

SETTINGS = [
    Setting("fa", 1280),
    Setting("fa", 390, javascript=False),
    Setting("en", 1280, javascript=False),
    Setting("en", 390, theme="dark"),
]
COINS = {"fa": "{} سکه", "en": "{} coins"}


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_coins_are_bought_and_work_is_asked_for_priced_approved_and_delivered(open_browser, setting):
    coins = COINS[setting.language].format
    owner, agent = open_browser(setting), open_browser(setting)

    owner.goto("/")
    assert coins(300) in text_of(owner)
    register(owner, name="Parisa", shops="Parisa's shops")
    add_store(owner, name="Parisa's shop", url="https://parisa.example.com")

    buy(owner, "essential")
    owner.goto("/wallet/")
    assert coins(300) in text_of(owner)

    number = ask(owner, subject="Set up Google Analytics", body="Please set it up.")
    log_in_as_staff(agent, "agent@example.com")
    agent.goto("/console/")
    assert f"#{number}" in text_of(agent)
    announce(agent, number, title="Google Analytics", coins="۵۰")

    approve(owner, number)
    owner.goto("/wallet/")
    assert coins(250) in text_of(owner)
    act(agent, number, "start")
    act(agent, number, "deliver", note="Done.")

    owner.goto(f"/tickets/{number}/")
    open_all(owner)
    owner.check("[name=rating][value='5']")
    press(owner, "form[action$='/rate/'] button")
    owner.goto("/wallet/")
    assert coins(250) in text_of(owner)

    impossible = ask(owner, subject="A newer PHP", body="We need 8.3.")
    announce(agent, impossible, title="PHP 8.3", coins="90")
    approve(owner, impossible)
    act(agent, impossible, "start")
    act(agent, impossible, "impossible", obstacle="host", explanation="The host has nothing newer.")
    owner.goto("/wallet/")
    assert coins(235) in text_of(owner)
    owner.goto(f"/tickets/{impossible}/")
    assert "The host has nothing newer." in text_of(owner)
