"""The wallet's page …"""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from poshtyar.common.jalali import format_date, last_day_before, local_date
from poshtyar.portal.views import wallet as views
from poshtyar.quotes.models import Quote, QuoteState, QuoteVersion
from poshtyar.tickets.models import Effect, Severity, Ticket
from poshtyar.wallet import operations as wallet
from poshtyar.wallet import queries
from poshtyar.wallet.tests.coins import adjust, buy, charge_back, extend, gift, hold, refund, undo, win
from tests.pages import line_of
from tests.race import race

WALLET = reverse("portal:wallet")
STATEMENTS = 12


@pytest.fixture
def page(client, alice, organization):
    """Alice's browser, in English."""
    alice.language = "en"
    alice.save()
    client.force_login(alice)
    return client


@pytest.fixture
def today():
    """The page's own clock."""
    return timezone.now()


def make_version(organization, agnes, number=1) -> QuoteVersion:
    """Make what the customer was offered on a ticket."""
    now = timezone.now()
    ticket = Ticket.objects.create(
        organization=organization,
        opened_by=agnes,
        subject="Slow pages",
        effect=Effect.WORK,
        severity=Severity.NORMAL,
        nonce=f"ticket-{organization.pk}-{number}",
        opened_at=now,
        last_message_at=now,
        last_message_by=agnes,
    )
    quote = Quote.objects.create(ticket=ticket, state=QuoteState.WITHDRAWN, created_by=agnes, created_at=now)
    return QuoteVersion.objects.create(
        quote=quote,
        number=1,
        title=f"Faster pages {number}",
        coins=50,
        fee=15,
        delivery_hours=6,
        valid_until=now + timedelta(days=3),
        announced_by=agnes,
        announced_at=now,
        nonce=f"version-{organization.pk}-{number}",
    )


def test_says_that_there_are_no_coins_yet(page):
    text = line_of(page.get(WALLET))

    assert "No coins yet" in text
    assert "<table" not in text


@pytest.mark.django_db(transaction=True)
def test_r24_shows_balance_and_lines_of_one_moment_though_somebody_writes_meanwhile(
    page, organization, mina, today, monkeypatch
):
    read = queries.holdings_of

    def read_and_let_another_write(*asked):
        holdings = read(*asked)
        race(1, lambda _: gift(organization, 5, actor=mina, now=today, expires_at=today + timedelta(days=200)).amount)
        return holdings

    buy(organization, 300, now=today, expires_at=today + timedelta(days=200))
    monkeypatch.setattr(queries, "holdings_of", read_and_let_another_write)

    text = line_of(page.get(WALLET))

    assert "300 coins bought" in text and "5 coins as a gift" not in text
    assert read(organization, timezone.now()).balance.available == 305


def test_shows_what_is_free_expires_soon_and_is_set_aside(page, organization, alice, mina, today):
    buy(organization, 300, now=today, expires_at=today + timedelta(days=200))
    gift(organization, 20, actor=mina, now=today, expires_at=today + timedelta(days=10))
    hold(organization, 25, actor=alice, now=today)

    answer = page.get(WALLET)

    balance = answer.context["balance"]
    assert (balance.available, balance.expiring_soon, balance.held) == (295, 0, 25)
    assert [(row["lot"].available, row["lot"].held) for row in answer.context["lots"]] == [(0, 20), (295, 5)]
    assert [row["is_soon"] for row in answer.context["lots"]] == [True, False]
    text = line_of(answer)
    assert "295 coins" in text
    assert 'class="m-free" x="0.00%"' in text
    assert 'class="m-held"' in text
    assert "style=" not in text


def test_b2_names_the_last_day_and_the_days_left(page, organization, today):
    buy(organization, 300, now=today, expires_at=wallet.expiry_after(today, 5))
    buy(organization, 10, reference="order:2", now=today, expires_at=wallet.expiry_after(today, 0))

    answer = page.get(WALLET)

    assert [row["days_left"] for row in answer.context["lots"]] == [0, 5]
    text = line_of(answer)
    assert "last day" in text
    assert "5 days" in text


