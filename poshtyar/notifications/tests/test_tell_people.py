"""tell_people …"""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from poshtyar.accounts.models import Membership
from poshtyar.accounts.operations import deactivate_user
from poshtyar.common.jalali import format_moment
from poshtyar.events import operations as events
from poshtyar.events.models import Event
from poshtyar.jobs import operations as jobs
from poshtyar.notifications import operations as notifications
from poshtyar.notifications.models import Notice
from poshtyar.notifications.queries import words_of
from poshtyar.outbox.models import OutgoingMessage
from poshtyar.tickets.queries import promise_in_words
from tests.factories import join, make_package, make_ticket, make_user

pytestmark = pytest.mark.django_db

QUOTE = {
    "quote_id": 1,
    "version": 1,
    "title": "Google Analytics",
    "coins": 1250,
    "fee": 15,
    "hours": 6,
    "valid_until": "2026-12-01T06:30:00+00:00",
}


@pytest.fixture
def ticket(organization, alice, now):
    """Return a ticket that Alice opened; what its opening told is forgotten."""
    ticket = make_ticket(organization, alice)
    jobs.run_due_jobs(now=now)
    forget()
    return ticket


def forget():
    Notice.objects.all().delete()
    OutgoingMessage.objects.all().delete()


def record(kind, actor, now, **fields):
    event = events.record(kind, actor=actor, now=now, **fields)
    jobs.run_due_jobs(now=now)
    return event


def told(event):
    """Return who has a notice of a fact, by name."""
    return sorted(Notice.objects.filter(event=event).values_list("user__display_name", flat=True))


def messages():
    return sorted(OutgoingMessage.objects.values_list("channel", "to"))


def test_tells_the_customer_of_a_quote_in_the_bell_by_sms_and_by_email(ticket, alice, agnes, charlie, now):
    event = record("quotes.quote_announced", agnes, now, ticket=ticket, **QUOTE)

    assert told(event) == ["Alice"]
    assert messages() == [("email", alice.email), ("sms", alice.mobile)]
    sms = OutgoingMessage.objects.get(channel="sms")
    assert sms.body == (
        f"برای تیکت \u2068#{ticket.pk}\u2069 پیشنهاد قیمت داریم: ۱٬۲۵۰ سکه، تحویل تا ۶ ساعت کاری، "
        "معتبر تا سه‌شنبه ۱۰ آذر، ساعت ۱۰:۰۰. "
        "تا تأیید نکنید کاری شروع نمی‌شه و سکه‌ای کم نمی‌شه."
        f"\nhttp://127.0.0.1:8000/tickets/{ticket.pk}/"
    )
    email = OutgoingMessage.objects.get(channel="email")
    assert email.subject == f"تیکت \u2068#{ticket.pk}\u2069: \u2068{ticket.subject}\u2069"
    assert email.body.startswith(sms.body.split("\n")[0])
    assert f"\n\nhttp://127.0.0.1:8000/tickets/{ticket.pk}/\n\n" in email.body


def test_b22_confirms_a_request_with_its_promise_by_email(organization, alice, agnes, now):
    make_package(organization, "essential")
    alice.language = "en"
    alice.save(update_fields=["language"])
    ticket = make_ticket(organization, alice)

    jobs.run_due_jobs(now=now)

    email = OutgoingMessage.objects.get(channel="email")
    with translation.override("en"):
        promise = promise_in_words(ticket, now - timedelta(days=9))
    assert email.to == alice.email
    assert email.body.startswith(
        f"The request \u2068#{ticket.pk}\u2069 is in: \u2068{ticket.subject}\u2069. {promise} "
        "Asking and answering never costs coins.\n"
    )
    assert not OutgoingMessage.objects.filter(channel="sms").exists()
    assert not Notice.objects.visible_to(alice).unread().exists()


