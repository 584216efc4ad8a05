"""change_member …"""

import pytest

from poshtyar.accounts import operations as accounts
from poshtyar.accounts import permissions
from poshtyar.accounts.models import MemberRole, Membership
from poshtyar.common.errors import NotAllowed
from poshtyar.events.models import Event
from tests.race import race


def membership(user):
    return Membership.objects.select_related("organization").get(user=user)


def change(user, actor, now, role="member", may_approve=False):
    return accounts.change_member(membership=membership(user), role=role, may_approve=may_approve, actor=actor, now=now)


def test_lets_a_member_approve(organization, alice, bob, now):
    change(bob, alice, now, may_approve=True)

    assert permissions.may_approve(bob, organization)
    assert not permissions.may_buy(bob, organization)


def test_makes_an_owner_who_may_approve(organization, alice, bob, now):
    change(bob, alice, now, role=MemberRole.OWNER)

    assert membership(bob).may_approve
    assert permissions.may_buy(bob, organization)


def test_leaves_what_is_not_said_as_it_is(organization, alice, bob, now):
    accounts.change_member(membership=membership(bob), may_approve=True, actor=alice, now=now)
    accounts.change_member(membership=membership(bob), role=MemberRole.OWNER, actor=alice, now=now)
    accounts.change_member(membership=membership(bob), role=MemberRole.MEMBER, actor=alice, now=now)

    assert (membership(bob).role, membership(bob).may_approve) == (MemberRole.MEMBER, True)


def test_keeps_the_last_owner(organization, alice, bob, now):
    with pytest.raises(accounts.LastOwner):
        change(alice, alice, now)

    assert membership(alice).is_owner


def test_refuses_members_staff_and_strangers(organization, alice, bob, charlie, mina, now):
    for person in (bob, charlie, mina):
        with pytest.raises(NotAllowed):
            change(bob, person, now, role=MemberRole.OWNER)

    assert membership(bob).role == MemberRole.MEMBER


def test_says_nothing_new_when_the_form_is_sent_twice(organization, alice, bob, now):
    change(bob, alice, now, may_approve=True)
    change(bob, alice, now, may_approve=True)

    assert Event.objects.filter(kind="accounts.member_changed").count() == 1


def test_says_nothing_new_of_an_owner_who_may_approve_anyhow(organization, alice, bob, now):
    change(bob, alice, now, role=MemberRole.OWNER)
    change(bob, alice, now, role=MemberRole.OWNER, may_approve=False)

    assert Event.objects.filter(kind="accounts.member_changed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_records_one_change_when_the_form_is_sent_twice_at_once(organization, alice, bob, now):
    race(2, lambda _: change(bob, alice, now, may_approve=True))

    assert Event.objects.filter(kind="accounts.member_changed").count() == 1


def test_makes_useless_what_a_former_owner_has_invited(organization, alice, bob, now):
    change(bob, alice, now, role=MemberRole.OWNER)
    invite = {"organization": organization, "role": "owner", "may_approve": True, "now": now}
    accounts.invite_member(mobile="+989121112233", actor=bob, **invite)
    change(bob, alice, now, role=MemberRole.OWNER)
    assert organization.invitations.open_at(now).exists()

    change(bob, alice, now, role=MemberRole.MEMBER)

    assert not organization.invitations.open_at(now).exists()
