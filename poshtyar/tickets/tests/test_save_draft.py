"""save_draft …"""

import pytest
from django.db import IntegrityError, transaction

from poshtyar.accounts.models import Organization
from poshtyar.common.errors import DomainError, NotAllowed
from poshtyar.events.models import Event
from poshtyar.tickets.limits import MAX_DRAFT
from poshtyar.tickets.models import Draft, DraftPlace
from poshtyar.tickets.operations import DraftChanged, save_draft
from poshtyar.tickets.operations.drafts import MOST_DRAFTS, DraftTooLong, TooManyDrafts
from poshtyar.tickets.queries import draft_of
from tests import factories
from tests.race import race

pytestmark = pytest.mark.usefixtures("organization")


def save(actor, now, *, place=DraftPlace.TICKET, ticket=None, organization=None, version=0, **said):
    """Save a draft; that of a new ticket in the person's first organization, unless told otherwise."""
    if ticket is None and organization is None:
        organization = first_organization_of(actor)
    where = {"place": place, "ticket": ticket, "organization": organization}
    return save_draft(**where, said=said, version=version, actor=actor, now=now)


def first_organization_of(user):
    return Organization.objects.filter(memberships__user=user).order_by("pk").first()


def new_ticket_of(user):
    return draft_of(user, DraftPlace.TICKET, organization=first_organization_of(user))


def test_keeps_what_was_typed_and_counts_its_versions(alice, now):
    save(alice, now, subject="The cart", body="It is")
    draft = save(alice, now + factories.minutes(1), version=1, subject="The cart", body="It is empty.")

    assert new_ticket_of(alice) == draft
    assert (draft.said, draft.version, draft.saved_at) == (
        {"subject": "The cart", "body": "It is empty."},
        2,
        now + factories.minutes(1),
    )
    assert not Event.objects.filter(kind__contains="draft").exists()


def test_keeps_one_for_each_person_and_place(ticket, alice, bob, agnes, now):
    save(alice, now, body="A new ticket of Alice.")
    save(alice, now, place=DraftPlace.REPLY, ticket=ticket, body="A reply of Alice.")
    save(bob, now, place=DraftPlace.REPLY, ticket=ticket, body="A reply of Bob.")
    save(agnes, now, place=DraftPlace.REPLY, ticket=ticket, body="A reply of Agnes.")
    save(agnes, now, place=DraftPlace.NOTE, ticket=ticket, body="A note of Agnes.")

    found = [
        (new_ticket_of(user) if place == DraftPlace.TICKET else draft_of(user, place, ticket)).said.get("body")
        for user in (alice, bob, agnes)
        for place in DraftPlace
    ]
    assert found == [
        *("A new ticket of Alice.", "A reply of Alice.", None),
        *(None, "A reply of Bob.", None),
        *(None, "A reply of Agnes.", "A note of Agnes."),
    ]


def test_keeps_one_new_ticket_for_each_organization_of_a_person(organization, alice, now):
    other = factories.make_organization(alice, "Alice's other shops")
    save(alice, now, organization=organization, body="Of the first.")
    save(alice, now, organization=other, body="Of the second.")

    found = [draft_of(alice, DraftPlace.TICKET, organization=one) for one in (organization, other)]

    assert [draft.said["body"] for draft in found] == ["Of the first.", "Of the second."]
    assert found[0].key != found[1].key


def test_refuses_a_new_ticket_of_an_organization_that_is_not_theirs(organization, ticket, alice, charlie, agnes, now):
    for person in (charlie, agnes):
        with pytest.raises(NotAllowed):
            save(person, now, organization=organization, body="x")
    with pytest.raises(NotAllowed):
        save(alice, now, place=DraftPlace.REPLY, ticket=ticket, organization=organization, body="x")

    assert not Draft.objects.exists()


def test_never_overwrites_a_newer_version(alice, now):
    save(alice, now, body="First.")
    newer = save(alice, now, version=1, body="Second, in another window.")

    with pytest.raises(DraftChanged) as refusal:
        save(alice, now, version=1, body="Late, in the first window.")

    assert refusal.value.draft == newer
    assert new_ticket_of(alice).said == {"body": "Second, in another window."}


def test_takes_the_same_words_twice_as_one_version(alice, now):
    first, again = (save(alice, now, body="The answer to the first save was lost.") for _ in range(2))

    assert (first.version, again.version) == (1, 1)


def test_forgets_a_draft_without_words(alice, now):
    save(alice, now, body="Wrong idea.")

    draft = save(alice, now, version=1, body=" ", store="abc", effect="question")

    assert (draft.said, draft.version) == ({}, 2)


def test_goes_on_counting_when_the_row_was_purged(alice, now):
    assert save(alice, now, version=41, body="The window was open all the time.").version == 42


def test_drops_the_character_that_no_database_keeps(alice, now):
    assert save(alice, now, body="a\x00b").said == {"body": "ab"}


@pytest.mark.parametrize(("length", "is_kept"), [(MAX_DRAFT, True), (MAX_DRAFT + 1, False)])
def test_keeps_up_to_the_limit(alice, now, length, is_kept):
    if is_kept:
        assert len(save(alice, now, body="ب" * length).said["body"]) == length
        return
    with pytest.raises(DraftTooLong) as refusal:
        save(alice, now, body="ب" * length)
    assert "۲۰۰٬۰۰۱" in refusal.value.message


def test_keeps_so_many_drafts_and_no_more(organization, alice, now):
    tickets = [factories.make_ticket(organization, alice, now=now) for _ in range(2)]
    others = factories.make_ticket(organization, alice, now=now)
    Draft.objects.bulk_create(
        Draft(
            user=alice, place=place, ticket=factories.make_ticket(organization, alice, now=now), said=said, saved_at=now
        )
        for place, said in [("reply", {"body": "x"})] * (MOST_DRAFTS - 1) + [("reply", {})] * 3
    )

    save(alice, now, place=DraftPlace.REPLY, ticket=tickets[0], body="The last one.")
    save(alice, now, place=DraftPlace.REPLY, ticket=tickets[0], version=1, body="The last one, changed.")
    with pytest.raises(TooManyDrafts):
        save(alice, now, place=DraftPlace.REPLY, ticket=others, body="One too many.")


def test_refuses_whoever_may_not_write_there(ticket, alice, charlie, now):
    for person, place in [(charlie, DraftPlace.REPLY), (alice, DraftPlace.NOTE), (charlie, DraftPlace.NOTE)]:
        with pytest.raises(NotAllowed):
            save(person, now, place=place, ticket=ticket, body="x")
    for place, where in [(DraftPlace.REPLY, None), (DraftPlace.TICKET, ticket)]:
        with pytest.raises((NotAllowed, IntegrityError)), transaction.atomic():
            save(alice, now, place=place, ticket=where, body="x")

    assert not Draft.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_windows_at_once_keeps_one_and_tells_the_other(alice, now):
    def write(worker):
        try:
            return save(alice, now, body=f"Window {worker}.")
        except DomainError as refusal:
            return refusal

    answers = race(2, write)

    [kept] = [answer for answer in answers if isinstance(answer, Draft)]
    [refusal] = [answer for answer in answers if isinstance(answer, DraftChanged)]
    assert refusal.draft.said == Draft.objects.get().said == kept.said