def test_says_the_date_of_an_offer_s_end_though_it_is_tomorrow(ticket, alice, agnes, now):
    alice.language = "en"
    alice.save(update_fields=["language"])
    tomorrow = timezone.now() + timedelta(days=1)

    record("quotes.quote_announced", agnes, now, ticket=ticket, **QUOTE | {"valid_until": tomorrow.isoformat()})

    body = OutgoingMessage.objects.get(channel="sms").body
    assert f"valid until {format_moment(tomorrow, tomorrow - timedelta(days=30), 'en')}." in body
    assert "tomorrow" not in body


def test_b22_tells_colleagues_of_a_request_in_the_bell(organization, alice, bob, now):
    ticket = make_ticket(organization, bob)

    jobs.run_due_jobs(now=now)

    assert told(Event.objects.get(ticket=ticket, kind="tickets.ticket_opened")) == ["Alice", "Bob"]
    assert list(OutgoingMessage.objects.values_list("to", flat=True)) == [bob.email]
    assert Notice.objects.visible_to(alice).unread().exists()


def test_writes_in_the_readers_language_and_digits(ticket, alice, agnes, now):
    alice.language, alice.digits = "en", "persian"
    alice.save(update_fields=["language", "digits"])

    record("quotes.quote_announced", agnes, now, ticket=ticket, **QUOTE)

    sms = OutgoingMessage.objects.get(channel="sms")
    assert sms.language == "en"
    assert sms.body.startswith(
        f"We have a quote for \u2068#{ticket.pk}\u2069: ۱,۲۵۰ coins, done within ۶ working hours"
    )


@pytest.mark.parametrize(
    ("settings_of_alice", "channels"),
    [
        ({"notify_by_sms": False}, ["email"]),
        ({"notify_by_email": False}, ["sms"]),
        ({"mobile": None}, ["email"]),
        ({"email": None}, ["sms"]),
        ({"notify_by_sms": False, "notify_by_email": False}, []),
    ],
)
def test_sends_only_by_the_ways_that_the_reader_chose_and_has(settings_of_alice, channels, ticket, alice, agnes, now):
    for name, value in settings_of_alice.items():
        setattr(alice, name, value)
    alice.save()

    event = record("quotes.quote_announced", agnes, now, ticket=ticket, **QUOTE)

    assert told(event) == ["Alice"]
    assert list(OutgoingMessage.objects.values_list("channel", flat=True)) == channels


def test_twice_gives_one_notice_and_one_message(ticket, agnes, now):
    event = record("quotes.quote_announced", agnes, now, ticket=ticket, **QUOTE)
    before = messages()

    notifications.tell_people(event=event, now=now)

    assert (told(event), messages()) == (["Alice"], before)


def test_never_tells_the_actor_and_tells_colleagues_only_in_the_bell(ticket, alice, bob, agnes, now):
    record("tickets.ticket_replied", bob, now, ticket=ticket, message_id=1, by_staff=False)
    forget()

    event = record("quotes.quote_declined", bob, now, ticket=ticket, reason="", used=0, **QUOTE)

    assert told(event) == ["Agnes", "Alice"]
    assert messages() == []


def test_tells_owners_by_message_what_a_colleague_approved(organization, alice, bob, agnes, now):
    dana = make_user("Dana")
    join(organization, dana)
    ticket = make_ticket(organization, dana)
    jobs.run_due_jobs(now=now)
    forget()

    event = record("quotes.quote_approved", bob, now, ticket=ticket, **QUOTE)

    assert told(event) == ["Agnes", "Alice", "Dana"]
    assert messages() == [("email", alice.email), ("sms", alice.mobile)]


@pytest.mark.parametrize(("who", "bell"), [("agnes", ["Alice"]), ("bob", ["Agnes", "Alice"])])
def test_b16_tells_owners_of_a_free_repair_that_waits_for_them(who, bell, ticket, alice, agnes, request, now):
    person = request.getfixturevalue(who)
    facts = {"quote_id": 1, "title": "Analytics", "reason": "No visits are counted.", "is_offered": True}

    event = record("quotes.rework_opened", person, now, ticket=ticket, **facts)

    assert told(event) == bell
    assert messages() == [("email", alice.email), ("sms", alice.mobile)]
    with translation.override("en"):
        assert words_of(event, alice) == (
            f"The free repair of “\u2068Analytics\u2069” on \u2068#{ticket.pk}\u2069 waits for your approval. "
            "It uses no coins: “\u2068No visits are counted\u2069”."
        )


