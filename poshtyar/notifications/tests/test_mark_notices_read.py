"""mark_notices_read …"""

from datetime import timedelta

from poshtyar.events.models import Event
from poshtyar.notifications.models import Notice
from poshtyar.notifications.operations import mark_notices_read


def notices_of(user, count, now):
    """Give a person notices of as many facts."""
    facts = [Event.objects.create(kind="tickets.ticket_closed", happened_at=now) for _ in range(count)]
    return [Notice.objects.create(user=user, event=fact, created_at=now) for fact in facts]


def test_marks_those_that_were_shown_and_keeps_the_first_moment(alice, now):
    first, second, unseen = notices_of(alice, 3, now)

    assert mark_notices_read(user=alice, newest_id=first.pk, now=now) == 1
    assert mark_notices_read(user=alice, newest_id=second.pk, now=now + timedelta(hours=1)) == 1

    read = dict(Notice.objects.values_list("pk", "read_at"))
    assert read == {first.pk: now, second.pk: now + timedelta(hours=1), unseen.pk: None}


def test_marks_nobody_elses(alice, bob, now):
    [notice] = notices_of(bob, 1, now)

    assert mark_notices_read(user=alice, newest_id=notice.pk, now=now) == 0
