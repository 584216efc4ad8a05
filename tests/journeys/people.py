"""What people do in the browser, in their own words; addresses and field names are the same in both languages."""

import re
from itertools import count

from playwright.sync_api import Page

from poshtyar.common.numbers import NO_BREAK_SPACE
from poshtyar.common.persian import to_latin_digits

STAFF_PASSWORD = "poshtyar-demo"
_numbers = count(1)


def new_mobile() -> str:
    """Return a mobile number that nobody has, as people type it."""
    return f"0912 300 {next(_numbers):04}"


def text_of(page: Page, part: str = "main") -> str:
    """Return what a part of the page says, with Latin digits and plain spaces, without separators and isolates."""
    text = to_latin_digits(page.inner_text(part)).replace(NO_BREAK_SPACE, " ")
    return re.sub(r"[\u2066-\u2069]", "", text).replace("٬", "").replace(",", "")


def press(page: Page, selector: str) -> None:
    """Press a button or a link, and wait for the page to which it leads."""
    with page.expect_navigation():
        page.click(selector)


def send_reply(page: Page) -> None:
    """Press the button of the reply, and wait for the page that says it is sent."""
    page.click("#reply button.btn-p")
    page.wait_for_selector("[data-sent]", state="attached")


def open_all(page: Page) -> None:
    """Open every folded part, as a reader does by pressing its summary."""
    for summary in page.query_selector_all("main details:not([open]) > summary"):
        if summary.is_visible():
            summary.click()


def newest_code(page: Page) -> str:
    """Return the newest one-time code that was sent, from the demonstration's outbox."""
    tab = page.context.new_page()
    tab.goto("/demo/outbox/")
    text = text_of(tab)
    tab.close()
    return re.findall(r"#(\d{6})\b", text)[0]


def ask_for_code(page: Page, mobile: str) -> None:
    """Type a mobile number on the log-in page, so that a code is sent to it."""
    page.goto("/login/")
    page.fill("[name=mobile]", mobile)
    press(page, "main form button")


def enter_code(page: Page, code: str) -> None:
    """Type a code on its page."""
    page.fill("[name=code]", code)
    press(page, "form:has([name=code]) button")


def register(page: Page, *, name: str, shops: str) -> None:
    """Log in with a new number, type the code, and name the organization."""
    ask_for_code(page, new_mobile())
    enter_code(page, newest_code(page))
    page.fill("[name=owner_name]", name)
    page.fill("[name=name]", shops)
    press(page, "main form button")


def add_store(page: Page, *, name: str, url: str) -> None:
    """Add a store."""
    page.goto("/stores/new/")
    page.fill("[name=name]", name)
    page.fill("[name=url]", url)
    press(page, "main form button")


def log_in_as_staff(page: Page, email: str) -> None:
    """Log in with e-mail and password."""
    page.goto("/login/password/")
    page.fill("[name=email]", email)
    page.fill("[name=password]", STAFF_PASSWORD)
    press(page, "main form button")


def buy(page: Page, code: str) -> None:
    """Order a package, pay at the demo bank, and wait on the receipt until the coins are there."""
    page.goto(f"/order/{code}/")
    press(page, "main form button.btn-p")
    press(page, "button[value=pay]")
    page.wait_for_url("**/orders/**")


def ask(page: Page, *, subject: str, body: str, effect: str = "work") -> str:
    """Open a ticket; return its number."""
    page.goto("/tickets/new/")
    page.fill("[name=subject]", subject)
    page.fill("[name=body]", body)
    page.check(f"[name=effect][value={effect}]")
    press(page, "main form:has([name=subject]) button")
    return re.search(r"/tickets/(\d+)/", page.url)[1]


def announce(page: Page, number: str, *, title: str, coins: str, hours: str = "6") -> None:
    """Announce a quote of one line, with the usual fee."""
    page.goto(f"/console/tickets/{number}/?tab=quote")
    page.fill("[name=title]", title)
    page.fill("[name=lines-0-title]", title)
    page.fill("[name=lines-0-coins]", coins)
    page.fill("[name=delivery_hours]", hours)
    press(page, "#quote-composer button.btn-p")


def approve(page: Page, number: str) -> None:
    """Tick the consent box and approve the quote on a ticket."""
    page.goto(f"/tickets/{number}/")
    page.check("form[action$='/approve/'] [name=consent]")
    act_on_quote(page, "approve")


def act(page: Page, number: str, action: str, **fields: str) -> None:
    """Do something to the quote on a ticket, as staff."""
    page.goto(f"/console/tickets/{number}/")
    open_all(page)
    form = f"form[action$='/{action}/']"
    for name, value in fields.items():
        control = page.locator(f"{form} [name={name}]")
        if control.evaluate("element => element.tagName") == "SELECT":
            control.select_option(value)
        else:
            control.fill(value)
    press(page, f"{form} button")


def act_on_quote(page: Page, action: str) -> None:
    """Press the button of an action on the quote of the open page, and wait until its card is the answer."""
    form = f"form[action$='/{action}/']"
    folded = page.locator(f"details:not([open]):has({form}) > summary")
    if folded.count():
        folded.click()
    button = page.locator(f"{form} button:not([type=button])")
    if not page.evaluate("() => 'htmx' in window"):
        with page.expect_navigation():
            button.click()
        return
    # With scripts the card is swapped without a page load: what stands there then is another element.
    card = page.locator("article.quote").element_handle()
    button.click()
    page.wait_for_function("card => !card.isConnected", arg=card)
