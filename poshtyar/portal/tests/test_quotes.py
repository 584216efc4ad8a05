"""The customer's quote card over HTTP."""

import os
import re
from datetime import timedelta
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from poshtyar.common.jalali import format_moment
from poshtyar.events.models import Event
from poshtyar.quotes import operations as quotes
from poshtyar.quotes.models import Quote, QuoteKind, QuoteState
from poshtyar.quotes.sentences import tell_decision
from poshtyar.quotes.tests import world
from poshtyar.wallet.tests import coins

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
# Once in every run, fifty times when one wishes to be sure (`bar.md` R3).
ROUNDS = int(os.environ.get("RACE_ROUNDS", "1"))
# Who approved which version when, and for how many coins.
RECEIPT = re.compile(r"<bdi>Alice</bdi>.*?</p>", re.DOTALL)
ACTIONS = [
    "approve_quote",
    "decline_quote",
    "ask_about_quote",
    "ask_for_fresh_quote",
    "cancel_quote",
    "ask_to_stop",
    "open_rework",
]


@pytest.fixture
def now():
    """Doors read the clock themselves, so the offers of these tests are made now."""
    return timezone.now()


@pytest.fixture
def ticket(organization, alice, now):
    return world.make_ticket(organization, alice, now=now)


@pytest.fixture
def purse(organization, now):
    world.give_coins(organization, 300, now=now)
    return organization


@pytest.fixture
def quote(ticket, agnes, now):
    return world.announce(ticket, 50, actor=agnes, now=now)


@pytest.fixture
def customer(client, alice):
    client.force_login(alice)
    return client


def post(client, name, quote, *, htmx=False, **data):
    return client.post(reverse(f"portal:{name}", args=[quote.pk]), data, headers=HTMX if htmx else {})


def test_approve_quote_goes_back_to_the_card_on_its_ticket(purse, quote, customer):
    response = post(customer, "approve_quote", quote, version=1)

    assert (response.status_code, response["Location"]) == (302, f"/tickets/{quote.ticket_id}/#quote-{quote.pk}")
    assert Quote.objects.get().state == QuoteState.APPROVED


def test_approve_quote_answers_htmx_with_the_receipt(purse, quote, customer):
    response = post(customer, "approve_quote", quote, htmx=True, version=1)

    page = response.content.decode()
    assert response.status_code == 200
    assert page.strip().startswith(f'<article id="quote-{quote.pk}"')
    assert "Alice" in page and reverse("portal:approve_quote", args=[quote.pk]) not in page


def test_approve_quote_brings_the_stage_of_the_ticket_along(purse, quote, customer):
    page = post(customer, "approve_quote", quote, htmx=True, version=1).content.decode()

    stage = page.partition('<span id="ticket-stage" hx-swap-oob="true">')[2]
    assert "در دست ما" in stage


def test_approve_and_cancel_bring_the_free_coins_of_the_header_along(purse, quote, customer):
    """The card says how many are free now, and the header above it must not say another number."""
    header = 'id="free-coins" class="coins" href="/wallet/" hx-swap-oob="true"'

    approved = post(customer, "approve_quote", quote, htmx=True, version=1).content.decode()
    cancelled = post(customer, "cancel_quote", quote, htmx=True).content.decode()

    assert "۲۵۰ سکه" in approved.partition(header)[2].partition("</a>")[0].replace("\xa0", " ")
    assert "۳۰۰ سکه" in cancelled.partition(header)[2].partition("</a>")[0].replace("\xa0", " ")


@pytest.mark.parametrize("digits", ["1", "۱", "١", " 1 "])
def test_approve_quote_reads_the_version_in_every_script(digits, purse, quote, customer):
    assert post(customer, "approve_quote", quote, version=digits).status_code == 302


@pytest.mark.parametrize("odd", ["", "1e3", "-1", str(2**63 - 1), "x"])
def test_approve_quote_refuses_what_is_no_version(odd, purse, quote, customer, now):
    assert post(customer, "approve_quote", quote, version=odd).status_code == 422
    assert world.coins_of(purse, now) == (300, 0)


def test_r13_approve_quote_tells_a_second_click_that_nothing_moved_twice(purse, quote, customer, now):
    post(customer, "approve_quote", quote, htmx=True, version=1)

    response = post(customer, "approve_quote", quote, htmx=True, version=1)

    assert response.status_code == 200
    assert 'role="status"' in response.content.decode()
    assert world.coins_of(purse, now) == (250, 50)


