"""A message that hands over log-in details …"""

import pytest

from poshtyar.common.errors import IdempotencyConflict
from poshtyar.tickets.models import Message
from poshtyar.tickets.operations import reply_to_ticket
from poshtyar.tickets.queries import thread_of
from poshtyar.vault.limits import MAX_SECRET
from poshtyar.vault.models import Secret
from poshtyar.vault.operations import SecretTooLong, erase_secret
from poshtyar.vault.queries import handed_over
from tests import factories
from tests.race import race

TEXT = "ftp.shop.example, alice, ۱۲"


def hand_over(ticket, actor, now, secret=TEXT, nonce="form-with-a-secret"):
    return reply_to_ticket(
        ticket=ticket, body="Here they are.", files=[], nonce=nonce, actor=actor, now=now, secret=secret
    )


def test_carries_them_sealed(ticket, alice, now):
    message = hand_over(ticket, alice, now)

    assert message.secret.ticket == ticket
    assert TEXT not in message.secret.sealed and handed_over(message.secret, TEXT)
    (shown,) = [item.message for item in thread_of(ticket, alice).items if item.message and item.message.secret]
    assert shown == message


def test_opens_a_ticket_with_them(organization, alice):
    ticket = factories.make_ticket(organization, alice, secret=TEXT)

    assert ticket.messages.get().secret.ticket == ticket


def test_without_them_carries_none(ticket, alice, now):
    assert hand_over(ticket, alice, now, secret=" \n ").secret is None


def test_of_a_form_sent_twice_hands_them_over_once(ticket, alice, now):
    first, second = hand_over(ticket, alice, now), hand_over(ticket, alice, now)

    assert first == second
    assert Secret.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_a_form_sent_twice_at_once_hands_them_over_once(ticket, alice, now):
    assert len(set(race(2, lambda _: hand_over(ticket, alice, now).pk))) == 1
    assert Secret.objects.count() == 1


def test_of_a_form_sent_again_after_they_were_erased_is_not_reported_as_sent(ticket, alice, now):
    first = hand_over(ticket, alice, now)
    erase_secret(secret=first.secret, actor=alice, now=now)

    with pytest.raises(IdempotencyConflict):
        hand_over(ticket, alice, now)


@pytest.mark.parametrize("other", ["ftp.shop.example, alice, 12", ""])
def test_of_a_form_sent_again_with_others_is_refused(ticket, alice, now, other):
    hand_over(ticket, alice, now)

    with pytest.raises(IdempotencyConflict):
        hand_over(ticket, alice, now, secret=other)
    assert Secret.objects.count() == 1


def test_that_is_refused_keeps_none(ticket, alice, now):
    before = Message.objects.count()

    with pytest.raises(SecretTooLong):
        hand_over(ticket, alice, now, secret="x" * (MAX_SECRET + 1))

    assert (Message.objects.count(), Secret.objects.count()) == (before, 0)
