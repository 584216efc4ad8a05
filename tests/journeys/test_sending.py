"""How a form is sent in a real browser: by keys, once, and with a word when the server fails."""

import re

import pytest

from tests.journeys.conftest import Setting
from tests.journeys.people import announce, ask, buy, log_in_as_staff, register

pytestmark = pytest.mark.browser


def test_ctrl_enter_sends_and_whatever_fails_leaves_the_card_and_says_why(open_browser):
    owner, agent = open_browser(Setting("en", 1280)), open_browser(Setting("en", 1280))
    register(owner, name="Parisa", shops="Parisa's shops")
    buy(owner, "essential")
    number = ask(owner, subject="Set up Google Analytics", body="Please.")
    log_in_as_staff(agent, "agent@example.com")
    announce(agent, number, title="Google Analytics", coins="50")

    agent.goto(f"/console/tickets/{number}/?tab=note")
    agent.fill("[name=body]", "A note by keys.")
    agent.press("[name=body]", "Control+Enter")
    agent.wait_for_url(re.compile("#message-"))
    assert "A note by keys." in agent.inner_text("#thread")

    owner.goto(f"/tickets/{number}/")
    owner.click(".quote summary:has-text('I have a question')")
    owner.fill("[name=question]", "Does it count visits of our own?")
    owner.context.clear_cookies(name="csrf")
    owner.click("form[action$='/ask/'] button")
    owner.wait_for_selector("#messages .toast-error")
    assert "open for too long" in owner.inner_text("#messages")
    assert owner.input_value("[name=question]") == "Does it count visits of our own?"
    assert owner.is_enabled("form[action$='/ask/'] button")

    owner.goto(f"/tickets/{number}/")
    tries = []

    def fail(route):
        tries.append(route.request.url)
        route.fulfill(status=500, headers={"X-Follow-Up": "E-7F3K", "content-type": "text/html"}, body="<p>Oh</p>")

    owner.route("**/approve/", fail)
    owner.check("form[action$='/approve/'] [name=consent]")
    owner.click("form[action$='/approve/'] button")
    owner.wait_for_selector("#messages .toast-error")
    assert "E-7F3K" in owner.inner_text("#messages")
    assert owner.is_enabled("form[action$='/approve/'] button")
    assert len(tries) == 1

    owner.unroute("**/approve/")
    owner.click("form[action$='/approve/'] button")
    owner.wait_for_selector("form[action$='/approve/']", state="detached")
    assert "250" in owner.inner_text(".quote")
