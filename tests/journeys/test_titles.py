"""A title in the other language …"""

import pytest
from django.urls import reverse

from tests.journeys.conftest import Setting

pytestmark = pytest.mark.browser

SUBJECTS = {"en": "آنالیتیکس گوگل (GA4) رو راه بندازید", "fa": "Set up Google Analytics (GA4), please"}
# How far from the side where the page begins the words do.
DISTANCE = """(title) => {
    const words = document.createRange()
    words.selectNodeContents(title)
    const [inner, outer] = [words.getBoundingClientRect(), title.getBoundingClientRect()]
    return document.documentElement.dir === 'rtl' ? outer.right - inner.right : inner.left - outer.left
}"""


@pytest.mark.parametrize(("language", "width"), [("fa", 390), ("fa", 1280), ("en", 390), ("en", 1280)])
def test_begins_where_the_page_begins_in_lists_and_above_its_page(language, width, perform, open_browser):
    alice = perform("customer", language=language)
    number = perform("ticket", organization=alice["organization"], subject=SUBJECTS[language])["number"]
    page = open_browser(Setting(language, width), alice["session"])
    agnes = open_browser(Setting(language, width), perform("staff", language=language)["session"])

    for reader, route, args, selector in (
        (page, "portal:tickets", [], ".row .l2"),
        (page, "portal:dashboard", [], ".row .l2"),
        (page, "portal:ticket", [number], "h1.title"),
        (agnes, "console:ticket", [number], "h1.title"),
    ):
        reader.goto(reverse(route, args=args))
        distance = reader.locator(selector, has_text="GA4").first.evaluate(DISTANCE)
        assert abs(distance) < 1, route
