"""Composing quotes and doing the work, over HTTP."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from poshtyar.catalog.models import Service
from poshtyar.quotes import operations as quotes
from poshtyar.quotes.models import Quote, QuoteKind, QuoteState
from poshtyar.quotes.tests import world
from poshtyar.wallet.tests import coins
from tests.pages import nonce_of
from tests.ready_made import put_default_catalog

pytestmark = pytest.mark.django_db
ACTIONS = [
    "withdraw_quote",
    "start_work",
    "deliver_quote",
    "cancel_quote",
    "declare_impossible",
    "open_rework",
    "settle_dispute",
]


@pytest.fixture
def now():
    """Doors read the clock themselves, so the offers of these tests are made now."""
    return timezone.now()


@pytest.fixture
def ticket(organization, alice, now):
    put_default_catalog()
    return world.make_ticket(organization, alice, now=now)


@pytest.fixture
def purse(organization, now):
    world.give_coins(organization, 300, now=now)
    return organization


@pytest.fixture
def quote(purse, ticket, agnes, now):
    return world.announce(ticket, 50, actor=agnes, now=now)


@pytest.fixture
def started(quote, agnes, alice, now):
    return world.start(world.approve(quote, actor=alice, now=now), actor=agnes, now=now)


@pytest.fixture
def agent(client, agnes):
    client.force_login(agnes)
    return client


def offer(**fields):
    """Return the composer's fields with one line of Google Analytics at 50 coins."""
    return {
        "kind": "work",
        "title": "Set up Google Analytics",
        "delivery_hours": "۶",
        "validity": "72",
        "fee": "۱۵",
        "nonce": world.nonce(),
        "lines-TOTAL_FORMS": "8",
        "lines-INITIAL_FORMS": "0",
        "lines-0-service": "GA4",
        "lines-0-coins": "۵۰",
    } | fields


def post(client, name, quote, **data):
    return client.post(reverse(f"console:{name}", args=[quote.pk]), data)


def test_announce_quote_announces_what_the_composer_says(ticket, agent):
    response = post(agent, "announce_quote", ticket, **offer())

    quote = Quote.objects.get()
    line = quote.offered_version.lines.get()
    assert (response.status_code, quote.state) == (302, QuoteState.ANNOUNCED)
    assert (quote.offered_version.coins, quote.offered_version.fee, quote.offered_version.delivery_hours) == (50, 15, 6)
    assert (line.service, line.title) == (Service.objects.get(code="GA4"), "راه‌اندازی گوگل آنالیتیکس")


def test_announce_quote_takes_the_usual_price_where_no_coins_are_typed(ticket, agent):
    post(agent, "announce_quote", ticket, **offer(**{"lines-0-coins": ""}))

    assert Quote.objects.get().offered_version.coins == Service.objects.get(code="GA4").coins


@pytest.mark.parametrize(("language", "named"), [("fa", "راه‌اندازی گوگل آنالیتیکس"), ("en", "Google Analytics 4")])
def test_announce_quote_names_services_in_the_language_of_the_customer(language, named, ticket, agent, alice):
    alice.language = language
    alice.save(update_fields=["language"])

    post(agent, "announce_quote", ticket, **offer())

    assert Quote.objects.get().offered_version.lines.get().title == named


def test_announce_quote_shows_the_total_without_announcing(purse, ticket, agent):
    response = post(agent, "announce_quote", ticket, **offer(preview="1"))

    preview = response.context["composer"].preview
    assert (response.status_code, preview.coins, preview.available, preview.after) == (200, 50, 300, 250)
    assert not Quote.objects.exists()


def test_b12_announce_quote_says_which_of_the_missing_coins_pay_back_a_debt(organization, ticket, agent, mina, now):
    coins.buy(organization, 5, now=now)
    coins.hold(organization, 5, now=now)
    coins.capture(5, now=now)
    coins.charge_back(organization, actor=mina, now=now)

    page = post(agent, "announce_quote", ticket, **offer(preview="1")).content.decode()

    assert "مشتری ۰ سکهٔ آزاد داره؛ ۵۵ سکه کم داره." in page
    assert "۵ سکه از این کمبود، بدهی مشتری رو صاف می‌کنه." in page


