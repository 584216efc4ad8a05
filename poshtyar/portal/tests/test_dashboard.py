"""The dashboard …"""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from poshtyar.common import jalali
from poshtyar.quotes.models import Quote, QuoteVersion
from poshtyar.tickets.models import Ticket, Turn
from poshtyar.wallet import operations as wallet
from tests import factories

DASHBOARD = reverse("portal:dashboard")
STATEMENTS = 10
HOUR = timedelta(hours=1)


@pytest.fixture
def page(client, alice, organization):
    """Alice's browser, in English."""
    alice.language = "en"
    alice.save()
    client.force_login(alice)
    return client


def make_ticket(organization, opened_by, subject, turn=Turn.AGENCY):
    now = timezone.now()
    return Ticket.objects.create(
        organization=organization,
        opened_by=opened_by,
        subject=subject,
        subject_folded=subject,
        effect="question",
        severity="normal",
        turn=turn,
        nonce=f"nonce of {subject}",
        opened_at=now,
        last_message_at=now,
        last_message_by=opened_by,
    )


def make_quote(ticket, agnes, title, valid_until):
    now = timezone.now()
    quote = Quote(ticket=ticket, created_by=agnes, created_at=now, state="withdrawn")
    quote.save()
    quote.offered_version = QuoteVersion.objects.create(
        quote=quote,
        number=1,
        title=title,
        coins=12,
        fee=0,
        delivery_hours=6,
        valid_until=valid_until,
        announced_by=agnes,
        announced_at=now,
        nonce=f"nonce of {title}",
    )
    quote.state = "announced"
    quote.save()
    Ticket.objects.filter(pk=ticket.pk).update(open_quotes=1, open_offers=1)


def told(page) -> str:
    answer = page.get(DASHBOARD)
    assert answer.status_code == 200
    return answer.content.decode()


def test_says_what_to_do_first_when_nothing_is_there(page):
    text = told(page)

    assert "No coins yet." in text
    assert "No open tickets." in text
    assert "You have no active package" in text
    assert "Waiting for you" not in text


def test_names_the_last_day_on_which_coins_count(page, organization, alice):
    now = timezone.now()
    midnight = jalali.start_of_day(jalali.local_date(now) + timedelta(days=6))
    bought = {"price_rial": 1000, "label_fa": "بسته", "label_en": "Package", "actor": alice, "now": now}
    wallet.credit_purchase(organization=organization, reference="order:1", coins=10, expires_at=midnight, **bought)

    text = re.sub(r"<[^>]+>", "", told(page))

    last_day = jalali.format_date(jalali.local_date(now) + timedelta(days=5), "en")
    assert f"10 expire soon, the first on {last_day}" in text


def test_tells_free_expiring_and_set_aside_coins_apart(page, organization, alice):
    now = timezone.now()
    bought = {"price_rial": 1000, "label_fa": "بسته", "label_en": "Package", "actor": alice, "now": now}
    wallet.credit_purchase(
        organization=organization, reference="order:1", coins=10, expires_at=now + timedelta(days=5), **bought
    )
    wallet.credit_purchase(
        organization=organization, reference="order:2", coins=40, expires_at=now + timedelta(days=90), **bought
    )
    wallet.hold_coins(
        organization=organization, reference="quote-version:1", coins=4, fee=0, actor=alice, now=timezone.now()
    )

    answer = page.get(DASHBOARD)

    assert (answer.context["balance"].available, answer.context["lasting"]) == (46, 40)
    assert "<b>6</b> expire soon" in answer.content.decode()
    assert "<b>4</b> set aside" in answer.content.decode()
    assert [(row["lot"].available, row["days_left"]) for row in answer.context["lots"]] == [(6, 5), (40, 90)]


def test_puts_the_quote_that_ends_first_on_top_and_its_ticket_nowhere_else(page, organization, alice, agnes):
    now = timezone.now()
    late = make_ticket(organization, alice, "Slow pages", Turn.CUSTOMER)
    soon = make_ticket(organization, alice, "Broken cart", Turn.CUSTOMER)
    make_quote(late, agnes, "Make pages fast", now + 5 * HOUR)
    make_quote(soon, agnes, "Mend the cart", now + HOUR)

    text = told(page)

    assert text.index("Mend the cart") < text.index("Make pages fast")
    assert "Broken cart" not in text
    assert "With us" not in text


