"""Every page, as its readers find it …"""

import pytest
from django.urls import reverse

from poshtyar.portal.links import COOKIE
from tests.journeys.inspection import HEIGHT, LOOKS, Listener, inspect
from tests.journeys.visits import THINGS, all_visits

LANGUAGES = ("fa", "en")
URLS = "tests.demo_urls"


@pytest.fixture(scope="session")
def gallery(perform):
    """Give the gallery of a language, made once."""
    made = {}

    def of(language: str) -> dict:
        if language not in made:
            made[language] = perform("gallery", language=language)
        return made[language]

    return of


@pytest.fixture(scope="session")
def page_of(chromium, site, gallery):
    """Give the page of a reader of a language, with its listener; each is opened once and used again."""
    opened = {}

    def of(reader: str, language: str):
        if (reader, language) not in opened:
            theme, widths = LOOKS[language]
            size = {"width": widths[0], "height": HEIGHT}
            # Without motion nothing is between two colours when a width changes.
            seen = {"viewport": size, "color_scheme": theme, "reduced_motion": "reduce"}
            context = chromium.new_context(base_url=site, **seen)
            cookies = {"language": language}
            for cookie, kept in (("session", "sessions"), (COOKIE, "links")):
                if reader in gallery(language)[kept]:
                    cookies[cookie] = gallery(language)[kept][reader]
            context.add_cookies([{"name": name, "value": value, "url": site} for name, value in cookies.items()])
            page = context.new_page()
            opened[reader, language] = page, Listener(page, site)
        return opened[reader, language]

    yield of
    for page, _ in opened.values():
        page.context.close()


@pytest.mark.browser
def test_has_what_its_address_names(gallery):
    assert set(gallery("fa")["things"]) == THINGS


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("visit", all_visits(), ids=str)
def test_is_open_to_everybody_and_complains_of_nothing(visit, language, page_of, gallery, settings):
    settings.ROOT_URLCONF = URLS
    page, listener = page_of(visit.reader, language)
    address = visit.route
    if not address.startswith("/"):
        address = reverse(visit.route, kwargs=gallery(language)["things"][visit.thing])

    answer = page.goto(address + visit.query)
    if visit.sent:
        form = page.locator(visit.sent)
        form.evaluate("form => { form.noValidate = true }")
        with page.expect_navigation() as sent:
            form.locator("button:not([name])").click()
        answer = sent.value
    else:
        assert page.url.endswith(address + visit.query)
    if visit.opened:
        page.locator(visit.opened).evaluate_all("parts => parts.forEach(part => { part.open = true })")

    assert answer.status == visit.status
    assert inspect(page, listener, language=language) == []