def test_r5_approve_quote_shows_the_newer_version_with_what_changed(purse, quote, agnes, customer, now):
    world.revise(quote, 40, actor=agnes, now=now)

    response = post(customer, "approve_quote", quote, htmx=True, version=1)

    page = response.content.decode()
    assert response.status_code == 409
    assert 'name="version" value="2"' in page and "<del>" in page
    assert world.coins_of(purse, now) == (300, 0)


def test_b12_approve_quote_shows_the_missing_number_and_a_way_to_buy(organization, quote, customer, now):
    world.give_coins(organization, 42, now=now)

    response = post(customer, "approve_quote", quote, htmx=True, version=1)

    assert response.status_code == 409
    assert "۸" in response.content.decode()


def test_b12_the_card_says_which_of_the_missing_coins_pay_back_a_debt(organization, quote, customer, mina, now):
    coins.buy(organization, 5, now=now)
    coins.hold(organization, 5, now=now)
    coins.capture(5, now=now)
    coins.charge_back(organization, actor=mina, now=now)

    page = customer.get(reverse("portal:quote", args=[quote.pk])).content.decode()

    assert "۵۵ سکه کمه" in page
    assert "۵ سکه از این کمبود، بدهی شما بابت پرداختی که بهش اعتراض شد رو صاف می‌کنه." in page


def test_b13_the_card_counts_what_is_set_aside_before_it_says_what_is_missing(
    organization, quote, customer, alice, agnes, now
):
    world.give_coins(organization, 60, now=now)
    world.revise(world.approve(quote, actor=alice, now=now), 80, actor=agnes, now=now)

    page = customer.get(reverse("portal:quote", args=[quote.pk])).content.decode()

    assert "این کار ۸۰ سکه می‌خواد و ۱۰ سکهٔ آزاد دارید؛ ۲۰ سکه کمه." in page
    assert "۵۰ سکه‌ای که قبلاً کنار گذاشته شده هم حساب شده." in page


def test_b14_approve_quote_never_ticks_the_box_itself(purse, ticket, agnes, customer, now):
    quote = world.announce(ticket, 40, fee=15, actor=agnes, now=now)

    page = customer.get(reverse("portal:quote", args=[quote.pk])).content.decode()

    assert 'name="consent" value="on" required>' in page


def test_b14_no_box_appears_where_the_work_surely_is_possible(purse, ticket, agnes, customer, now):
    quote = world.announce(ticket, 40, fee=0, actor=agnes, now=now)

    page = customer.get(reverse("portal:quote", args=[quote.pk])).content.decode()

    assert 'name="consent"' not in page


@pytest.mark.parametrize(("coins", "fee", "said"), [(40, None, "۱۵ سکه"), (12, None, "۱۲ سکه"), (40, 0, "بدون سکه")])
@pytest.mark.parametrize("reader", ["alice", "bob"])
def test_b14_the_card_states_the_fee_to_every_reader(reader, coins, fee, said, ticket, agnes, client, request, now):
    quote = world.announce(ticket, coins, fee=fee, actor=agnes, now=now)
    client.force_login(request.getfixturevalue(reader))

    page = " ".join(client.get(reverse("portal:quote", args=[quote.pk])).content.decode().split())

    assert f"<span>اگه شدنی نباشه</span> <span>{said}</span>" in page


def test_b15_the_decline_dialog_says_that_the_investigation_is_used(purse, ticket, agnes, alice, customer, now):
    investigation = world.approve(world.investigate(ticket, actor=agnes, now=now), actor=alice, now=now)
    work = world.announce(ticket, 40, actor=agnes, now=now, investigation=investigation)

    page = customer.get(reverse("portal:quote", args=[work.pk])).content.decode()

    dialog = page.partition(reverse("portal:decline_quote", args=[work.pk]))[2].partition("</form>")[0]
    assert dialog.count("۱۵ سکه") == 2


def test_b15_the_card_of_an_investigation_says_when_its_coins_are_used(purse, ticket, agnes, alice, client, now):
    alice.language = "en"
    alice.save(update_fields=["language"])
    client.force_login(alice)
    investigation = world.investigate(ticket, actor=agnes, now=now)

    def page(quote):
        return client.get(reverse("portal:quote", args=[quote.pk])).content.decode()

    said = "if you decline the work that follows, or if nothing is decided within 7 days after its offer ends"
    assert said in page(investigation)
    world.approve(investigation, actor=alice, now=now)
    assert said in page(investigation)
    work = world.announce(ticket, 40, actor=agnes, now=now, hours_valid=1, investigation=investigation)
    assert "If nothing is decided by" not in page(work)
    work.offered_version.valid_until = now - timedelta(days=1)
    work.offered_version.save()
    assert "If nothing is decided by" in page(work)