def test_b16_tells_staff_alone_of_a_free_repair_that_was_approved_as_it_was_asked_for(ticket, alice, bob, agnes, now):
    facts = {"quote_id": 1, "title": "Analytics", "reason": "No visits are counted.", "is_offered": False}

    event = record("quotes.rework_opened", alice, now, ticket=ticket, **facts)

    assert told(event) == ["Agnes"]
    assert messages() == []


def test_sends_nothing_to_the_owner_who_approved(ticket, alice, agnes, now):
    event = record("quotes.quote_approved", alice, now, ticket=ticket, **QUOTE)

    assert told(event) == ["Agnes"]
    assert messages() == []


def test_gives_the_agent_in_charge_alone_the_notice_of_an_approval(ticket, alice, agnes, leo, now):
    ticket.assignee = leo
    ticket.save(update_fields=["assignee"])

    event = record("quotes.quote_approved", alice, now, ticket=ticket, **QUOTE)

    assert told(event) == ["Leo"]


def test_tells_owners_the_opener_and_who_wrote_but_no_other_member(organization, alice, bob, agnes, charlie, now):
    dana = make_user("Dana")
    join(organization, dana)
    ticket = make_ticket(organization, bob)
    forget()

    event = record("quotes.quote_announced", agnes, now, ticket=ticket, **QUOTE)

    assert told(event) == ["Alice", "Bob"]


def test_tells_nobody_who_left_the_organization_or_was_deactivated(organization, alice, bob, agnes, now):
    ticket = make_ticket(organization, bob)
    jobs.run_due_jobs(now=now)
    forget()
    Membership.objects.get(user=bob).delete()
    alice.is_active = False
    alice.save(update_fields=["is_active"])

    event = record("quotes.quote_announced", agnes, now, ticket=ticket, **QUOTE)

    assert told(event) == []


def test_an_answer_reaches_customers_and_a_customers_reply_reaches_staff(ticket, alice, agnes, leo, now):
    answer = record("tickets.ticket_replied", agnes, now, ticket=ticket, message_id=1, by_staff=True)
    assert told(answer) == ["Alice"]
    assert len(messages()) == 2
    forget()

    reply = record("tickets.ticket_replied", alice, now, ticket=ticket, message_id=2, by_staff=False)
    assert told(reply) == ["Agnes", "Leo"]
    assert messages() == []


def test_tells_only_the_agent_who_has_the_ticket(ticket, alice, agnes, leo, now):
    ticket.assignee = leo
    ticket.save(update_fields=["assignee"])

    event = record("tickets.ticket_replied", alice, now, ticket=ticket, message_id=2, by_staff=False)

    assert told(event) == ["Leo"]


def test_tells_every_agent_when_the_one_who_had_the_ticket_has_left(ticket, alice, agnes, leo, mina, now):
    ticket.assignee = agnes
    ticket.save(update_fields=["assignee"])
    deactivate_user(user=agnes, actor=mina, now=now)

    event = record("tickets.ticket_replied", alice, now, ticket=ticket, message_id=2, by_staff=False)

    assert told(event) == ["Leo", "Mina"]


def test_never_tells_a_customer_of_a_note(ticket, agnes, leo, now):
    event = record("tickets.note_added", agnes, now, ticket=ticket, message_id=1)

    assert told(event) == ["Leo"]
    assert messages() == []


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"used": 50, "released": 0}, "“\u2068Tea\u2069” on {ticket} is delivered; 50 coins used."),
        ({"used": 9, "released": 3}, "“\u2068Tea\u2069” on {ticket} is delivered: 9 coins used, 3 coins released."),
        (
            {"used": 9, "released": 3, "expired": 8},
            "“\u2068Tea\u2069” on {ticket} is delivered: 9 coins used, 3 coins released, 8 coins expired.",
        ),
        ({"used": 0, "released": 0}, "“\u2068Tea\u2069” on {ticket} is delivered; no coins were used."),
    ],
)
def test_says_on_delivery_what_was_used_and_released(data, words, ticket, alice, agnes, now):
    event = record("quotes.quote_delivered", agnes, now, ticket=ticket, title="Tea", reason="", quote_id=1, **data)

    with translation.override("en"):
        assert words_of(event, alice) == words.format(ticket=f"\u2068#{ticket.pk}\u2069")