def test_leaves_out_quotes_whose_time_is_over(page, organization, alice, agnes):
    ticket = make_ticket(organization, alice, "Slow pages", Turn.CUSTOMER)
    make_quote(ticket, agnes, "Make pages fast", timezone.now() - HOUR)

    text = told(page)

    assert "Make pages fast" not in text
    assert "Slow pages" in text


def test_keeps_apart_whose_turn_it_is(page, organization, alice):
    make_ticket(organization, alice, "Which theme?", Turn.CUSTOMER)
    make_ticket(organization, alice, "Which host?", Turn.AGENCY)

    answer = page.get(DASHBOARD)

    assert [ticket.subject for ticket in answer.context["asked"]] == ["Which theme?"]
    assert [ticket.subject for ticket in answer.context["others"]] == ["Which host?"]


def test_shows_what_waits_first_and_leads_to_the_rest(page, organization, alice):
    make_ticket(organization, alice, "Which theme?", Turn.CUSTOMER)
    for n in range(19):
        make_ticket(organization, alice, f"Newer {n}")
    assert "All tickets" not in told(page)

    make_ticket(organization, alice, "Newest")
    answer = page.get(DASHBOARD)

    assert [ticket.subject for ticket in answer.context["asked"]] == ["Which theme?"]
    assert len(answer.context["others"]) == 19
    assert "All tickets" in answer.content.decode()


def test_shows_charlie_nothing_of_alices(client, charlie, organization, alice, agnes):
    ticket = make_ticket(organization, alice, "Slow pages", Turn.CUSTOMER)
    make_quote(ticket, agnes, "Make pages fast", timezone.now() + HOUR)
    make_ticket(organization, alice, "Which host?")
    client.force_login(charlie)

    text = told(client)

    assert "Make pages fast" not in text
    assert "Which host?" not in text


def test_asks_as_many_questions_for_three_rows_as_for_one(page, organization, alice, agnes):
    def add(n):
        make_ticket(organization, alice, f"Asked {n}", Turn.CUSTOMER)
        make_ticket(organization, alice, f"With us {n}")
        make_quote(make_ticket(organization, alice, f"Quoted {n}"), agnes, f"Quote {n}", timezone.now() + HOUR)

    add(1)
    with CaptureQueriesContext(connection) as one:
        told(page)
    add(2)
    add(3)
    with CaptureQueriesContext(connection) as three:
        told(page)

    assert len(one) == len(three) <= STATEMENTS


def test_sends_visitors_to_the_log_in(client, db):
    assert client.get(DASHBOARD).url.startswith(reverse("portal:log_in"))


def test_sends_people_without_an_organization_to_make_one(client, db):
    client.force_login(factories.make_user("Dora"))

    assert client.get(DASHBOARD).url == f"{reverse('portal:create_organization')}?next=%2Fdashboard%2F"


@pytest.mark.parametrize("address", [DASHBOARD, reverse("portal:wallet")])
def test_b3_leads_the_owner_and_nobody_else_to_buy_coins(page, organization, bob, address):
    factories.make_package(organization, "essential", now=timezone.now())
    packages = f'href="{reverse("portal:home")}#packages"'

    assert packages in page.get(address).content.decode()
    page.force_login(bob)
    assert packages not in page.get(address).content.decode()


def test_says_the_last_day_of_hours_that_end_at_midnight(page, organization, alice, time_machine):
    # Sunday 2026-11-29, 08:00 in Tehran; Essential is served from Saturday to Wednesday, day and night.
    time_machine.move_to("2026-11-29 04:30:00+00:00", tick=False)
    page.force_login(alice)
    factories.make_package(organization, "essential", now=timezone.now())

    text = re.sub(r"<[^>]+>", "", told(page))

    assert "We are answering now until the end of Wed 2 Dec" in " ".join(text.split())