def test_b14_approve_quote_says_beside_the_box_that_it_is_missing_and_leaves_it_empty(
    purse, ticket, agnes, customer, now
):
    quote = world.announce(ticket, 40, fee=15, actor=agnes, now=now)

    page = post(customer, "approve_quote", quote, htmx=True, version=1).content.decode()

    assert f'id="approve-{quote.pk}-consent" name="consent" value="on" required aria-invalid="true"' in page
    assert "checked" not in page


def test_b14_approve_quote_checks_the_box_on_the_server(purse, ticket, agnes, customer, now):
    quote = world.announce(ticket, 40, fee=15, actor=agnes, now=now)

    assert post(customer, "approve_quote", quote, version=1).status_code == 409
    assert post(customer, "approve_quote", quote, version=1, consent="on").status_code == 302


def test_r4_decline_quote_tells_the_loser_who_approved_it_and_when(purse, quote, alice, bob, client, now):
    world.approve(quote, actor=alice, now=now)
    purse.memberships.filter(user=bob).update(may_approve=True)
    client.force_login(bob)

    response = post(client, "decline_quote", quote, htmx=True, version=1, reason="Too much.")

    assert response.status_code == 409
    said = tell_decision(Quote.objects.get(), reader=bob, now=timezone.now())
    assert "Alice" in said and format_moment(now, now) in said
    assert said in response.content.decode()


def test_decline_quote_shows_what_was_typed_where_nothing_can_be_declined_any_more(purse, quote, alice, customer, now):
    world.approve(quote, actor=alice, now=now)

    page = post(customer, "decline_quote", quote, version=1, reason="Too much for us.").content.decode()

    assert '<p class="typed" dir="auto">Too much for us.</p>' in page


def test_answers_htmx_with_the_title_that_tells_of_an_error(quote, customer):
    refused = post(customer, "ask_about_quote", quote, htmx=True, question="").content.decode()
    done = post(customer, "decline_quote", quote, htmx=True, version=1).content.decode()

    assert "<title>خطا: تیکت " in refused
    assert "<title>تیکت " in done


def test_decline_quote_keeps_the_reason(quote, customer):
    assert post(customer, "decline_quote", quote, version=1, reason="Too much.").status_code == 302
    assert Quote.objects.get().decline_reason == "Too much."


@pytest.mark.parametrize("reason", ["", "Too much."])
def test_a_declined_quote_asks_for_a_reason_only_where_none_was_given(quote, customer, alice, reason):
    alice.language = "en"
    alice.save(update_fields=["language"])

    card = post(customer, "decline_quote", quote, htmx=True, version=1, reason=reason).content.decode()

    assert ("Tell us what did not fit" in card) is not bool(reason)
    assert ("If you tell us what did not fit" in card) is not bool(reason)
    assert ("We have your reason." in card) is bool(reason)


def test_a_fresh_quote_is_offered_only_while_no_other_waits(quote, customer, ticket, agnes, alice, now):
    quotes.decline_quote(quote=quote, version=1, reason="Too much.", actor=alice, now=now)
    address, page = reverse("portal:ask_for_fresh_quote", args=[quote.pk]), reverse("portal:ticket", args=[ticket.pk])
    assert address in customer.get(page).content.decode()

    world.announce(ticket, 30, actor=agnes, now=timezone.now())

    assert address not in customer.get(page).content.decode()


def test_ask_about_quote_writes_a_reply(quote, customer):
    response = post(customer, "ask_about_quote", quote, question="Why 50?", nonce="a-form-of-a-question")

    assert response.status_code == 302
    assert quote.ticket.messages.filter(body="Why 50?").exists()


def test_ask_about_quote_keeps_what_was_typed_when_it_is_refused(quote, customer):
    response = post(customer, "ask_about_quote", quote, htmx=True, question="Why 50?", nonce="short")

    assert response.status_code == 422
    assert "Why 50?</textarea>" in response.content.decode()


