"""open_ticket …"""

from datetime import UTC, datetime, timedelta

import pytest

from poshtyar.common.errors import IdempotencyConflict, NotAllowed
from poshtyar.sla import operations as sla
from poshtyar.sla.calendars import Interval, Promise
from poshtyar.sla.models import Calendar
from poshtyar.tickets.models import Effect, Message, Severity, Ticket, TicketState, Turn
from poshtyar.tickets.operations import open_ticket
from poshtyar.tickets.operations.opening import StoreNotYours, SubjectMissing
from poshtyar.tickets.operations.writing import TextMissing, TextTooLong
from poshtyar.tickets.queries import clock_of, promise_in_words
from tests import factories
from tests.race import race

# Local moments of the examples of B21.
WEDNESDAY_20 = datetime(2026, 11, 25, 16, 30, tzinfo=UTC)
THURSDAY_23 = datetime(2026, 11, 26, 19, 30, tzinfo=UTC)


def open_one(organization, actor, now, **fields):
    form = {
        "store": None,
        "subject": "The cart is empty",
        "body": "Please look.",
        "effect": Effect.QUESTION,
        "files": [],
        "nonce": "one-rendered-form",
    }
    return open_ticket(organization=organization, actor=actor, now=now, **form | fields)


def test_writes_the_first_message_and_waits_for_the_agency(organization, store, alice, now, kinds):
    ticket = open_one(organization, alice, now, store=store, effect=Effect.PART_BROKEN)

    ticket.refresh_from_db()
    message = ticket.messages.get()
    assert (ticket.state, ticket.turn, ticket.severity) == (TicketState.OPEN, Turn.AGENCY, Severity.HIGH)
    assert (ticket.organization, ticket.store, ticket.opened_by) == (organization, store, alice)
    assert (ticket.opened_at, ticket.last_message_at, ticket.last_message_by) == (now, now, alice)
    assert (message.body, message.author, message.by_staff, message.written_at) == ("Please look.", alice, False, now)
    assert kinds(ticket) == ["ticket_opened"]


def test_b8_costs_no_coins_and_needs_no_package(organization, alice, now):
    ticket = open_one(organization, alice, now)

    assert (ticket.coins_set_aside, ticket.has_package) == (0, False)


@pytest.mark.parametrize("hour", range(0, 24, 3))
@pytest.mark.parametrize("day", range(7))
def test_b19_works_at_any_hour_of_any_day(organization, alice, now, day, hour):
    ticket = open_one(organization, alice, now + timedelta(days=day, hours=hour))

    assert ticket.state == TicketState.OPEN


def test_b20_counts_the_service_days_of_essential(organization, alice):
    factories.make_package(organization, "essential", now=WEDNESDAY_20)

    ticket = open_one(organization, alice, WEDNESDAY_20)

    saturday_20 = WEDNESDAY_20 + timedelta(days=3)
    assert (ticket.first_answer_due_at, ticket.due_at) == (saturday_20, saturday_20)
    assert (ticket.service_level.code, ticket.has_package, ticket.package_rank) == ("essential", True, 1)


def test_b20_counts_all_days_of_basic(organization, alice):
    factories.make_package(organization, "basic", now=WEDNESDAY_20)

    ticket = open_one(organization, alice, WEDNESDAY_20)

    assert ticket.first_answer_due_at == WEDNESDAY_20 + timedelta(days=1)


def test_b21_promises_an_emergency_of_thursday_night_for_saturday_morning(organization, alice):
    factories.make_package(organization, "essential", now=WEDNESDAY_20)

    ticket = open_one(organization, alice, THURSDAY_23, effect=Effect.SHOP_DOWN)

    assert ticket.severity == Severity.EMERGENCY
    assert ticket.first_answer_due_at == datetime(2026, 11, 28, 2, 30, tzinfo=UTC)  # Saturday 06:00 in Tehran


