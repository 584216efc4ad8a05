"""approve_quote …"""

import re
from datetime import timedelta

import pytest
from django.utils.translation import override

from poshtyar.accounts.models import Membership
from poshtyar.common.errors import NotAllowed
from poshtyar.common.jalali import format_moment
from poshtyar.quotes import operations as quotes
from poshtyar.quotes.models import Quote, QuoteState, VersionOutcome
from poshtyar.quotes.sentences import CONSENT_VERSION, consent_to_fee, tell_decision
from poshtyar.quotes.tests import world
from poshtyar.tickets.models import Ticket, Turn
from poshtyar.wallet.operations import NotEnoughCoins
from tests import factories

SECOND = timedelta(seconds=1)


@pytest.fixture
def quote(ticket, agnes, now):
    return world.announce(ticket, 50, actor=agnes, now=now)


@pytest.mark.django_db
def test_b18_sets_50_of_300_aside_and_leaves_250(purse, quote, alice, now):
    approval = quotes.approve_quote(quote=quote, version=1, consent=False, actor=alice, now=now)

    assert (approval.quote.state, approval.is_replay) == (QuoteState.APPROVED, False)
    assert world.coins_of(purse, now) == (250, 50)
    ticket = Ticket.objects.get()
    assert (ticket.open_quotes, ticket.open_offers, ticket.coins_set_aside) == (1, 0, 50)
    assert ticket.turn == Turn.AGENCY
    assert world.told(ticket) == ["quote_announced", "quote_approved"]


@pytest.mark.django_db
def test_b9_is_the_first_moment_at_which_coins_are_set_aside(purse, quote, alice, now):
    assert world.coins_of(purse, now) == (300, 0)

    world.approve(quote, actor=alice, now=now)

    assert world.coins_of(purse, now) == (250, 50)


@pytest.mark.django_db
def test_sets_aside_exactly_all_coins(organization, quote, alice, now):
    world.give_coins(organization, 50, now=now)

    world.approve(quote, actor=alice, now=now)

    assert world.coins_of(organization, now) == (0, 50)


@pytest.mark.django_db
def test_b12_refuses_one_coin_too_few_with_the_missing_number(organization, quote, alice, now):
    world.give_coins(organization, 49, now=now)

    with pytest.raises(NotEnoughCoins) as refusal:
        world.approve(quote, actor=alice, now=now)

    assert (refusal.value.needed, refusal.value.available, refusal.value.missing) == (50, 49, 1)
    assert world.coins_of(organization, now) == (49, 0)
    assert Quote.objects.get().state == QuoteState.ANNOUNCED


@pytest.mark.django_db
def test_answers_a_second_time_with_the_first_result(purse, quote, alice, now):
    world.approve(quote, actor=alice, now=now)

    again = quotes.approve_quote(quote=quote, version=1, consent=False, actor=alice, now=now + SECOND)

    assert (again.is_replay, again.quote.decided_at) == (True, now)
    assert world.coins_of(purse, now) == (250, 50)
    assert world.told(quote.ticket) == ["quote_announced", "quote_approved"]


@pytest.mark.django_db
def test_answers_a_second_time_even_when_no_coins_are_left(organization, quote, alice, now):
    world.give_coins(organization, 50, now=now)
    world.approve(quote, actor=alice, now=now)

    again = quotes.approve_quote(quote=quote, version=1, consent=False, actor=alice, now=now)

    assert again.is_replay


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", range(world.ROUNDS))
def test_r3_moves_coins_once_for_two_tabs_at_once(round_, purse, quote, alice, now):
    answers = world.together(
        lambda: quotes.approve_quote(quote=quote, version=1, consent=False, actor=alice, now=now).is_replay,
        lambda: quotes.approve_quote(quote=quote, version=1, consent=False, actor=alice, now=now).is_replay,
    )

    assert sorted(answers) == [False, True]
    assert world.coins_of(purse, now) == (250, 50)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", range(world.ROUNDS))
def test_r4_has_one_winner_against_a_decline_and_tells_the_loser(round_, purse, quote, alice, now):
    bert = factories.make_user("Bert")
    factories.join(purse, bert, may_approve=True)

    answers = world.together(
        lambda: quotes.approve_quote(quote=quote, version=1, consent=False, actor=alice, now=now).quote.state,
        lambda: quotes.decline_quote(quote=quote, version=1, reason="", actor=bert, now=now).state,
    )

    state = Quote.objects.get().state
    refusals = [answer for answer in answers if isinstance(answer, quotes.QuoteNotOpen)]
    assert state in {QuoteState.APPROVED, QuoteState.DECLINED}
    assert len(refusals) == 1
    winner = "Alice" if state == QuoteState.APPROVED else "Bert"
    assert re.search(f"{winner}.*{format_moment(now, now)}", str(refusals[0]))
    assert world.coins_of(purse, now) == ((250, 50) if state == QuoteState.APPROVED else (300, 0))