def test_b11_tells_what_became_of_each_coin_with_its_ticket_and_lot(page, organization, agnes, alice, today):
    version = make_version(organization, agnes)
    reference = f"quote-version:{version.pk}"
    buy(organization, 300, now=today, expires_at=today + timedelta(days=200))
    hold(organization, 50, reference=reference, actor=alice, now=today)
    wallet.capture_hold(reference=reference, coins=35, actor=agnes, now=today)

    answer = page.get(WALLET)

    lines = [(row.said, row.line.change, row.line.free_after) for row in answer.context["lines"]]
    assert lines == [
        ("35 coins used, 15 coins released", 15, 265),
        ("50 coins set aside", -50, 250),
        ("300 coins bought", 300, 300),
    ]
    text = line_of(answer)
    assert text.count(f"#{version.quote.ticket_id}</bdi> <bdi>Faster pages 1</bdi>") == 2
    until = format_date(last_day_before(today + timedelta(days=200)), "en")
    # Of one package they are all the coins that the line tells of, so their number is not said again.
    assert text.count(f"<bdi>Essential</bdi> (until {until})</div>") == 3


def test_says_how_many_coins_of_each_package_where_there_are_several(page, organization, alice, today):
    for reference, days in (("order:1", 100), ("order:2", 200)):
        buy(organization, 30, reference=reference, now=today, expires_at=today + timedelta(days=days))
    hold(organization, 40, actor=alice, now=today)

    text = line_of(page.get(WALLET))

    sooner, later = (format_date(last_day_before(today + timedelta(days=days)), "en") for days in (100, 200))
    first, second = f"<bdi>Essential</bdi> (until {sooner})", f"<bdi>Essential</bdi> (until {later})"
    assert f"{first}: 30 coins · {second}: 10 coins" in text


def test_says_it_in_persian(page, organization, alice, today):
    alice.language = "fa"
    alice.save()
    buy(organization, 300, now=today, expires_at=today + timedelta(days=200))
    hold(organization, 50, actor=alice, now=today)
    wallet.capture_hold(reference="quote-version:1", coins=35, actor=None, now=today)

    text = line_of(page.get(WALLET))

    assert "۳۵ سکه کم شد، ۱۵ سکه آزاد شد" in text
    assert "۵۰ سکه کنار گذاشته شد" in text
    until = format_date(last_day_before(today + timedelta(days=200)), "fa")
    assert f"<bdi>ضروری</bdi> (تا {until})</div>" in text


def test_tells_what_people_did_with_coins_and_why(page, organization, mina, today):
    until = today + timedelta(days=200)
    lot = buy(organization, 300, now=today, expires_at=until)
    gift(organization, 5, actor=mina, now=today, expires_at=until, reason="Welcome!")
    adjust(organization, -7, actor=mina, key="a", now=today, lot=lot.pk)
    extend(organization, lot, until + timedelta(days=9), actor=mina, now=today)
    buy(organization, 60, reference="order:2", now=today, expires_at=until)
    refund(organization, 10, reference="order:2", actor=mina, now=today)

    rows = page.get(WALLET).context["lines"]

    assert [(row.said, row.line.change, row.line.free_after, row.reason) for row in rows] == [
        ("10 coins refunded", -10, 348, "Sorry"),
        ("60 coins bought", 60, 358, ""),
        ("293 coins got a later date", 0, 298, "A long holiday"),
        ("7 coins taken away", -7, 298, "Miscounted"),
        ("5 coins as a gift", 5, 305, "Welcome!"),
        ("300 coins bought", 300, 300, ""),
    ]


