"""What answers a question already, while its title is typed …"""

import pytest

from tests.journeys.conftest import Setting

pytestmark = pytest.mark.browser
SIMILAR = "**/tickets/new/similar/**"


@pytest.mark.parametrize(
    ("setting", "title", "answer"),
    [
        (Setting("fa", 390), "بسته ماهانه است؟", "یک سال"),
        (Setting("en", 1280), "Are your packages monthly", "year"),
    ],
    ids=["fa", "en"],
)
def test_opens_under_the_title_and_takes_nothing_away(perform, open_browser, setting, title, answer):
    page = open_browser(setting, perform("customer", language=setting.language)["session"])
    page.goto("/tickets/new/")
    page.fill("#id_body", "My text.")
    with page.expect_response(SIMILAR):
        page.fill("#id_subject", title)

    page.locator("#similar-answers summary").first.click()

    assert answer in page.locator("#similar-answers details[open]").inner_text()
    assert (page.input_value("#id_subject"), page.input_value("#id_body")) == (title, "My text.")


def test_that_cannot_be_looked_for_is_not_missed(perform, open_browser):
    page = open_browser(Setting("en", 1280), perform("customer", language="en")["session"])
    page.goto("/tickets/new/")
    page.route(SIMILAR, lambda route: route.fulfill(status=503))
    with page.expect_response(SIMILAR):
        page.locator("#id_subject").press_sequentially("Are your packages monthly")
    page.unroute(SIMILAR)
    page.route(SIMILAR, lambda route: route.abort())
    with page.expect_event("requestfailed"):
        page.locator("#id_subject").press_sequentially("?")

    assert page.locator("#messages .toast").count() == 0
    assert page.locator("#similar-answers").inner_text() == ""
