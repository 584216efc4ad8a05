"""A reply without a connection waits, and goes by itself, once: in a real browser …"""

import re
from urllib.parse import urlsplit

import pytest

from poshtyar.tickets.limits import MAX_BODY
from tests.journeys.conftest import Setting
from tests.journeys.people import act_on_quote

pytestmark = pytest.mark.browser

BODY, SEND, BACK = "form[data-waits] [name=body]", "form[data-waits] .btn-p", "[data-waiting-back]"
LINE, NOTICE = "[data-waiting-line]", "[data-waiting-line] .notice"
WAITS = {"fa": "در صف فرستادن", "en": "Waiting to be sent"}
NOTHING_SENT = {"fa": "چیزی فرستاده نشد و سکه‌ای جابه‌جا نشد", "en": "nothing was sent and no coins moved"}
CUSTOMER, REPLY, NOTE = "/tickets/{}/", "/console/tickets/{}/?tab=reply", "/console/tickets/{}/?tab=note"
MOMENT = {"fa": Setting("fa", 390), "en": Setting("en", 1280, theme="dark")}


@pytest.fixture
def open_ticket(perform, open_browser):
    """Return a function that opens a new ticket at one of its pages, as the reader of this language."""

    def opened(address: str = CUSTOMER, language: str = "en"):
        alice = perform("customer", language=language)
        number = perform("ticket", organization=alice["organization"])["number"]
        reader = alice if address == CUSTOMER else perform("staff", language=language)
        page = open_browser(MOMENT[language], reader["session"])
        page.goto(address.format(number))
        return page

    return opened


def go_offline(page):
    page.context.set_offline(True)
    page.wait_for_function("!navigator.onLine")


def send_offline(page, text="Any news?"):
    """Write a reply, lose the connection, and press the button; the reply waits."""
    page.fill(BODY, text)
    go_offline(page)
    page.click(SEND)
    page.wait_for_selector(BACK)


def arrive(page):
    """Wait for the page that shows the reply."""
    page.wait_for_selector("[data-sent]", state="attached")
    assert "#message-" in page.url


def come_back(page):
    """Get the connection back, and wait until the reply has arrived."""
    page.context.set_offline(False)
    arrive(page)


def texts(page):
    """Return what was written in the conversation after the ticket was opened."""
    return [text.strip() for text in page.locator("#thread .msg > :last-child").all_inner_texts()][1:]


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize("address", [CUSTOMER, REPLY, NOTE], ids=["customer", "staff", "note"])
def test_is_shown_as_waiting_and_arrives_with_the_connection(address, language, open_ticket):
    page = open_ticket(address, language)

    send_offline(page)

    assert WAITS[language] in page.inner_text(LINE)
    assert page.input_value(BODY) == "Any news?"
    assert not page.is_editable(BODY)
    assert not page.is_visible(SEND)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    come_back(page)

    assert texts(page) == ["Any news?"]
    assert page.input_value(BODY) == ""
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('draft:'))") == []
    assert page.evaluate("document.querySelector(location.hash).getBoundingClientRect().bottom > 0")


@pytest.mark.parametrize("address", [CUSTOMER, NOTE], ids=["customer", "note"])
def test_an_answer_that_was_lost_sends_no_second_one(address, open_ticket):
    page, tries = open_ticket(address), []

    def lose_first(route):
        tries.append(route.request.post_data)
        if len(tries) > 1:
            route.continue_()
            return
        assert route.fetch(max_redirects=0).status == 204
        route.abort("connectionreset")

    page.route(re.compile(r"/tickets/\d+/(reply|note)/$"), lose_first)
    page.fill(BODY, "Any news?")
    page.click(SEND)

    arrive(page)
    assert len(tries) == 2
    assert texts(page) == ["Any news?"]
    assert page.locator("#messages .toast").count() == 1


def test_is_taken_back_before_it_goes(open_ticket):
    page = open_ticket()
    send_offline(page)

    page.click(BACK)
    page.fill(BODY, "Any news at all?")
    page.context.set_offline(False)
    page.wait_for_timeout(1500)

    assert page.locator(NOTICE).count() == 0
    assert texts(page) == []
    page.reload()
    assert page.input_value(BODY) == "Any news at all?"
    page.click(SEND)
    arrive(page)
    assert texts(page) == ["Any news at all?"]


def test_taken_back_after_an_attempt_it_may_have_arrived(open_ticket):
    page = open_ticket()
    page.route("**/tickets/*/reply/", lambda route: route.abort())
    page.fill(BODY, "Any news?")
    page.click(SEND)

    page.click(BACK)

    assert "may have arrived" in page.inner_text(LINE)
    assert page.is_editable(BODY)


def test_several_go_in_the_order_in_which_they_were_sent(open_ticket):
    first = open_ticket(REPLY)
    second = first.context.new_page()
    second.goto(first.url.replace("reply", "note"))
    first.fill(BODY, "Sent second.")
    send_offline(second, "Sent first.")
    first.click(SEND)
    first.wait_for_selector(BACK)

    first.context.set_offline(False)

    # That it is sent may be said in the other window.
    first.wait_for_selector("#thread .msg >> text=Sent second.")
    assert texts(first) == ["Sent first.", "Sent second."]


