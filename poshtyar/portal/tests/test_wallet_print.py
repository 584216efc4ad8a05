"""The statement on paper: every page of it stands between the free coins above and below its lines …"""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from poshtyar.common.jalali import format_moment, local
from poshtyar.portal.views.wallet import LINES_A_PAGE
from poshtyar.wallet.tests.coins import buy, hold
from poshtyar.wallet.tests.history import DAY
from tests.pages import line_of

WALLET = reverse("portal:wallet")
END = re.compile(
    r'<tr role="row"( class="only-print")?><td role="cell" colspan="3">([^<]+)</td>'
    r'<td role="cell" class="n"><strong>([^<]+)</strong></td></tr>'
)


@pytest.fixture
def reader(client, alice, organization):
    """Alice's browser, in English, with more lines than a page: 300 coins bought, 60 times one set aside."""
    alice.language = "en"
    alice.save()
    client.force_login(alice)
    client.organization = organization
    today = timezone.now()
    buy(organization, 300, now=today - 3 * DAY, expires_at=today + 200 * DAY)
    for number in range(60):
        hold(organization, 1, reference=f"quote-version:{number}", now=today - 2 * DAY)
    return client


def ends(answer):
    """Return what stands above and below the lines, each with whether the screen shows it."""
    return [(said, int(free), not on_paper) for on_paper, said, free in END.findall(line_of(answer))]


def test_says_what_is_free_now_and_before_the_lines_of_a_page(reader):
    answer = reader.get(WALLET)

    assert len(answer.context["lines"]) == LINES_A_PAGE == 50
    assert ends(answer) == [("Free now", 240, False), ("Free before these lines", 290, False)]


def test_says_the_day_of_each_line_with_its_year_and_never_yesterday(reader):
    buy_at = timezone.now() - DAY
    hold(reader.organization, 1, reference="quote-version:70", now=buy_at)

    first = re.search(r"<time [^>]*>(.*?)</time>", line_of(reader.get(WALLET)).split('id="statement-lines"')[1])[1]

    screen, paper = format_moment(buy_at, timezone.now(), "en"), f"{local(buy_at):%-d %b %Y}, {local(buy_at):%H:%M}"
    assert screen.startswith("yesterday")
    assert first == f'<span class="no-print">{screen}</span><span class="only-print">{paper}</span>'


def test_goes_on_where_the_page_before_it_ended(reader):
    older = reader.get(WALLET, {"before": reader.get(WALLET).context["next_before"]})

    assert ends(older) == [("Free after these lines", 290, False), ("Free at the beginning", 0, False)]


def test_says_the_ends_of_a_question_on_the_screen_too(reader):
    first = reader.get(WALLET, {"kind": "set-aside"})
    older = reader.get(WALLET, {"kind": "set-aside", "before": first.context["next_before"]})

    assert ends(first) == [("Free now", 240, True), ("Free before these lines", 290, False)]
    assert ends(older) == [("Free after these lines", 290, False), ("Free at the beginning", 0, True)]
