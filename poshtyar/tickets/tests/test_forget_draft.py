"""forget_draft, within the operations that send …"""

import pytest

from poshtyar.tickets.models import Draft, DraftPlace, Effect
from poshtyar.tickets.operations import (
    DraftChanged,
    add_note,
    forget_draft,
    open_ticket,
    reply_to_ticket,
    save_draft,
)
from poshtyar.tickets.operations.writing import TextMissing
from poshtyar.tickets.queries import draft_of
from tests.race import race


@pytest.fixture
def drafted(organization, now):
    """Return a function that saves a draft and gives its version."""

    def save(actor, place, ticket=None, version=0, body="What was typed."):
        where = {"ticket": ticket} if ticket else {"organization": organization}
        return save_draft(place=place, **where, said={"body": body}, version=version, actor=actor, now=now).version

    return save


def opened(organization, actor, now, *, body="What was typed.", version=1):
    return open_ticket(
        organization=organization,
        store=None,
        subject="The cart",
        body=body,
        effect=Effect.QUESTION,
        files=[],
        nonce="form-of-a-new-ticket",
        actor=actor,
        now=now,
        draft_version=version,
    )


def send(operation, ticket, actor, now, *, body="What was typed.", version=1):
    return operation(
        ticket=ticket, body=body, files=[], nonce="form-of-a-sent-draft", actor=actor, now=now, draft_version=version
    )


def test_forgets_the_draft_of_an_opened_ticket(organization, alice, drafted, now):
    drafted(alice, DraftPlace.TICKET)

    opened(organization, alice, now)

    assert draft_of(alice, DraftPlace.TICKET, organization=organization).said == {}


@pytest.mark.parametrize(("operation", "place"), [(reply_to_ticket, DraftPlace.REPLY), (add_note, DraftPlace.NOTE)])
def test_forgets_the_draft_of_a_sent_message_and_no_other(ticket, agnes, drafted, now, operation, place):
    for one in (DraftPlace.REPLY, DraftPlace.NOTE):
        drafted(agnes, one, ticket)

    send(operation, ticket, agnes, now)

    left = {one: draft_of(agnes, one, ticket).said for one in (DraftPlace.REPLY, DraftPlace.NOTE)}
    assert left == {DraftPlace.REPLY: {"body": "What was typed."}, DraftPlace.NOTE: {"body": "What was typed."}} | {
        place: {}
    }


def test_keeps_the_draft_when_sending_fails(organization, ticket, alice, agnes, drafted, now):
    drafted(alice, DraftPlace.TICKET)
    drafted(agnes, DraftPlace.REPLY, ticket)
    drafted(agnes, DraftPlace.NOTE, ticket)

    with pytest.raises(TextMissing):
        opened(organization, alice, now, body=" ")
    for operation in (reply_to_ticket, add_note):
        with pytest.raises(TextMissing):
            send(operation, ticket, agnes, now, body=" ")

    assert Draft.objects.with_words().count() == 3


def test_keeps_the_draft_when_the_transaction_breaks_after_it(ticket, alice, drafted, now, monkeypatch):
    drafted(alice, DraftPlace.REPLY, ticket)

    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("poshtyar.tickets.operations.messages.events.record", broken)
    with pytest.raises(RuntimeError):
        send(reply_to_ticket, ticket, alice, now)

    assert draft_of(alice, DraftPlace.REPLY, ticket).said == {"body": "What was typed."}


def test_keeps_what_another_window_wrote_meanwhile(ticket, alice, drafted, now):
    drafted(alice, DraftPlace.REPLY, ticket)
    drafted(alice, DraftPlace.REPLY, ticket, version=1, body="A newer thought.")

    send(reply_to_ticket, ticket, alice, now, version=1)

    assert draft_of(alice, DraftPlace.REPLY, ticket).said == {"body": "A newer thought."}


def test_tells_a_save_that_comes_late_that_the_text_was_sent(ticket, alice, drafted, now):
    drafted(alice, DraftPlace.REPLY, ticket)
    send(reply_to_ticket, ticket, alice, now)

    with pytest.raises(DraftChanged):
        drafted(alice, DraftPlace.REPLY, ticket, version=1, body="What was typ")

    assert draft_of(alice, DraftPlace.REPLY, ticket).said == {}


def test_meets_the_first_save_that_comes_late(ticket, alice, drafted, now):
    send(reply_to_ticket, ticket, alice, now, version=1)

    with pytest.raises(DraftChanged):
        drafted(alice, DraftPlace.REPLY, ticket, version=0, body="What was typ")

    assert draft_of(alice, DraftPlace.REPLY, ticket).said == {}


@pytest.mark.django_db(transaction=True)
def test_leaves_no_draft_behind_when_it_was_saved_at_the_same_instant(ticket, alice, now):
    def act(worker):
        try:
            if worker:
                forget_draft(place=DraftPlace.REPLY, ticket=ticket, version=1, actor=alice, now=now)
            else:
                said = {"body": "What was typed."}
                save_draft(place=DraftPlace.REPLY, ticket=ticket, said=said, version=0, actor=alice, now=now)
        except DraftChanged:
            pass

    race(2, act)

    assert draft_of(alice, DraftPlace.REPLY, ticket).said == {}


def test_leaves_the_drafts_of_others(ticket, alice, bob, drafted, now):
    drafted(bob, DraftPlace.REPLY, ticket)

    forget_draft(place=DraftPlace.REPLY, ticket=ticket, version=9, actor=alice, now=now)

    assert draft_of(bob, DraftPlace.REPLY, ticket).said


def test_asks_nothing_of_a_form_that_was_filled_from_no_draft(ticket, alice, now, django_assert_num_queries):
    with django_assert_num_queries(0):
        forget_draft.__wrapped__(place=DraftPlace.REPLY, ticket=ticket, version=0, actor=alice, now=now)
