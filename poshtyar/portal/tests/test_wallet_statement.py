"""The statement as a table for spreadsheets …"""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from persiantools.jdatetime import JalaliDate

from poshtyar.common.jalali import format_date, format_moment, last_day_before, local_date
from poshtyar.common.persian import to_persian_digits
from poshtyar.portal.forms.wallet import StatementForm
from poshtyar.portal.tests.test_wallet import make_version
from poshtyar.wallet import queries
from poshtyar.wallet.tests.coins import adjust, buy, gift, hold
from poshtyar.wallet.tests.history import DAY, History, seeds

STATEMENT = reverse("portal:wallet_statement")


def format_date_as_typed(moment) -> str:
    """Return the moment's day as a Persian reader types it."""
    return to_persian_digits(JalaliDate(local_date(moment)).strftime("%Y/%m/%d"))


@pytest.fixture
def today():
    """The page's own clock."""
    return timezone.now()


@pytest.fixture
def table(client, alice, organization):
    """Give the rows of the file that Alice gets, in English."""
    alice.language = "en"
    alice.save()
    client.force_login(alice)
    return lambda asked=None: list(csv.reader(StringIO(client.get(STATEMENT, asked).content.decode("utf-8-sig"))))


def test_has_the_lines_of_the_page(table, organization, agnes, leo, today):
    version = make_version(organization, agnes)
    buy(organization, 300, now=today, expires_at=today + 200 * DAY)
    hold(organization, 50, reference=f"quote-version:{version.pk}", now=today)
    adjust(organization, -7, actor=leo, now=today)

    header, closing, *rows, opening = table()

    assert (closing, opening) == (
        ["", "Free now", "", "243", *[""] * 3],
        ["", "Free at the beginning", "", "0", *[""] * 3],
    )
    assert header == ["Time", "What", "Change", "Free after", "Ticket", "Reason", "Packages"]
    until = format_date(last_day_before(today + 200 * DAY), "en")
    assert [row[6] for row in rows] == [f"Essential (until {until})"] * 3
    assert [row[1:6] for row in rows] == [
        ["7 coins taken away", "-7", "243", "", "Miscounted"],
        ["50 coins set aside", "-50", "250", f"#{version.quote.ticket_id} Faster pages 1", ""],
        ["300 coins bought", "300", "300", "", ""],
    ]


def test_r63_no_reason_is_computed(table, organization, leo, today):
    buy(organization, 300, now=today, expires_at=today + 200 * DAY)
    adjust(organization, -7, actor=leo, now=today, reason="=1+1")

    assert table()[2][5] == "'=1+1"


@pytest.mark.parametrize("seed", seeds(3))
def test_r24_has_the_balances_of_the_page_after_any_history(table, client, organization, mina, today, seed):
    """R24: beyond one page too, the file's running balance is the page's, and its first line the balance."""
    History(organization, mina, seed=seed, start=today - 400 * DAY).run(200)

    _header, closing, *rows, opening = table()
    answer = client.get(reverse("portal:wallet"))

    free = [int(row[3]) for row in rows]
    assert len(rows) > 50
    assert free[:50] == [row.line.free_after for row in answer.context["lines"]][:50]
    assert free[0] == queries.balance_of(organization, timezone.now()).available
    assert (int(closing[3]), int(opening[3])) == (free[0], free[-1] - int(rows[-1][2]))
    assert all(now - int(row[2]) == before for now, before, row in zip(free, free[1:], rows, strict=False))


def test_has_the_part_that_the_page_shows(table, client, organization, mina, today):
    buy(organization, 300, now=today - 3 * DAY, expires_at=today + 200 * DAY)
    hold(organization, 50, now=today - 2 * DAY)
    lot = gift(organization, 7, actor=mina, now=today, expires_at=today + 200 * DAY)
    asked = {"since": format_date_as_typed(today - 2 * DAY), "lot": lot.pk}

    _header, closing, *rows, opening = table(asked)
    answer = client.get(reverse("portal:wallet"), asked)

    assert [row[1:4] for row in rows] == [["7 coins as a gift", "7", "257"]]
    assert [row.line.free_after for row in answer.context["lines"]] == [257]
    assert (answer.context["span"].opening, answer.context["span"].closing) == (300, 257)
    day = format_date(local_date(today - 2 * DAY), "en")
    assert (opening[1:4], closing[1:4]) == ([f"Free before {day}", "", "300"], ["Free now", "", "257"])


def test_tells_two_packages_with_one_last_day_apart_by_their_hour(organization, today):
    buy(organization, now=today - DAY, expires_at=today + 100 * DAY, reference="order:alone")
    for hours in (3, 2):
        moment = today - timedelta(hours=hours)
        buy(organization, now=moment, expires_at=today + 200 * DAY, reference=f"order:{hours}")

    with override("en"):
        _all, second, first, alone = [
            str(name) for _, name in StatementForm({}, organization=organization).fields["lot"].choices
        ]

    assert alone == f"Essential ({format_date(last_day_before(today + 100 * DAY), 'en')})"
    twin = f"Essential ({format_date(last_day_before(today + 200 * DAY), 'en')}), "
    assert first == twin + format_moment(today - timedelta(hours=3), None, "en")
    assert second == twin + format_moment(today - timedelta(hours=2), None, "en")


def test_leads_back_to_the_page_when_the_question_is_wrong(client, alice, organization):
    client.force_login(alice)

    answer = client.get(STATEMENT, {"since": "yesterday"})

    assert (answer.status_code, answer.url) == (302, "/wallet/?since=yesterday")


def test_is_a_file_with_a_name(client, alice, organization):
    client.force_login(alice)

    answer = client.get(STATEMENT)

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith('attachment; filename="coins-')


def test_shows_charlie_his_own_coins_only(client, organization, charlie, today):
    buy(organization, 300, now=today, expires_at=today + 200 * DAY)
    client.force_login(charlie)

    _header, *rows = csv.reader(StringIO(client.get(STATEMENT).content.decode("utf-8-sig")))
    assert [row[3] for row in rows] == ["0", "0"]


def test_takes_the_same_statements_for_three_lines_as_for_one(
    client, alice, organization, today, django_assert_max_num_queries
):
    client.force_login(alice)
    counts = []
    for number in range(3):
        buy(organization, 10, reference=f"order:{number}", now=today, expires_at=today + 9 * DAY)
        with django_assert_max_num_queries(12) as captured:
            client.get(STATEMENT)
        counts.append(len(captured))

    assert counts[0] == counts[2]
