"""withdraw_invitation … (R81)"""

import pytest

from poshtyar.accounts import operations as accounts
from poshtyar.accounts.queries import hash_token
from poshtyar.accounts.tests.codes import last_link
from poshtyar.common.errors import NotAllowed
from poshtyar.events.models import Event
from tests import factories


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


def test_makes_it_useless_and_may_be_called_twice(token, dana, alice, organization, now):
    invitation = organization.invitations.get()
    accounts.withdraw_invitation(invitation=invitation, actor=alice, now=now)
    accounts.withdraw_invitation(invitation=invitation, actor=alice, now=now)

    with pytest.raises(accounts.InvitationNotOpen):
        accept(token, dana, now)
    assert Event.objects.filter(kind="accounts.invitation_withdrawn").count() == 1


def test_refuses_one_that_was_accepted(token, dana, alice, organization, now):
    accept(token, dana, now)

    with pytest.raises(accounts.InvitationNotOpen):
        accounts.withdraw_invitation(invitation=organization.invitations.get(), actor=alice, now=now)


@pytest.mark.parametrize("who", ["bob", "charlie", "mina"])
def test_refuses_everybody_but_an_owner(token, organization, bob, who, request, now):
    with pytest.raises(NotAllowed):
        accounts.withdraw_invitation(
            invitation=organization.invitations.get(), actor=request.getfixturevalue(who), now=now
        )

    assert organization.invitations.get().withdrawn_at is None
