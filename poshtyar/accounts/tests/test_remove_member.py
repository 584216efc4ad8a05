"""remove_member …"""

import contextlib

import pytest

from poshtyar.accounts import operations as accounts
from poshtyar.accounts import permissions
from poshtyar.accounts.models import MemberRole, Membership
from poshtyar.accounts.queries import hash_token
from poshtyar.accounts.tests.codes import last_link
from poshtyar.common.errors import NotAllowed
from tests import factories
from tests.race import race


def membership(user):
    return Membership.objects.select_related("organization").get(user=user)


def test_keeps_the_last_owner(organization, alice, bob, now):
    with pytest.raises(accounts.LastOwner):
        accounts.remove_member(membership=membership(alice), actor=alice, now=now)

    assert membership(alice).is_owner


def test_lets_an_owner_go_when_another_stays(organization, alice, bob, now):
    accounts.change_member(membership=membership(bob), role=MemberRole.OWNER, may_approve=True, actor=alice, now=now)

    accounts.remove_member(membership=membership(alice), actor=bob, now=now)

    assert not permissions.is_member(alice, organization)


@pytest.mark.parametrize("who", ["bob", "charlie", "mina"])
def test_refuses_members_staff_and_strangers(organization, bob, who, request, now):
    with pytest.raises(NotAllowed):
        accounts.remove_member(membership=membership(bob), actor=request.getfixturevalue(who), now=now)

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
    accounts.change_member(membership=membership(bob), role=MemberRole.OWNER, may_approve=True, actor=alice, now=now)
    removals = [(membership(alice), bob), (membership(bob), alice)]

    def remove(n):
        target, actor = removals[n]
        with contextlib.suppress(NotAllowed, accounts.LastOwner):
            accounts.remove_member(membership=target, actor=actor, now=now)

    race(2, remove)

    assert Membership.objects.owners().filter(organization=organization).count() == 1


def test_makes_useless_what_a_removed_owner_has_invited(organization, alice, bob, now):
    """A second number of theirs would lead them back in, as an owner."""
    accounts.change_member(membership=membership(bob), role=MemberRole.OWNER, may_approve=True, actor=alice, now=now)
    second = factories.make_user("Bob's other telephone")
    invite = {"organization": organization, "role": "owner", "may_approve": True, "now": now}
    accounts.invite_member(mobile=second.mobile, actor=bob, **invite)
    token = last_link(second.mobile).split("/")[-2]
    of_alice = accounts.invite_member(mobile="+989121112233", actor=alice, **invite)

    accounts.remove_member(membership=membership(bob), actor=alice, now=now)

    with pytest.raises(accounts.InvitationNotOpen):
        accounts.accept_invitation(token_hash=hash_token(token), actor=second, now=now)
    assert list(organization.invitations.open_at(now)) == [of_alice]