@pytest.mark.django_db
def test_r5_b10_refuses_an_older_version_than_the_one_on_offer(purse, quote, agnes, alice, now):
    world.revise(quote, 40, actor=agnes, now=now)

    with pytest.raises(quotes.QuoteChanged, match="Agnes"):
        world.approve(quote, version=1, actor=alice, now=now)

    assert world.coins_of(purse, now) == (300, 0)


@pytest.mark.django_db
@pytest.mark.parametrize(("late", "is_accepted"), [(-SECOND, True), (0 * SECOND, False), (SECOND, False)])
def test_r6_ends_with_the_validity(late, is_accepted, purse, quote, alice, now):
    moment = quote.offered_version.valid_until + late

    if is_accepted:
        world.approve(quote, actor=alice, now=moment)
    else:
        with pytest.raises(quotes.QuoteExpired):
            world.approve(quote, actor=alice, now=moment)

    assert world.coins_of(purse, moment) == ((250, 50) if is_accepted else (300, 0))


@pytest.mark.django_db
def test_r6_refuses_what_was_ended_by_the_job_in_the_same_words(purse, quote, alice):
    end = quote.offered_version.valid_until
    quotes.expire_quotes(now=end)

    with override("en"), pytest.raises(quotes.QuoteExpired, match="nothing was charged"):
        world.approve(quote, actor=alice, now=end)

    assert world.coins_of(purse, end) == (300, 0)


@pytest.mark.django_db
def test_r5_tells_of_a_change_that_left_the_price_alone(purse, quote, agnes, alice, now):
    world.revise(quote, 50, actor=agnes, now=now, delivery_hours=12)

    with override("en"), pytest.raises(quotes.QuoteChanged, match="Agnes just changed this quote"):
        world.approve(quote, version=1, actor=alice, now=now)

    assert world.coins_of(purse, now) == (300, 0)


@pytest.mark.django_db
def test_b13_tells_that_the_new_price_was_declined(purse, quote, agnes, alice, now):
    world.approve(quote, actor=alice, now=now)
    world.revise(quote, 60, actor=agnes, now=now)
    quotes.decline_quote(quote=quote, version=2, reason="", actor=alice, now=now)

    with override("en"), pytest.raises(quotes.QuoteNotOpen, match="Alice declined this new price"):
        world.approve(quote, version=2, actor=alice, now=now)

    assert world.coins_of(purse, now) == (250, 50)


@pytest.mark.django_db
def test_b13_tells_that_the_new_price_was_withdrawn(purse, quote, agnes, alice, now):
    world.approve(quote, actor=alice, now=now)
    world.revise(quote, 60, actor=agnes, now=now)
    quotes.withdraw_quote(quote=quote, actor=agnes, now=now)

    with override("en"), pytest.raises(quotes.QuoteNotOpen, match="no longer offered"):
        world.approve(quote, version=2, actor=alice, now=now)

    assert world.coins_of(purse, now) == (250, 50)


def told(quote, reader, now) -> str:
    quote.refresh_from_db()
    with override("en"):
        return tell_decision(quote, reader=reader, now=now)


@pytest.mark.django_db
def test_tells_others_who_declined(purse, quote, agnes, alice, now):
    quotes.decline_quote(quote=quote, version=1, reason="", actor=alice, now=now)

    assert told(quote, agnes, now).startswith("Alice declined this at")
    assert told(quote, alice, now).startswith("You declined this at")


@pytest.mark.django_db
def test_tells_others_who_approved_and_who_cancelled(purse, quote, agnes, alice, now):
    world.approve(quote, actor=alice, now=now)
    approved = (told(quote, agnes, now), told(quote, alice, now))
    quotes.cancel_quote(quote=quote, reason="", actor=alice, now=now)
    cancelled = (told(quote, agnes, now), told(quote, alice, now))

    assert approved[0].startswith("Alice approved this at")
    assert approved[1].startswith("You approved this at")
    assert cancelled[0].startswith("Alice cancelled this at")
    assert cancelled[1].startswith("You cancelled this at")


@pytest.mark.django_db
def test_tells_people_what_they_did_themselves(purse, ticket, agnes, alice, now):
    declined, cancelled = (world.announce(ticket, 50, actor=agnes, now=now) for _ in range(2))
    quotes.decline_quote(quote=declined, version=1, reason="", actor=alice, now=now)
    world.approve(cancelled, actor=alice, now=now)
    quotes.cancel_quote(quote=cancelled, reason="", actor=alice, now=now)

    for quote, said in [(declined, "You declined this"), (cancelled, "You cancelled this")]:
        with override("en"), pytest.raises(quotes.QuoteNotOpen, match=said):
            world.approve(quote, actor=alice, now=now)


@pytest.mark.django_db
def test_b14_refuses_a_fee_without_consent(purse, ticket, agnes, alice, now):
    quote = world.announce(ticket, 40, actor=agnes, now=now, fee=15)

    with pytest.raises(quotes.ConsentNeeded):
        world.approve(quote, consent=False, actor=alice, now=now)

    assert world.coins_of(purse, now) == (300, 0)