def test_b22_freezes_the_promise_with_its_reason(organization, alice):
    factories.make_package(organization, "essential", now=WEDNESDAY_20)

    ticket = open_one(organization, alice, WEDNESDAY_20)

    ticket.refresh_from_db()
    promise = Promise.from_dict(ticket.promise)
    assert promise.due_at == ticket.first_answer_due_at
    assert promise.facts["minutes"] == 24 * 60


def test_b7_keeps_its_promise_when_a_manager_changes_the_service_level(organization, alice, mina):
    factories.make_package(organization, "essential", now=WEDNESDAY_20)
    ticket = open_one(organization, alice, WEDNESDAY_20)
    promised, level = dict(ticket.promise), ticket.service_level
    seven_days = Calendar.objects.get(code="seven-days")
    facts = sla.LevelFacts("تند", "Quick", seven_days, general_minutes=120, emergency_minutes=60, rank=9)

    sla.change_service_level(level=level, facts=facts, version=1, actor=mina, now=WEDNESDAY_20)
    later = open_one(organization, alice, WEDNESDAY_20, nonce="another-rendered-form")

    ticket.refresh_from_db()
    assert (ticket.promise, ticket.package_rank) == (promised, 1)
    assert ticket.due_at == ticket.first_answer_due_at == WEDNESDAY_20 + timedelta(days=3)
    assert clock_of(ticket, WEDNESDAY_20 + timedelta(hours=3)).words == "۲ روز مانده"
    assert (later.due_at, later.package_rank) == (WEDNESDAY_20 + timedelta(hours=2), 9)


def test_b7_keeps_its_promise_when_a_manager_changes_the_service_days(organization, alice, mina):
    factories.make_package(organization, "essential", now=WEDNESDAY_20)
    ticket = open_one(organization, alice, WEDNESDAY_20)
    promised, words = dict(ticket.promise), promise_in_words(ticket, WEDNESDAY_20)
    calendar = Calendar.objects.get(code="five-days")
    facts = sla.CalendarFacts("پنجشنبه", "Thursday", (Interval(5, 9 * 60, 17 * 60),))

    sla.change_calendar(calendar=calendar, facts=facts, version=1, actor=mina, now=WEDNESDAY_20)
    later = open_one(organization, alice, WEDNESDAY_20, nonce="another-rendered-form")

    ticket.refresh_from_db()
    assert (ticket.promise, promise_in_words(ticket, WEDNESDAY_20)) == (promised, words)
    assert ticket.due_at == ticket.first_answer_due_at == WEDNESDAY_20 + timedelta(days=3)
    # Three Thursdays of eight hours: Thursday two weeks later, 17:00.
    assert later.due_at == WEDNESDAY_20 + timedelta(days=15, hours=-3)


def test_without_a_package_promises_nothing(organization, alice, now):
    ticket = open_one(organization, alice, now)

    assert (ticket.first_answer_due_at, ticket.promise["reason"]) == (None, "no_package")


def test_b5_answers_a_presales_question_within_a_day_without_a_package(organization, alice, now):
    ticket = open_one(organization, alice, now, is_presales=True)

    assert (ticket.is_presales, ticket.first_answer_due_at) == (True, now + timedelta(hours=24))


@pytest.mark.parametrize(
    ("effect", "severity"),
    [
        (Effect.SHOP_DOWN, Severity.EMERGENCY),
        (Effect.PART_BROKEN, Severity.HIGH),
        (Effect.WORK, Severity.NORMAL),
        (Effect.QUESTION, Severity.NORMAL),
    ],
)
def test_b23_takes_the_severity_from_the_effect(organization, alice, now, effect, severity):
    assert open_one(organization, alice, now, effect=effect).severity == severity


def test_returns_the_first_ticket_to_the_same_form(organization, alice, now, kinds):
    first = open_one(organization, alice, now)

    again = open_one(organization, alice, now + timedelta(minutes=1))

    assert again == first
    assert (Ticket.objects.count(), Message.objects.count(), kinds(first)) == (1, 1, ["ticket_opened"])