def test_b13_revise_quote_says_that_what_is_set_aside_is_counted(started, agent):
    page = post(agent, "revise_quote", started, **offer(preview="1")).content.decode()

    assert "۵۰ سکه‌ای که قبلاً کنار گذاشته شده هم حساب شده." in page


@pytest.mark.parametrize(
    "odd",
    [
        {"title": ""},
        {"delivery_hours": "0"},
        {"fee": "16"},
        {"lines-0-coins": "1e3"},
        {"lines-0-coins": "-1"},
        {"lines-0-coins": str(2**63 - 1)},
        {"lines-0-service": "", "lines-0-coins": ""},
        {"lines-0-service": "NOPE"},
        {"nonce": "x" * 41},
        {"lines-TOTAL_FORMS": "x"},
        {"lines-TOTAL_FORMS": "0"},
        {"lines-TOTAL_FORMS": "-1"},
        {"lines-TOTAL_FORMS": "999999999"},
        {"lines-INITIAL_FORMS": "x"},
    ],
)
def test_announce_quote_keeps_what_was_typed_when_it_is_refused(odd, ticket, agent):
    response = post(agent, "announce_quote", ticket, **offer(assumptions="PHP 8 is there.", **odd))

    assert response.status_code == 422
    assert "PHP 8 is there." in response.content.decode()
    assert not Quote.objects.exists()


def test_r13_announce_quote_refuses_another_offer_of_a_form_that_was_sent_and_takes_it_as_a_new_one(ticket, agent):
    address, form = reverse("console:announce_quote", args=[ticket.pk]), offer()
    agent.post(address, form)

    refused = agent.post(address, form | {"title": "Something else"})
    nonce = nonce_of(refused)
    again = agent.post(address, form | {"title": "Something else", "nonce": nonce})

    assert (refused.status_code, again.status_code, Quote.objects.count()) == (409, 302, 2)


def test_b17_announce_quote_is_refused_with_the_package_that_has_the_right(ticket, agent):
    response = post(agent, "announce_quote", ticket, **offer(**{"lines-0-service": "THM"}))

    assert response.status_code == 409
    assert "پایه" in response.content.decode()


def test_b17_a_lead_may_override_with_a_reason(ticket, client, leo):
    client.force_login(leo)

    response = post(
        client, "announce_quote", ticket, **offer(override_reason="Promised.", **{"lines-0-service": "THM"})
    )

    assert response.status_code == 302
    assert Quote.objects.get().right_override_reason == "Promised."


def test_b15_announce_quote_may_follow_an_investigation(purse, ticket, agnes, alice, agent, now):
    investigation = world.approve(world.investigate(ticket, actor=agnes, now=now), actor=alice, now=now)

    post(agent, "announce_quote", ticket, **offer(investigation=str(investigation.pk)))

    assert Quote.objects.get(kind=QuoteKind.WORK).investigation == investigation


def test_revise_quote_starts_from_what_was_offered(quote, agent):
    page = agent.get(reverse("console:revise_quote", args=[quote.pk])).content.decode()

    assert 'value="Set up Google Analytics"' in page


def test_b10_revise_quote_offers_a_new_version(quote, agent):
    response = post(agent, "revise_quote", quote, **offer(**{"lines-0-coins": "40"}))

    quote.refresh_from_db()
    assert response.status_code == 302
    assert (quote.offered_version.number, quote.offered_version.coins) == (2, 40)


def test_withdraw_quote_takes_the_offer_back(quote, agent):
    assert post(agent, "withdraw_quote", quote).status_code == 302
    assert Quote.objects.get().state == QuoteState.WITHDRAWN


def test_start_work_is_refused_before_approval(quote, agent):
    assert post(agent, "start_work", quote).status_code == 409


def test_deliver_quote_uses_what_is_typed_by_line(purse, started, agent, now):
    response = post(agent, "deliver_quote", started, line_1="۳۰", note="Lighter.")

    assert response.status_code == 302
    assert world.coins_of(purse, now) == (270, 0)


def test_deliver_quote_calls_no_note_optional_that_it_then_asks_for(purse, started, agnes, agent, now):
    agnes.language = "en"
    agnes.save(update_fields=["language"])

    page = post(agent, "deliver_quote", started, line_1="30", note="").content.decode()

    assert "Please write the reason" in page
    assert "Needed when fewer coins are used: the customer reads why." in page
    assert ">What was done</label>" in page
    assert world.coins_of(purse, now) == (250, 50)


