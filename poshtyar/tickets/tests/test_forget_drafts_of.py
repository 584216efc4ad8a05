"""forget_drafts_of …"""

from datetime import timedelta

import pytest

from poshtyar.accounts.operations import deactivate_user
from poshtyar.jobs.operations import run_due_jobs
from poshtyar.tickets.models import Draft, DraftPlace
from poshtyar.tickets.operations import forget_drafts_of, save_draft

SECOND = timedelta(seconds=1)


@pytest.fixture
def drafts(organization, ticket, alice, bob, now):
    """Bob types in two places, and Alice in one."""
    for place, where in ((DraftPlace.TICKET, {"organization": organization}), (DraftPlace.REPLY, {"ticket": ticket})):
        save_draft(place=place, **where, said={"body": "What was typed."}, version=0, actor=bob, now=now)
    save_draft(place=DraftPlace.REPLY, ticket=ticket, said={"body": "What was typed."}, version=0, actor=alice, now=now)


def test_forgets_all_that_a_person_typed_and_nothing_of_others(drafts, alice, bob):
    forget_drafts_of(user=bob)

    assert Draft.objects.get().user == alice


def test_follows_the_end_of_an_account_and_finds_nothing_the_second_time(drafts, alice, bob, now):
    deactivate_user(user=bob, actor=bob, now=now)

    for _ in range(2):
        run_due_jobs(now=now + SECOND)

    assert Draft.objects.get().user == alice
