"""tell_person …"""

import pytest

from poshtyar.events import operations as events
from poshtyar.notifications import operations as notifications
from poshtyar.notifications.models import Notice
from poshtyar.outbox.models import OutgoingMessage
from tests.factories import make_ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def answer(organization, alice, agnes, now):
    """The fact that Agnes has answered Alice's ticket; nobody was told yet."""
    ticket = make_ticket(organization, alice)
    return events.record("tickets.ticket_replied", actor=agnes, now=now, ticket=ticket, message_id=1, by_staff=True)


def test_gives_a_notice_and_messages_once(answer, alice, now):
    for _ in range(2):
        notifications.tell_person(event=answer, reader=alice, now=now)

    notice = Notice.objects.get()
    assert (notice.user, notice.event, notice.read_at) == (alice, answer, None)
    assert OutgoingMessage.objects.filter(to=alice.email).count() == 1


def test_gives_staff_a_notice_alone(answer, leo, now):
    notifications.tell_person(event=answer, reader=leo, now=now)

    assert Notice.objects.get().user == leo
    assert not OutgoingMessage.objects.exists()


def test_calls_nothing_new_what_its_reader_has_just_done(answer, agnes, now):
    notifications.tell_person(event=answer, reader=agnes, now=now)

    assert Notice.objects.get().read_at == now