def test_returns_it_though_its_store_was_put_away_since(organization, store, alice, now):
    first = open_one(organization, alice, now, store=store)
    store.archived_at = now

    assert open_one(organization, alice, now, store=store) == first


@pytest.mark.parametrize("other", [{"body": "Another text."}, {"subject": "Another title"}])
def test_refuses_the_same_form_with_other_contents(organization, alice, now, other):
    open_one(organization, alice, now)

    with pytest.raises(IdempotencyConflict):
        open_one(organization, alice, now, **other)

    assert Message.objects.count() == 1


def test_never_shows_a_ticket_to_somebody_who_knows_its_form(organization, alice, charlie, now):
    open_one(organization, alice, now)

    with pytest.raises(IdempotencyConflict):
        open_one(charlie.memberships.get().organization, charlie, now)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_open_one_ticket(organization, alice, now):
    answers = race(2, lambda _: open_one(organization, alice, now).pk)

    assert answers == [Ticket.objects.get().pk] * 2
    assert Message.objects.count() == 1


def test_lets_bob_ask_and_staff_ask_for_a_caller(organization, bob, agnes, now):
    by_bob = open_one(organization, bob, now)
    by_agnes = open_one(organization, agnes, now, nonce="another-form")

    assert (by_bob.opened_by, by_agnes.opened_by) == (bob, agnes)


def test_refuses_charlie(organization, charlie, now):
    with pytest.raises(NotAllowed):
        open_one(organization, charlie, now)

    assert not Ticket.objects.exists()


def test_refuses_a_store_of_somebody_else(organization, alice, charlie, now):
    foreign = factories.make_store(charlie.memberships.get().organization)

    with pytest.raises(StoreNotYours):
        open_one(organization, alice, now, store=foreign)


def test_refuses_a_store_that_is_put_away(organization, store, alice, now):
    store.archived_at = now
    store.save(update_fields=["archived_at"])

    with pytest.raises(StoreNotYours):
        open_one(organization, alice, now, store=store)


def test_cleans_the_title_and_folds_it_for_search(organization, alice, now):
    ticket = open_one(organization, alice, now, subject="  سايت \u202eکند\u200b  شده ۱۲ ")

    assert ticket.subject == "سایت کند شده ۱۲"
    assert ticket.subject_folded == "سایت کند شده 12"


@pytest.mark.parametrize("subject", ["", " \u200b\u200c ", "ط" * 161])
def test_refuses_a_title_that_is_none(organization, alice, now, subject):
    with pytest.raises(SubjectMissing):
        open_one(organization, alice, now, subject=subject)


def test_keeps_a_title_whose_folded_form_is_much_longer(organization, alice, now):
    ticket = open_one(organization, alice, now, subject="\ufdfa" * 160)

    ticket.refresh_from_db()
    assert len(ticket.subject) == 160


def test_keeps_a_text_of_exactly_the_limit(organization, alice, now):
    ticket = open_one(organization, alice, now, body="م" * 100_000)

    assert len(ticket.messages.get().body) == 100_000


@pytest.mark.parametrize("length", [100_001, 1_000_000])
def test_refuses_a_longer_text_with_both_numbers(organization, alice, now, length):
    with pytest.raises(TextTooLong) as refusal:
        open_one(organization, alice, now, body="م" * length)

    assert ("۱۰۰٬۰۰۱" if length == 100_001 else "۱٬۰۰۰٬۰۰۰") in refusal.value.message
    assert "۱۰۰٬۰۰۰" in refusal.value.message


@pytest.mark.parametrize("body", ["", " \r\n\t", "\x00"])
def test_refuses_a_text_that_says_nothing(organization, alice, now, body):
    with pytest.raises(TextMissing):
        open_one(organization, alice, now, body=body)