@pytest.mark.parametrize(
    ("freed", "words"),
    [
        ({"released": 50}, "“\u2068Tea\u2069” on {ticket} was cancelled; 50 coins released."),
        (
            {"released": 20, "expired": 30, "renewed": 30},
            "“\u2068Tea\u2069” on {ticket} was cancelled; 20 coins released, 30 coins expired, "
            "30 coins given back with a later date.",
        ),
        ({"released": 0}, "“\u2068Tea\u2069” on {ticket} was cancelled."),
    ],
)
def test_says_of_cancelled_work_what_became_of_its_coins(freed, words, ticket, alice, leo, agnes, now):
    event = record("quotes.quote_cancelled", agnes, now, ticket=ticket, title="Tea", reason="", quote_id=1, **freed)

    with translation.override("en"):
        assert {words_of(event, reader) for reader in (alice, leo)} == {
            words.format(ticket=f"\u2068#{ticket.pk}\u2069")
        }


@pytest.mark.parametrize(
    ("coins", "said"),
    [
        ({"used": 15, "released": 0}, "As agreed 15 coins used."),
        ({"used": 0, "released": 9, "expired": 6}, "No coins were used; 9 coins released, 6 coins expired."),
        ({"used": 0, "released": 0}, "No coins were used."),
    ],
)
def test_says_of_impossible_work_what_became_of_its_coins(coins, said, ticket, alice, agnes, now):
    facts = {"quote_id": 1, "title": "Tea", "obstacle": "host", "reason": "No PHP here"}
    event = record("quotes.work_impossible", agnes, now, ticket=ticket, **facts, **coins)

    with translation.override("en"):
        assert words_of(event, alice).endswith(f"“\u2068No PHP here\u2069”. {said}")


def test_says_why_work_is_impossible_and_keeps_a_strangers_text_on_its_line(ticket, alice, agnes, now):
    facts = {"quote_id": 1, "title": "Tea", "obstacle": "host", "used": 15, "released": 35}
    event = record("quotes.work_impossible", agnes, now, ticket=ticket, reason="No\nPHP\u2028here.", **facts)

    with translation.override("en"):
        assert words_of(event, alice) == (
            f"We investigated “\u2068Tea\u2069” on \u2068#{ticket.pk}\u2069 and it cannot be done: "
            "“\u2068No PHP here\u2069”. As agreed 15 coins used, 35 coins released."
        )


def test_the_result_of_a_payment_reaches_the_payer_too(organization, alice, bob, mina, agnes, now):
    facts = {"order_id": 1, "coins": 300, "origin": "", "payment_id": 1}

    paid = record("ordering.order_paid", alice, now, organization=organization, **facts)
    assert told(paid) == ["Alice"]
    assert OutgoingMessage.objects.get(channel="sms").body.startswith("پرداخت انجام شد و ۳۰۰ سکه توی کیفتونه.")

    stuck = record("ordering.payment_needs_human", None, now, organization=organization, note="", **facts)
    assert told(stuck) == ["Alice", "Mina"]


def test_b33_tells_the_customer_by_message_of_a_second_payment(organization, alice, mina, now):
    facts = {"order_id": 1, "coins": 300, "origin": "", "payment_id": 1, "note": "second_payment"}

    record("ordering.payment_needs_human", None, now, organization=organization, **facts)

    assert messages() == [("email", alice.email), ("sms", alice.mobile)]
    assert "همکارمون" in OutgoingMessage.objects.get(channel="sms").body