def test_files_that_were_chosen_go_along(open_ticket, tmp_path):
    page = open_ticket()
    log = tmp_path / "error.log"
    log.write_text("PHP Fatal error")
    go_offline(page)
    page.set_input_files("#reply [name=files]", [log])
    page.wait_for_selector("[data-upload-retry]:visible")
    send_offline(page)
    assert not page.is_visible("[data-upload-retry]")

    come_back(page)

    assert "error.log" in page.inner_text("#thread .msg:last-of-type .files")


def test_stays_with_the_reason_when_it_is_refused(open_ticket):
    page, text = open_ticket(), "a" * (MAX_BODY + 1)
    send_offline(page, text)

    page.context.set_offline(False)
    page.wait_for_selector(f"{LINE} .notice-bad")

    assert f"{MAX_BODY:,}" in page.inner_text(LINE)
    assert page.input_value(BODY) == text
    page.fill(BODY, "Any news?")
    page.click(SEND)
    arrive(page)
    assert texts(page) == ["Any news?"]


def test_stays_when_its_page_was_open_for_too_long(open_ticket):
    page = open_ticket()
    send_offline(page)
    page.context.clear_cookies(name="csrf")

    page.context.set_offline(False)
    page.wait_for_selector(f"{LINE} .notice-bad")

    assert "This page was open for too long." in page.inner_text(LINE)
    page.reload()
    assert page.input_value(BODY) == "Any news?"


def test_can_be_written_again_after_going_back_from_a_refusal(open_ticket):
    page = open_ticket()
    ticket = page.url
    page.fill(BODY, "a" * (MAX_BODY + 1))
    page.click(SEND)
    page.wait_for_selector("#error-summary")

    page.go_back()
    page.wait_for_url(ticket)

    page.fill(BODY, "Any news?")
    page.click(SEND)
    arrive(page)
    assert texts(page) == ["Any news?"]


@pytest.mark.parametrize("files", [[], ["error.log"]], ids=["text alone", "with a file"])
def test_stays_while_nobody_is_signed_in_and_is_there_after_the_log_in(files, open_ticket):
    page = open_ticket()
    ticket, session = page.url, page.context.cookies()
    go_offline(page)
    page.set_input_files(
        "#reply [name=files]", [{"name": name, "mimeType": "text/plain", "buffer": b"PHP"} for name in files]
    )
    send_offline(page)
    page.context.clear_cookies(name="session")

    page.context.set_offline(False)
    page.wait_for_selector(f"{LINE} .notice-bad")

    assert "signed out" in page.inner_text(LINE)
    assert page.input_value(BODY) == "Any news?"
    page.click(f"{LINE} a")
    page.wait_for_url(re.compile(rf"/login/\?next={urlsplit(ticket).path}$"))
    page.context.add_cookies(session)
    page.goto(ticket)
    assert page.input_value(BODY) == "Any news?"
    assert texts(page) == []


def test_waits_while_the_site_is_away(open_ticket):
    page, answers = open_ticket(), []

    def be_away(route):
        answers.append(route.request.url)
        route.fulfill(status=503, body="away") if len(answers) == 1 else route.continue_()

    page.route("**/tickets/*/reply/", be_away)
    page.fill(BODY, "Any news?")

    page.click(SEND)

    arrive(page)
    assert len(answers) == 2
    assert texts(page) == ["Any news?"]


def test_a_page_on_which_something_else_is_typed_stays(perform, open_browser):
    alice = perform("customer", language="en", coins=42)
    quote = perform("quote", organization=alice["organization"])
    page = open_browser(Setting("en", 1280), alice["session"])
    page.goto(f"/tickets/{quote['number']}/")
    send_offline(page, "Any news?")
    page.click("details:has(form[action$='/decline/']) > summary")
    page.fill("form[action$='/decline/'] textarea", "Too dear")

    page.context.set_offline(False)
    page.wait_for_selector("[data-waiting-show]")

    assert page.input_value("form[action$='/decline/'] textarea") == "Too dear"
    page.click("[data-waiting-show]")
    arrive(page)
    assert "Any news?" in texts(page)


@pytest.mark.parametrize("language", ["fa", "en"])
def test_an_act_with_coins_never_waits(language, perform, open_browser):
    alice = perform("customer", language=language, coins=42)
    quote = perform("quote", organization=alice["organization"])
    page, sent = open_browser(MOMENT[language], alice["session"]), []
    page.goto(f"/tickets/{quote['number']}/")
    page.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    go_offline(page)

    for _ in range(2):
        page.click("form[action$='/approve/'] button")
        page.wait_for_selector("#messages .toast-error")

    assert page.get_by_text(NOTHING_SENT[language]).count() == 1
    assert sent == []
    page.context.set_offline(False)
    page.wait_for_timeout(1000)
    assert perform("coins", organization=alice["organization"]) == {"free": 42, "set_aside": 0}
    act_on_quote(page, "approve")
    assert perform("coins", organization=alice["organization"]) == {"free": 30, "set_aside": 12}


def test_a_form_that_cannot_wait_leaves_its_page(open_ticket):
    page = open_ticket()
    address = page.url
    go_offline(page)

    page.click("form[action$='/close/'] button")
    page.wait_for_selector("#messages .toast-error")

    assert page.url == address
    assert page.inner_text("#messages").count(NOTHING_SENT["en"]) == 1