def test_ask_for_fresh_quote_writes_a_reply(quote, customer):
    quotes.expire_quote(quote=quote, now=quote.offered_version.valid_until)

    assert post(customer, "ask_for_fresh_quote", quote, nonce="a-form-of-a-request").status_code == 302
    assert quote.ticket.messages.count() == 2


def test_cancel_quote_frees_the_coins(purse, quote, alice, customer, now):
    world.approve(quote, actor=alice, now=now)

    assert post(customer, "cancel_quote", quote).status_code == 302
    assert world.coins_of(purse, now) == (300, 0)


def test_ask_to_stop_wants_a_reason(purse, quote, agnes, alice, customer, now):
    world.start(world.approve(quote, actor=alice, now=now), actor=agnes, now=now)

    assert post(customer, "ask_to_stop", quote).status_code == 422
    assert post(customer, "ask_to_stop", quote, reason="We moved.").status_code == 302


def test_open_rework_opens_a_free_repair(purse, quote, agnes, alice, customer, now):
    world.start(world.approve(quote, actor=alice, now=now), actor=agnes, now=now)
    quotes.deliver_quote(quote=quote, note="", actor=agnes, now=now)

    response = post(customer, "open_rework", quote, reason="No visits.", nonce="a-form-that-complains")

    assert response.status_code == 302
    assert Quote.objects.filter(kind=QuoteKind.REWORK).count() == 1


@pytest.mark.parametrize("name", ACTIONS)
def test_r71_no_action_is_done_by_get(name, quote, customer):
    assert customer.get(reverse(f"portal:{name}", args=[quote.pk])).status_code == 405


@pytest.mark.parametrize("name", ACTIONS)
def test_r66_a_stranger_s_quote_answers_like_a_missing_one(name, quote, charlie, client):
    client.force_login(charlie)
    before = Event.objects.count()

    found = post(client, name, quote, version=1)
    missing = client.post(reverse(f"portal:{name}", args=[999999]))

    assert (found.status_code, missing.status_code) == (404, 404)
    assert Event.objects.count() == before


@pytest.mark.parametrize("name", ACTIONS)
def test_b32_staff_are_sent_to_the_console(name, purse, quote, agnes, client):
    client.force_login(agnes)

    assert post(client, name, quote, version=1).status_code == 302
    assert Quote.objects.get().state == QuoteState.ANNOUNCED


def test_asks_the_database_at_most_12_times_for_a_page(purse, quote, customer, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        customer.get(reverse("portal:quote", args=[quote.pk]))


@pytest.mark.parametrize("more", [0, 2])
def test_the_ticket_page_asks_at_most_12_times_for_one_quote_and_for_three(
    more, purse, ticket, quote, agnes, customer, now, django_assert_max_num_queries
):
    for _ in range(more):
        world.announce(ticket, 50, actor=agnes, now=now)
    customer.get(reverse("portal:ticket", args=[ticket.pk]))

    with django_assert_max_num_queries(12):
        page = customer.get(reverse("portal:ticket", args=[ticket.pk])).content.decode()

    assert page.count('class="quote"') == 1 + more


def test_approve_quote_asks_the_database_at_most_21_times(purse, quote, customer, django_assert_max_num_queries):
    # And two for the savepoint that a test's own transaction makes of the operation's.
    with django_assert_max_num_queries(21 + 2):
        post(customer, "approve_quote", quote, version=1)


def test_notes_the_first_time_that_the_customer_sees_the_offer(quote, customer):
    for _ in range(2):
        customer.get(reverse("portal:quote", args=[quote.pk]))

    quote.refresh_from_db()
    assert quote.first_seen_at is not None
    assert world.told(quote.ticket) == ["quote_announced", "quote_seen"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("tabs", [2, 8])
@pytest.mark.parametrize("round_", range(ROUNDS))
def test_r3_one_of_many_tabs_approves_and_the_others_see_the_same_receipt(round_, tabs, purse, quote, alice, now):
    browsers = [Client() for _ in range(tabs)]
    for browser in browsers:
        browser.force_login(alice)

    answers = world.together(
        *(partial(post, browser, "approve_quote", quote, htmx=True, version=1) for browser in browsers)
    )

    assert [answer.status_code for answer in answers] == [200] * tabs
    receipts = {RECEIPT.search(answer.content.decode())[0] for answer in answers}
    assert len(receipts) == 1
    assert world.coins_of(purse, now) == (250, 50)
    assert world.told(quote.ticket).count("quote_approved") == 1
