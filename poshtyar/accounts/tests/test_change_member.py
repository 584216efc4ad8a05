"""change_member and remove_member …"""

import contextlib

import pytest

from poshtyar.accounts import operations as accounts
from poshtyar.accounts import permissions
from poshtyar.accounts.models import MemberRole, Membership
from poshtyar.common.errors import NotAllowed
from tests import factories
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


def test_keeps_the_last_owner(organization, alice, bob, now):
    with pytest.raises(accounts.LastOwner):
        change(alice, alice, now)
    with pytest.raises(accounts.LastOwner):
        accounts.remove_member(membership=membership(alice), actor=alice, now=now)

    assert membership(alice).is_owner


def test_lets_an_owner_go_when_another_stays(organization, alice, bob, now):
    change(bob, alice, now, role=MemberRole.OWNER)

    accounts.remove_member(membership=membership(alice), actor=bob, now=now)

    assert not permissions.is_member(alice, organization)


def test_refuses_members_staff_and_strangers(organization, alice, bob, charlie, mina, now):
    for person in (bob, charlie, mina):
        with pytest.raises(NotAllowed):
            change(bob, person, now, role=MemberRole.OWNER)
        with pytest.raises(NotAllowed):
            accounts.remove_member(membership=membership(bob), actor=person, now=now)

    assert membership(bob).role == MemberRole.MEMBER


def test_refuses_a_member_who_was_removed_meanwhile(organization, alice, bob, now):
    gone = membership(bob)
    accounts.remove_member(membership=membership(bob), actor=alice, now=now)

    with pytest.raises(accounts.NoLongerMember):
        accounts.remove_member(membership=gone, actor=alice, now=now)


@pytest.mark.django_db(transaction=True)
def test_keeps_an_owner_when_two_owners_remove_each_other_at_once(now):
    alice, bob = factories.make_user("Alice"), factories.make_user("Bob")
    organization = factories.make_organization(alice)
    factories.join(organization, bob)
    change(bob, alice, now, role=MemberRole.OWNER)
    removals = [(membership(alice), bob), (membership(bob), alice)]

    def remove(n):
        target, actor = removals[n]
        with contextlib.suppress(NotAllowed, accounts.LastOwner):
            accounts.remove_member(membership=target, actor=actor, now=now)

    race(2, remove)

    assert Membership.objects.owners().filter(organization=organization).count() == 1