@pytest.mark.django_db
def test_b14_keeps_the_words_of_the_consent_and_their_version(purse, ticket, agnes, alice, now):
    quote = world.announce(ticket, 40, actor=agnes, now=now, fee=15)

    quote = world.approve(quote, actor=alice, now=now)

    assert (quote.agreed_fee, quote.consent_version) == (15, CONSENT_VERSION)
    assert quote.consent_text == consent_to_fee(15)
    assert "۱۵" in quote.consent_text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            "I understand it must be investigated first. If it proves impossible, 15 coins are charged for the "
            "investigation and not returned; the rest is released.",
        ),
        (
            "fa",
            "می‌دونم که اول باید بررسی بشه. اگه معلوم بشه این کار شدنی نیست، ۱۵ سکه بابت بررسی کم می‌شه و برنمی‌گرده؛ "
            "بقیهٔ سکه‌ها آزاد می‌شه.",
        ),
    ],
)
def test_b14_asks_for_consent_in_the_words_of_this_version_and_no_others(language, words):
    with override(language):
        # Other words are another version: change both.
        assert (CONSENT_VERSION, consent_to_fee(15)) == ("2026-11", words)


@pytest.mark.django_db
def test_b14_needs_no_consent_where_the_work_surely_is_possible(purse, quote, alice, now):
    quote = world.approve(quote, consent=False, actor=alice, now=now)

    assert (quote.agreed_fee, quote.consent_text) == (0, "")


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["agnes", "leo", "mina"])
def test_b32_is_never_done_by_staff(role, purse, quote, request, now):
    with pytest.raises(NotAllowed):
        world.approve(quote, actor=request.getfixturevalue(role), now=now)

    assert world.coins_of(purse, now) == (300, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("person", ["bob", "charlie"])
def test_is_refused_to_people_without_the_permission(person, purse, quote, request, now):
    with pytest.raises(NotAllowed):
        world.approve(quote, actor=request.getfixturevalue(person), now=now)


@pytest.mark.django_db
def test_is_allowed_to_a_member_whom_the_owner_let(purse, quote, bob, now):
    Membership.objects.filter(user=bob).update(may_approve=True)

    quote = world.approve(quote, actor=bob, now=now)

    assert quote.decided_by == bob


@pytest.mark.django_db
def test_b13_replaces_the_hold_by_that_of_the_new_version(purse, quote, agnes, alice, now):
    world.approve(quote, actor=alice, now=now)
    world.revise(quote, 80, actor=agnes, now=now)

    quote = world.approve(quote, version=2, actor=alice, now=now)

    assert world.coins_of(purse, now) == (220, 80)
    outcomes = list(quote.versions.order_by("number").values_list("outcome", flat=True))
    assert outcomes == [VersionOutcome.REPLACED, VersionOutcome.APPROVED]


@pytest.mark.django_db
def test_b13_leaves_the_approved_hold_when_the_new_version_lacks_coins(organization, quote, agnes, alice, now):
    world.give_coins(organization, 60, now=now)
    world.approve(quote, actor=alice, now=now)
    world.revise(quote, 61, actor=agnes, now=now)

    with pytest.raises(NotEnoughCoins) as refusal:
        world.approve(quote, version=2, actor=alice, now=now)

    assert refusal.value.missing == 1
    assert world.coins_of(organization, now) == (10, 50)


@pytest.mark.django_db
def test_b13_frees_what_a_cheaper_version_does_not_need(purse, quote, agnes, alice, now):
    world.approve(quote, actor=alice, now=now)
    world.revise(quote, 0, actor=agnes, now=now)

    world.approve(quote, version=2, actor=alice, now=now)

    assert world.coins_of(purse, now) == (300, 0)


@pytest.mark.django_db
def test_b15_includes_the_investigation_in_the_price_of_the_work(purse, ticket, agnes, alice, now):
    investigation = world.approve(world.investigate(ticket, actor=agnes, now=now), actor=alice, now=now)
    assert world.coins_of(purse, now) == (285, 15)
    work = world.announce(ticket, 40, actor=agnes, now=now, investigation=investigation)

    world.approve(work, actor=alice, now=now)

    investigation.refresh_from_db()
    assert investigation.state == QuoteState.INCLUDED
    assert world.coins_of(purse, now) == (260, 40)


@pytest.mark.django_db
def test_b10_b32_keeps_several_stages_apart_and_the_ticket_open(purse, ticket, agnes, alice, now):
    first = world.announce(ticket, 50, actor=agnes, now=now)
    second = world.announce(ticket, 70, actor=agnes, now=now)

    world.approve(first, actor=alice, now=now)
    world.approve(second, actor=alice, now=now)

    ticket.refresh_from_db()
    assert (ticket.open_quotes, ticket.coins_set_aside, ticket.quotes_made) == (2, 120, 2)
    assert world.coins_of(purse, now) == (180, 120)