def test_tells_the_story_of_a_disputed_payment(page, organization, agnes, mina, today):
    until, version = today + timedelta(days=200), make_version(organization, agnes)
    reference = f"quote-version:{version.pk}"
    buy(organization, 300, now=today, expires_at=until)
    hold(organization, 50, reference=reference, now=today)
    wallet.capture_hold(reference=reference, coins=50, actor=agnes, now=today)
    charge_back(organization, actor=mina, now=today)
    buy(organization, 20, reference="order:2", now=today, expires_at=until)
    undo(40, reference=reference, actor=mina, now=today, expires_at=until)
    win(organization, actor=mina, now=today, expires_at=until)

    rows = page.get(WALLET).context["lines"]

    assert [(row.said, row.line.change, row.line.free_after, row.line.owed) for row in rows[:4]] == [
        ("300 coins given back", 300, 310, 0),
        ("50 coins given back, 40 coins of them had not been paid for, 30 coins no longer owed", 10, 10, -30),
        ("20 coins paid back what you owed, 20 coins bought", 0, 0, -20),
        ("250 coins taken back, 50 coins owed", -250, 0, 50),
    ]
    assert rows[1].work.title == "Faster pages 1"


def test_tells_of_a_dispute_that_found_nothing_left(page, organization, mina, today):
    buy(organization, 10, now=today - timedelta(days=9), expires_at=today - timedelta(days=1))
    charge_back(organization, actor=mina, now=today)
    win(organization, actor=mina, now=today, expires_at=today + timedelta(days=9))

    rows = page.get(WALLET).context["lines"]

    assert [row.said for row in rows[:2]] == [
        "The money of a disputed payment came back",
        "A payment was disputed; nothing of it was left",
    ]


def test_agrees_with_the_balance_before_the_sweep_has_run(page, organization, today):
    buy(organization, 300, now=today - timedelta(days=9), expires_at=today - timedelta(days=1))

    answer = page.get(WALLET)

    assert answer.context["balance"].available == 0
    assert [(row.said, row.line.free_after) for row in answer.context["lines"]] == [
        ("300 coins expired", 0),
        ("300 coins bought", 300),
    ]


def test_pages_through_older_lines(page, organization, today, monkeypatch):
    monkeypatch.setattr(views, "LINES_A_PAGE", 2)
    for number in range(3):
        buy(organization, 10 + number, reference=f"order:{number}", now=today, expires_at=today + timedelta(days=9))

    first = page.get(WALLET)
    second = page.get(WALLET, {"before": first.context["next_before"]})

    assert [row.line.change for row in first.context["lines"]] == [12, 11]
    assert "?before=2" in line_of(first)
    assert [row.line.change for row in second.context["lines"]] == [10]
    assert second.context["next_before"] is None


@pytest.mark.parametrize("before", ["x", "-1", "1e3", "9" * 30, "۲"])
def test_shows_the_first_page_for_an_odd_address(page, organization, today, before):
    buy(organization, 10, now=today, expires_at=today + timedelta(days=9))

    assert len(page.get(WALLET, {"before": before}).context["lines"]) == 1


def test_shows_the_part_of_the_statement_that_the_address_names(page, organization, alice, today):
    buy(organization, 300, now=today - timedelta(days=5), expires_at=today + timedelta(days=200))
    hold(organization, 50, now=today)

    answer = page.get(WALLET, {"kind": "set-aside", "since": local_date(today).isoformat(), "until": ""})

    assert [(row.said, row.line.free_after) for row in answer.context["lines"]] == [("50 coins set aside", 250)]
    text = line_of(answer)
    assert "Free now" in text
    assert "Free before" in text
    assert f"{reverse('portal:wallet_statement')}?kind=set-aside&amp;since={local_date(today)}" in text


