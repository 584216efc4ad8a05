"""accept_invitation … (R81)"""

from datetime import timedelta

import pytest

from poshtyar.accounts import operations as accounts
from poshtyar.accounts.models import MemberRole, Membership
from poshtyar.accounts.queries import hash_token
from poshtyar.accounts.tests.codes import last_link
from poshtyar.events.models import Event
from tests import factories
from tests.race import race


@pytest.fixture
def dana(db):
    """Dana is invited."""
    return factories.make_user("Dana")


@pytest.fixture
def token(organization, alice, dana, now):
    accounts.invite_member(
        organization=organization, mobile=dana.mobile, role="member", may_approve=True, actor=alice, now=now
    )
    return last_link(dana.mobile).split("/")[-2]


def accept(token, actor, now):
    return accounts.accept_invitation(token_hash=hash_token(token), actor=actor, now=now)


def test_makes_the_person_a_member(token, dana, organization, now):
    membership = accept(token, dana, now)

    assert (membership.organization, membership.user) == (organization, dana)
    assert (membership.role, membership.may_approve) == (MemberRole.MEMBER, True)
    assert Event.objects.latest("id").kind == "accounts.member_joined"


def test_returns_the_same_membership_to_a_second_click(token, dana, now):
    first = accept(token, dana, now)

    assert accept(token, dana, now) == first

    assert Event.objects.filter(kind="accounts.member_joined").count() == 1


def test_works_once(token, dana, alice, now):
    membership = accept(token, dana, now)
    accounts.remove_member(membership=membership, actor=alice, now=now)

    with pytest.raises(accounts.InvitationNotOpen):
        accept(token, dana, now)
    assert not Membership.objects.filter(user=dana).exists()


def test_refuses_everybody_else(token, bob, charlie, mina, now):
    for person in (bob, charlie, mina, factories.make_user("Eve"), factories.make_user("Nobody", mobile=None)):
        with pytest.raises(accounts.InvitationNotOpen):
            accept(token, person, now)


@pytest.mark.parametrize("change", [lambda t: "", lambda t: t[:-1], lambda t: t + "A", str.swapcase, lambda t: t[1:]])
def test_refuses_any_other_token(token, dana, now, change):
    with pytest.raises(accounts.InvitationNotOpen):
        accept(change(token), dana, now)


@pytest.mark.parametrize(("hours", "works"), [(71.99, True), (72, False)])
def test_works_for_three_days(token, dana, now, hours, works):
    moment = now + timedelta(hours=hours)

    if works:
        assert accept(token, dana, moment).user == dana
    else:
        with pytest.raises(accounts.InvitationNotOpen):
            accept(token, dana, moment)


@pytest.mark.django_db(transaction=True)
def test_makes_one_membership_of_two_clicks_at_once(now):
    alice, dana = factories.make_user("Alice"), factories.make_user("Dana")
    organization = factories.make_organization(alice)
    accounts.invite_member(
        organization=organization, mobile=dana.mobile, role="member", may_approve=False, actor=alice, now=now
    )
    token = last_link(dana.mobile).split("/")[-2]

    results = race(2, lambda _: accept(token, dana, now).pk)

    assert results == [Membership.objects.get(user=dana).pk] * 2
