"""record …"""

import pytest

from poshtyar.events import operations as events
from poshtyar.events import registry
from poshtyar.events.models import AppendOnly, Event
from poshtyar.jobs import operations as jobs
from poshtyar.jobs.models import Job

pytestmark = pytest.mark.django_db
KIND = "accounts.organization_created"


@pytest.fixture
def told(monkeypatch):
    """Return the list of facts that a subscriber of our own was told."""
    told = []
    monkeypatch.setitem(registry._subscribers[KIND], "tests.listen", lambda *, event, now: told.append((event, now)))
    return told


def record(organization, now):
    return events.record(KIND, actor=None, now=now, organization=organization, name="Shop")


def test_writes_the_fact_with_its_moment_and_data(organization, alice, now):
    event = events.record(KIND, actor=alice, now=now, organization=organization, name="Shop")

    event.refresh_from_db()
    assert (event.kind, event.happened_at, event.actor, event.organization) == (KIND, now, alice, organization)
    assert event.data == {"name": "Shop"}


def test_refuses_a_kind_that_is_not_listed(alice, now):
    with pytest.raises(KeyError):
        events.record("accounts.made_up", actor=alice, now=now)

    assert not Event.objects.exists()


def test_tells_each_subscriber_once_by_a_job_of_its_own(organization, told, now):
    event = record(organization, now)
    assert told == []

    jobs.run_due_jobs(now=now)

    assert told == [(event, now)]
    assert Job.objects.filter(payload__event_id=event.pk, payload__subscriber="tests.listen").count() == 1


def test_takes_one_statement_and_one_for_each_subscriber(organization, told, now, django_assert_num_queries):
    with django_assert_num_queries(1 + len(registry.subscribers_of(KIND))):
        record(organization, now)


@pytest.mark.parametrize(
    "change",
    [
        lambda event: event.save(update_fields=["data"]),
        lambda event: event.save(),
        lambda event: event.delete(),
        lambda event: Event.objects.filter(pk=event.pk).update(data={}),
        lambda event: Event.objects.filter(pk=event.pk).delete(),
        lambda event: Event.objects.bulk_update([event], ["data"]),
    ],
    ids=["save fields", "save", "delete", "update", "delete many", "bulk update"],
)
def test_a_fact_is_never_changed_or_deleted(change, organization, now):
    event = record(organization, now)
    event.data = {"name": "Forged"}

    with pytest.raises(AppendOnly):
        change(event)

    assert Event.objects.get().data == {"name": "Shop"}