def test_keeps_the_question_while_paging(page, organization, today, monkeypatch):
    monkeypatch.setattr(views, "LINES_A_PAGE", 1)
    for number in range(2):
        buy(organization, 10, reference=f"order:{number}", now=today, expires_at=today + timedelta(days=9))
        hold(organization, 1, reference=f"work:{number}", now=today)

    first = page.get(WALLET, {"kind": "bought"})
    second = page.get(WALLET, {"kind": "bought", "before": first.context["next_before"]})

    assert "?kind=bought&amp;before=3" in line_of(first)
    assert [row.line.free_after for row in second.context["lines"]] == [10]
    assert "Free at the beginning" not in line_of(first)
    assert "Free now" not in line_of(second)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"since": "1405/13/1"}, "Write the day as year, month and day"),
        ({"until": "9999-12-31"}, "Write the day as year, month and day"),
        ({"since": "2026-11-28", "until": "۱۴۰۵/۹/۶"}, "The last day is before the first one."),
        ({"kind": "stolen"}, "has no such choice"),
        ({"lot": "999999"}, "has no such choice"),
    ],
)
def test_says_what_is_wrong_with_a_question(page, organization, today, asked, said):
    buy(organization, 10, now=today, expires_at=today + timedelta(days=9))

    answer = page.get(WALLET, asked)

    assert answer.status_code == 422
    assert said in line_of(answer)


def test_offers_no_lot_of_another_organization(page, organization, charlie, today):
    his = buy(charlie.memberships.get().organization, 7, now=today, expires_at=today + timedelta(days=9))

    assert page.get(WALLET, {"lot": his.pk}).status_code == 422


def test_shows_charlie_his_own_coins_only(client, organization, charlie, agnes, today):
    """A reference that names another organization's work says nothing of it either."""
    version = make_version(organization, agnes)
    buy(organization, 300, now=today, expires_at=today + timedelta(days=200))
    his = charlie.memberships.get().organization
    buy(his, 7, reference="order:2", now=today, expires_at=today + timedelta(days=200))
    hold(his, 1, reference=f"quote-version:{version.pk}", now=today)
    client.force_login(charlie)

    answer = client.get(WALLET)

    assert answer.context["balance"].available == 6
    assert [row.work for row in answer.context["lines"]] == [None, None]
    assert "Faster pages" not in line_of(answer)


def test_asks_for_a_login(client):
    assert client.get(WALLET).status_code == 302


def test_needs_as_many_statements_for_three_lines_as_for_one(page, organization, agnes, today):
    buy(organization, 300, now=today, expires_at=today + timedelta(days=200))
    counts = []
    for number in (1, 2, 3):
        version = make_version(organization, agnes, number)
        hold(organization, 10, reference=f"quote-version:{version.pk}", now=today)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page.get(WALLET)
        counts.append(len(queries))

    assert counts[0] == counts[2] <= STATEMENTS


def test_forecasts_what_expires_when(page, organization, alice, today):
    buy(organization, 300, now=today, expires_at=wallet.expiry_after(today, 100))
    buy(organization, 40, reference="order:2", now=today, expires_at=wallet.expiry_after(today, 5))
    hold(organization, 10, actor=alice, now=today)

    text = line_of(page.get(WALLET))

    assert "If you use no more coins" in text
    assert "10 coins set aside; safe while their work is open" in text


def test_shows_a_line_in_full(page, organization, agnes, mina, today):
    version = make_version(organization, agnes)
    buy(organization, 300, now=today, expires_at=today + timedelta(days=200))
    hold(organization, 50, reference=f"quote-version:{version.pk}", now=today)
    wallet.capture_hold(reference=f"quote-version:{version.pk}", coins=35, actor=agnes, now=today)
    undo(5, reference=f"quote-version:{version.pk}", actor=mina, now=today)

    capture, undone = (line_of(page.get(reverse("portal:wallet_entry", args=[seq]))) for seq in (3, 4))

    assert "35 coins used, 15 coins released" in capture
    assert f"#{version.quote.ticket_id}</bdi> <bdi>Faster pages 1</bdi>" in capture
    assert "Agnes" in capture
    assert reverse("portal:wallet_entry", args=[4]) in capture
    assert reverse("portal:wallet_entry", args=[3]) in undone
    assert "Our mistake" in undone


def test_shows_no_line_of_another_organization(client, organization, charlie, today):
    buy(organization, 300, now=today, expires_at=today + timedelta(days=200))
    client.force_login(charlie)

    assert client.get(reverse("portal:wallet_entry", args=[1])).status_code == 404