@pytest.mark.parametrize("odd", ["", "51", "-1", "1e1"])
def test_r23_deliver_quote_refuses_other_coins_and_keeps_the_note(odd, purse, started, agent, now):
    response = post(agent, "deliver_quote", started, line_1=odd, note="Lighter.")

    assert response.status_code == 422
    assert "Lighter.</textarea>" in response.content.decode()
    assert world.coins_of(purse, now) == (250, 50)


def test_declare_impossible_settles_with_obstacle_and_explanation(started, agent):
    response = post(agent, "declare_impossible", started, obstacle="host", explanation="The host forbids it.")

    assert response.status_code == 302
    assert Quote.objects.get().state == QuoteState.IMPOSSIBLE


def test_b14_declare_impossible_takes_evidence_and_shows_it(started, agent):
    shot = SimpleUploadedFile("support-ticket.txt", b"The host says no.")
    said = {"obstacle": "host", "explanation": "The host forbids it.", "evidence": shot}

    page = agent.post(reverse("console:declare_impossible", args=[started.pk]), said, follow=True).content.decode()

    stored = Quote.objects.get().evidence.get()
    assert (stored.name, stored.attached_at is not None) == ("support-ticket.txt", True)
    assert reverse("portal:file", args=[stored.public_id]) in page


def test_cancel_quote_wants_a_reason(started, agent):
    assert post(agent, "cancel_quote", started).status_code == 422
    assert post(agent, "cancel_quote", started, reason="We cannot do it in time.").status_code == 302


def test_open_rework_offers_a_free_repair(started, agnes, agent, now):
    quotes.deliver_quote(quote=started, note="", actor=agnes, now=now)

    response = post(agent, "open_rework", started, reason="No visits.", nonce="a-form-that-complains")

    assert response.status_code == 302
    assert Quote.objects.filter(kind=QuoteKind.REWORK, state=QuoteState.ANNOUNCED).count() == 1


def test_settle_dispute_is_a_lead_s_alone(purse, started, alice, leo, agent, now):
    quotes.ask_to_stop(quote=started, reason="We moved.", actor=alice, now=now)

    assert post(agent, "settle_dispute", started, line_1="10", reason="Little was done.").status_code == 404
    agent.force_login(leo)
    assert post(agent, "settle_dispute", started, line_1="10", reason="Little was done.").status_code == 302
    assert world.coins_of(purse, now) == (290, 0)


def test_a_card_speaks_to_staff_of_the_customer(purse, ticket, started, agnes, alice, agent, now):
    agnes.language = "en"
    agnes.save(update_fields=["language"])
    quotes.ask_to_stop(quote=started, reason="We moved.", actor=alice, now=now)

    page = agent.get(reverse("console:quote", args=[started.pk])).content.decode()

    assert "The customer asked to stop" in page
    assert "You asked to stop" not in page


@pytest.mark.parametrize("name", [*ACTIONS, "announce_quote", "revise_quote"])
def test_r66_answers_customers_like_a_missing_page(name, quote, alice, client):
    client.force_login(alice)

    assert post(client, name, quote).status_code == 404


@pytest.mark.parametrize("name", ACTIONS)
def test_r71_no_action_is_done_by_get(name, quote, agent):
    assert agent.get(reverse(f"console:{name}", args=[quote.pk])).status_code in {404, 405}


@pytest.mark.parametrize("name", ["quote", "revise_quote"])
def test_asks_the_database_at_most_12_times_for_a_page(name, quote, agent, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        agent.get(reverse(f"console:{name}", args=[quote.pk]))


@pytest.mark.parametrize("more", [0, 2])
def test_the_quote_tab_asks_at_most_12_times_for_one_quote_and_for_three(
    more, ticket, quote, agnes, agent, now, django_assert_max_num_queries
):
    for _ in range(more):
        world.announce(ticket, 50, actor=agnes, now=now)

    with django_assert_max_num_queries(12):
        response = agent.get(reverse("console:ticket", args=[ticket.pk]), {"tab": "quote"})

    page = response.content.decode()
    assert page.count('class="quote"') == 1 + more
    assert 'id="quote-composer"' in page
